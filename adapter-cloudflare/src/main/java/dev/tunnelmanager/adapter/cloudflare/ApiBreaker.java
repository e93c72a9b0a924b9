package dev.tunnelmanager.adapter.cloudflare;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.Optional;

/**
 * Leaves the API alone for a while that has failed many attempts in a row: asking it again costs every caller its whole patience, and
 * does not mend it sooner. Then one attempt may try; only if it is answered may all others. A refusal and a rate limit are answers.
 *
 * <p>Safe for use by many threads. Rests by the JVM's own clock, which setting the host's does not touch.
 */
final class ApiBreaker {

    private final CircuitBreaker<Object> breaker;
    private volatile String lastFailure = "";

    ApiBreaker(CloudflareSettings.Limits limits) {
        this.breaker = CircuitBreaker.builder().withFailureThreshold(limits.failuresToRest()).withDelay(limits.rest())
                .build();
    }

    /** The API is left alone. */
    record Resting(String lastFailure, Duration left) {}

    /** Takes leave to make one attempt, whose end is then told to {@link #ended}; without leave, it tells why. */
    Optional<Resting> enter() {
        return breaker.tryAcquirePermit()
                ? Optional.empty()
                : Optional.of(new Resting(lastFailure, breaker.getRemainingDelay()));
    }

    void ended(Exchange exchange) {
        switch (exchange) {
            case Exchange.Answered answer when answer.status() < 500 -> breaker.recordSuccess();
            case Exchange.Answered answer -> failed("status " + answer.status());
            case Exchange.NotSent(String why) -> failed(why);
            case Exchange.Lost(String why) -> failed(why);
        }
    }

    private void failed(String why) {
        lastFailure = why;
        breaker.recordFailure();
    }
}
