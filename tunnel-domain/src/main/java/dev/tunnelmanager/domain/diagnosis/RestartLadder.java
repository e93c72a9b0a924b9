package dev.tunnelmanager.domain.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How often a connector was started or restarted without lasting success, and when it may be next. The first attempt comes at once;
 * before each further one there is a pause, longer each time up to the last step, and for ever after. Only ten healthy minutes
 * without a break lead back to the start. It is kept with the state, so that a restart of ours does not shorten a pause.
 *
 * @param attempts since the ladder was last at its foot
 * @param lastAttempt when the latest of them was begun
 * @param notBefore when the next one may be begun; empty if at once
 * @param healthySince since when every look was good; empty if the latest was not
 */
public record RestartLadder(int attempts, Optional<Instant> lastAttempt, Optional<Instant> notBefore,
        Optional<Instant> healthySince) {

    /** Nothing was attempted. */
    public static final RestartLadder FOOT = new RestartLadder(0, Optional.empty(), Optional.empty(), Optional.empty());

    /** So long it must be healthy without a break. */
    public static final Duration HEALTHY_FOR = Duration.ofMinutes(10);

    /** The pauses before the second, third, … attempt; the last one is used for ever after. */
    public static final List<Duration> STEPS = List.of(Duration.ofSeconds(5), Duration.ofSeconds(15),
            Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(300));

    /** A pause is longer than its step by up to this part of it, so that many hosts do not act in step; never shorter. */
    public static final double JITTER = 0.1;

    public RestartLadder {
        if (attempts < 0) {
            throw new IllegalArgumentException("Attempts cannot be fewer than none: " + attempts);
        }
    }

    /** Returns whether an attempt may be begun. */
    public boolean isDue(Instant now) {
        return notBefore.isEmpty() || !now.isBefore(notBefore.get());
    }

    /**
     * Returns the ladder when an attempt is begun.
     *
     * @param chance from 0 to 1
     */
    RestartLadder attempted(Instant now, double chance) {
        int made = attempts + 1;
        return new RestartLadder(made, Optional.of(now), Optional.of(now.plus(pause(made, chance))), Optional.empty());
    }

    /** Returns the ladder when the latest attempt has ended: the pause counts from here. */
    public RestartLadder ended(Instant end) {
        if (lastAttempt.isEmpty() || notBefore.isEmpty() || end.isBefore(lastAttempt.get())) {
            return this;
        }
        Duration pause = Duration.between(lastAttempt.get(), notBefore.get());
        return new RestartLadder(attempts, lastAttempt, Optional.of(end.plus(pause)), healthySince);
    }

    /** Returns the ladder after a good look. */
    RestartLadder healthy(Instant now) {
        Instant since = healthySince.filter(known -> !known.isAfter(now)).orElse(now);
        return Duration.between(since, now).compareTo(HEALTHY_FOR) < 0
                ? new RestartLadder(attempts, lastAttempt, notBefore, Optional.of(since))
                : new RestartLadder(0, Optional.empty(), Optional.empty(), Optional.of(since));
    }

    /** Returns the ladder after a look that was not good. */
    RestartLadder unhealthy() {
        return healthySince.isEmpty() ? this
                : new RestartLadder(attempts, lastAttempt, notBefore, Optional.empty());
    }

    /** Returns the ladder on a clock that was set back: a full pause from now, rather than one as long as the jump. */
    RestartLadder corrected(Instant now) {
        if (lastAttempt.isEmpty() || !lastAttempt.get().isAfter(now)) {
            return this;
        }
        return new RestartLadder(attempts, Optional.of(now), Optional.of(now.plus(pause(attempts, 1))), healthySince);
    }

    /** Returns the pause after attempt number {@code made}, counting from 1. */
    private static Duration pause(int made, double chance) {
        Duration step = STEPS.get(Math.min(Math.max(made, 1), STEPS.size()) - 1);
        return step.plusMillis(Math.round(step.toMillis() * JITTER * Math.clamp(chance, 0.0, 1.0)));
    }
}
