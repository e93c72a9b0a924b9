package dev.tunnelmanager.ports.driving;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the parts are that Tunnel Manager is made of and depends on, each as it was last seen.
 *
 * @param at when it was put together
 * @param components each part
 */
public record HealthReport(Instant at, List<Component> components) {

    public HealthReport {
        components = List.copyOf(components);
    }

    /** How a part is. */
    public enum Condition {
        /** As it should be. */
        UP,
        /** Not as it should be, and what matters most still works. */
        DEGRADED,
        /** Not working. */
        DOWN,
        /** Not seen yet, or could not be asked. */
        UNKNOWN
    }

    /**
     * One part.
     *
     * @param name in lower case, for example {@code database}
     * @param condition how it is
     * @param words the same for people, one sentence
     * @param latency how long the look took, if that tells something
     * @param seenAt when it was last seen
     */
    public record Component(String name, Condition condition, String words, Optional<Duration> latency,
            Instant seenAt) {}
}
