package dev.tunnelmanager.application;

import java.time.Duration;
import java.time.Instant;

/**
 * When something that did not come about is tried next.
 *
 * @param at not before
 * @param pause how long the pause before that was
 */
record Retry(Instant at, Duration pause) {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Returns one that is due at once. */
    static Retry first(Instant now) {
        return new Retry(now, Duration.ZERO);
    }

    /** Returns whether it may be tried; also if it lies further away than its pause, which means that the clock was set back since. */
    boolean isDue(Instant now) {
        return !at.isAfter(now) || at.isAfter(now.plus(pause));
    }

    /** Returns the next one, after a pause twice as long. */
    Retry later(Instant now) {
        Duration twice = pause.isZero() ? FIRST : pause.multipliedBy(2);
        Duration next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
        return new Retry(now.plus(next), next);
    }
}
