package dev.tunnelmanager.ports.driven;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How long somebody has waited, by a clock that people may set meanwhile: a jump back counts as no time. A jump ahead counts as
 * time, so that a wait may end early, but never late by more than passes between two looks. For one thread at a time.
 */
public final class Waited {

    private final InstantSource clock;
    private Instant before;
    private Duration sum = Duration.ZERO;

    private Waited(InstantSource clock) {
        this.clock = clock;
        this.before = clock.instant();
    }

    /**
     * Begins to count.
     *
     * @param clock the one that is read from now on, here and in {@link #soFar}
     */
    public static Waited fromNow(InstantSource clock) {
        return new Waited(clock);
    }

    /** Returns how long it is since the beginning, never negative; exact only if it is asked often. */
    public Duration soFar() {
        Instant now = clock.instant();
        Duration step = Duration.between(before, now);
        before = now;
        sum = step.isNegative() ? sum : sum.plus(step);
        return sum;
    }
}
