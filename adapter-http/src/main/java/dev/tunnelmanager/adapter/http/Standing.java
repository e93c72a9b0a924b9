package dev.tunnelmanager.adapter.http;

import dev.tunnelmanager.ports.driving.HealthReport;
import dev.tunnelmanager.ports.driving.HealthReport.Component;
import dev.tunnelmanager.ports.driving.HealthReport.Condition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How everything is together, in a word. */
enum Standing {
    /** Every part is as it should be. */
    HEALTHY,
    /** Hostnames are served, and some part is not as it should be. */
    DEGRADED,
    /** Hostnames are not served, or it cannot be said that they are. */
    UNHEALTHY;

    /** Without these nothing is served, or nothing is known; without the others what is published stays published. */
    private static final Set<String> VITAL = Set.of("database", "connector");
    private static final Set<String> NEEDED_FOR_ANSWERS = Set.of("database");

    static Standing of(HealthLook.Seen seen) {
        if (seen.trouble().isPresent() || seen.report().isEmpty()) {
            return UNHEALTHY;
        }
        List<Component> parts = seen.report().get().components();
        if (isBroken(parts, VITAL)) {
            return UNHEALTHY;
        }
        return parts.stream().allMatch(part -> part.condition() == Condition.UP) ? HEALTHY : DEGRADED;
    }

    /** Returns whether requests can be taken, however the tunnel is. */
    static boolean isReady(HealthLook.Seen seen) {
        Optional<HealthReport> report = seen.report();
        return seen.trouble().isEmpty() && report.isPresent()
                && !isBroken(report.get().components(), NEEDED_FOR_ANSWERS);
    }

    private static boolean isBroken(List<Component> parts, Set<String> names) {
        return parts.stream().filter(part -> names.contains(part.name()))
                .anyMatch(part -> part.condition() == Condition.DOWN || part.condition() == Condition.UNKNOWN);
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
