package dev.tunnelmanager.adapter.cloudflare;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Keeps us below the provider's rate limit, and away from it for as long as it has asked for. Safe for use by many threads.
 *
 * <p>A caller takes the next free place in time and waits for it, so that nobody waits longer than those before it need.
 */
final class SelfThrottle {

    /** As long as the provider blocks a user that exceeded the limit; longer requests to stay away are cut to it. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Pause pause;
    private final Duration interval;
    private final Duration allowance;
    private Instant next = Instant.EPOCH;
    private Instant heldUntil = Instant.EPOCH;
    private Instant seen = Instant.EPOCH;

    SelfThrottle(int perSecond, int burst, InstantSource clock, Pause pause) {
        this.clock = clock;
        this.pause = pause;
        this.interval = Duration.ofSeconds(1).dividedBy(perSecond);
        this.allowance = interval.multipliedBy(burst - 1L);
    }

    /** Waits for the caller's turn. */
    void enter() throws InterruptedException {
        Duration wait = takePlace();
        if (wait.isPositive()) {
            pause.lasting(wait);
        }
    }

    /** Keeps everybody out for {@code duration}. */
    synchronized void hold(Duration duration) {
        Instant until = now().plus(duration.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : duration);
        if (until.isAfter(heldUntil)) {
            heldUntil = until;
        }
    }

    /** Returns how much longer everybody is kept out; zero if nobody is. */
    synchronized Duration heldFor() {
        Duration left = Duration.between(now(), heldUntil);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private synchronized Duration takePlace() {
        Instant now = now();
        Instant place = next.isBefore(now) ? now : next;
        next = place.plus(interval);
        Duration wait = Duration.between(now, place.minus(allowance));
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Returns the time. If the clock was set back since it was last read, everything that is waited for moves with it. */
    private Instant now() {
        Instant now = clock.instant();
        if (now.isBefore(seen)) {
            Duration back = Duration.between(now, seen);
            next = next.minus(back);
            heldUntil = heldUntil.minus(back);
        }
        seen = now;
        return now;
    }
}
