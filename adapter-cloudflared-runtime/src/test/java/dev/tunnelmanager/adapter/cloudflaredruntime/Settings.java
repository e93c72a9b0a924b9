package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings for tests of a single keeper. */
final class Settings {

    static ConnectorSettings of(ConnectorSettings.Kind kind, Path folder, List<HostPort> metrics) {
        return new ConnectorSettings(kind, "cloudflared", List.of("cloudflared"), "/no/such/cloudflared", List.of(),
                metrics,
                Duration.ofSeconds(30), folder.resolve("config.yml"), folder.resolve("state"),
                () -> "i" + Integer.toHexString(folder.hashCode()), Duration.ofSeconds(60));
    }

    private Settings() {}
}
