package dev.tunnelmanager.adapter.host;

import dev.failsafe.CircuitBreaker;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.ports.driven.Probes.Reach;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Leaves a service alone for a while that did not accept a connection several times in a row: one that hangs costs each of those who
 * ask a second, and does not come back sooner for being asked. Meanwhile it is taken for what it was. Then one may try; only if that
 * goes well may all others.
 *
 * <p>Safe for use by many threads. Only services that are in trouble are remembered.
 */
final class OriginBreakers {

    private static final int FAILURES = 3;
    /** Longer than the time between two looks at a hostname in trouble, which would have no effect else. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Duration pause;
    private final Map<OriginService, CircuitBreaker<Reach>> breakers = new ConcurrentHashMap<>();

    OriginBreakers() {
        this(PAUSE);
    }

    OriginBreakers(Duration pause) {
        this.pause = pause;
    }

    /** Tries {@code service}, unless it is left alone. What could not be tried says nothing about it. */
    Reach guard(OriginService service, Supplier<Reach> attempt) {
        CircuitBreaker<Reach> known = breakers.get(service);
        if (known != null && !known.tryAcquirePermit()) {
            return Reach.NO;
        }
        Reach reach = attempt.get();
        switch (reach) {
            case YES -> breakers.remove(service);
            case NO -> breakers.computeIfAbsent(service, unknown -> closed()).recordFailure();
            case UNKNOWN -> {
                if (known != null) {
                    // The permit is to be given back; an attempt that was broken off counts as a bad one.
                    known.recordFailure();
                }
            }
        }
        return reach;
    }

    private CircuitBreaker<Reach> closed() {
        return CircuitBreaker.<Reach>builder().withFailureThreshold(FAILURES).withDelay(pause).build();
    }
}
