package dev.tunnelmanager.adapter.http;

import dev.tunnelmanager.ports.driving.HealthReport;
import dev.tunnelmanager.ports.driving.HealthReport.Component;
import dev.tunnelmanager.ports.driving.HealthReport.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a core may say. */
final class Reports {

    static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123Z");

    private Reports() {}

    static HealthReport of(Component... parts) {
        return new HealthReport(NOW, List.of(parts));
    }

    static Component part(String name, Condition condition) {
        return new Component(name, condition, "The " + name + " is " + condition + ".",
                name.equals("database") ? Optional.of(Duration.ofNanos(1_250_000)) : Optional.empty(),
                NOW.minusSeconds(7));
    }

    static HealthReport well() {
        return of(part("database", Condition.UP), part("connector", Condition.UP), part("topology", Condition.UP),
                part("directory", Condition.UP));
    }
}
