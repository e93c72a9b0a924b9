package dev.tunnelmanager.domain.diagnosis;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How long the tunnel was looked at, and how long of that it was up.
 *
 * @param seen how long it was looked at; gaps in which nobody looked do not count
 * @param up how long of that it was up
 */
public record HealthTotals(Duration seen, Duration up) {

    /** Nobody has looked. */
    public static final HealthTotals NONE = new HealthTotals(Duration.ZERO, Duration.ZERO);

    /** A sample stands for the time until the next one, but never for longer than this: after that nobody was looking. */
    public static final Duration LONGEST_SPAN = Duration.ofSeconds(90);

    /** Single samples are kept for so long. */
    public static final Duration SAMPLES_KEPT = Duration.ofDays(2);

    /** The totals of each hour are kept for so long. */
    public static final Duration HOURS_KEPT = Duration.ofDays(90);

    /** Returns the part of the time that it was up, 0 to 1; empty if nobody has looked. */
    public OptionalDouble part() {
        return seen.isPositive() ? OptionalDouble.of((double) up.toMillis() / seen.toMillis()) : OptionalDouble.empty();
    }
}
