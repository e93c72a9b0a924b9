package dev.tunnelmanager.standins.connector;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The options of a run, from the command line or else from the config file. */
final class RunOptions {

    private static final Duration MAX_GRACE = Duration.ofMinutes(3);
    private static final List<String> PROTOCOLS = List.of("auto", "quic", "http2", "h2mux");

    private final CommandLine line;
    private final ConnectorConfig config;

    RunOptions(CommandLine line, ConnectorConfig config) {
        this.line = line;
        this.config = config;
    }

    Duration grace() throws ConfigFault {
        String text = option("grace-period").orElse("30s");
        Duration grace = GoDuration.parse(text)
                .orElseThrow(() -> new ConfigFault("time: invalid duration \"" + text + "\""));
        if (grace.compareTo(MAX_GRACE) > 0) {
            throw new ConfigFault("grace-period must be equal or less than 3m0s");
        }
        return grace;
    }

    Optional<String> metrics() {
        return option("metrics");
    }

    Optional<String> edge() {
        return option("edge");
    }

    Optional<String> pidFile() {
        return option("pidfile");
    }

    void checkProtocol() throws ConfigFault {
        String protocol = option("protocol").orElse("auto");
        if (!PROTOCOLS.contains(protocol)) {
            throw new ConfigFault("unknown protocol " + protocol + ", available protocols: " + PROTOCOLS);
        }
    }

    private Optional<String> option(String name) {
        return line.option(name).or(() -> config.text(name));
    }
}
