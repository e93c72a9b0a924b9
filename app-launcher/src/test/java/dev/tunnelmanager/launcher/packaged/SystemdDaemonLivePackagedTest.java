package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.standins.connector.EchoService;
import dev.tunnelmanager.standins.engine.LiveEngine;
import dev.tunnelmanager.standins.engine.LiveSystemd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit that {@code install} writes, under a real systemd, with the connector's processes as children of the daemon. */
@Tag("live")
class SystemdDaemonLivePackagedTest {

    private static final String DAEMON = "tunnel-manager.service";
    private static final String HOSTNAME = "api.example.com";

    @Test
    void the_unit_is_right_starts_and_may_be_restarted_and_hang_while_requests_are_answered(@TempDir Path folder)
            throws Exception {
        String metrics = "[\"127.0.0.1:" + Bench.freePort() + "\", \"127.0.0.1:" + Bench.freePort() + "\"]";
        try (SystemdBench host = SystemdBench.start(folder, Map.of("connector.kind", "process", "connector.metrics",
                metrics)); EchoService service = EchoService.start(Duration.ofSeconds(2))) {
            host.serve();
            LiveSystemd systemd = host.systemd();
            LiveEngine.Said verified = systemd.run("systemd-analyze", "verify", "--man=no", DAEMON);
            assertThat(verified.text()).isEmpty();
            assertThat(verified.exitCode()).isZero();
            assertThat(systemd.property(DAEMON, "ActiveState")).isEqualTo("active");
            assertThat(systemd.property(DAEMON, "StatusText")).as("told by itself").contains("Serving");
            host.publish("shop", "api", service.port());
            List<String> connectors = host.bench().edgeConnectors();
            assertThat(connectors).hasSize(2);

            try (PublicLoad load = PublicLoad.on(host.bench().edge().httpPort(), HOSTNAME)) {
                systemd.systemctl("restart", DAEMON);
                assertThat(host.bench().edgeConnectors()).as(host.said()).isEqualTo(connectors);

                // The pings come: far longer than the watchdog waits, and it does not bite.
                host.unit(DAEMON + ".d/watchdog.conf", "[Service]\nWatchdogSec=2\n");
                systemd.systemctl("restart", DAEMON);
                String first = systemd.property(DAEMON, "WatchdogTimestampMonotonic");
                Eventually.holds("the watchdog is told again and again", () -> Long.parseLong(first) + 5_000_000 < Long
                        .parseLong(systemd.property(DAEMON, "WatchdogTimestampMonotonic")));
                assertThat(systemd.property(DAEMON, "NRestarts")).as(host.said()).isEqualTo("0");

                systemd.systemctl("kill", "--kill-who=main", "-s", "STOP", DAEMON);
                Eventually.holds("the daemon that hangs is replaced", () -> systemd.property(DAEMON, "NRestarts")
                        .equals("1") && systemd.property(DAEMON, "SubState").equals("running"));
                assertThat(systemd.journal(DAEMON)).contains("Watchdog timeout");
                assertThat(host.bench().edgeConnectors()).as(host.said()).isEqualTo(connectors);

                PublicLoad.Tally tally = load.end();
                assertThat(tally.lost()).isEmpty();
                assertThat(tally.of("kept")).isPositive();
                assertThat(tally.of("websocket")).as("nobody was cut").isEqualTo(1);
            }
            host.publish("shop", "www", service.port());
        }
    }
}
