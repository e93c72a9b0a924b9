package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Waited;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits until a connector that was started is fully connected and serves what it should. */
final class Readiness {

    /** What cloudflared opens to the edge unless told otherwise ({@code --ha-connections}). */
    private static final int FULL = 4;
    /** A connector that stays with fewer connections for this long has all that it will get for now. */
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Pause pause;
    private final InstantSource clock;

    Readiness(Pause pause, InstantSource clock) {
        this.pause = pause;
        this.clock = clock;
    }

    /** How waiting has ended. */
    sealed interface Result {
        /** It is ready and serves the rules. */
        record Ready(StatusReading reading) implements Result {}

        /** It did not get there in time; {@code last} is what it said last, if it ever answered. */
        record TooLate(Optional<StatusReading> last) implements Result {}

        /** It reads its rules once, at its start, and they are other ones, or were pushed to it. */
        record OtherRules(StatusReading reading) implements Result {}

        /** It has ended. */
        record Ended() implements Result {}
    }

    /**
     * Waits.
     *
     * @param look asks the connector; empty while it does not answer
     * @param rules what it should serve
     * @param before how many connections the one that it replaces had, 0 if there was none
     * @param timeout how long to wait
     * @param alive whether it still runs
     */
    Result await(Supplier<Optional<StatusReading>> look, List<IngressRule> rules, int before, Duration timeout,
            BooleanSupplier alive) {
        Waited waited = Waited.fromNow(clock);
        Duration lastGrowth = Duration.ZERO;
        int most = 0;
        while (true) {
            Optional<StatusReading> seen = look.get();
            if (!alive.getAsBoolean()) {
                return new Result.Ended();
            }
            Duration now = waited.soFar();
            @Nullable
            StatusReading reading = seen.orElse(null);
            if (reading != null) {
                if (reading.serving().isPresent() && !reading.serves(rules)) {
                    return new Result.OtherRules(reading);
                }
                if (reading.readyConnections() > most) {
                    most = reading.readyConnections();
                    lastGrowth = now;
                }
                boolean settled = now.minus(lastGrowth).compareTo(SETTLE) >= 0;
                if (reading.serves(rules) && isEnough(reading.readyConnections(), before, settled)) {
                    return new Result.Ready(reading);
                }
            }
            if (now.compareTo(timeout) >= 0) {
                return new Result.TooLate(seen);
            }
            pauseFor(POLL);
        }
    }

    /** Waits until {@code condition} holds, at most {@code timeout}; returns whether it does. */
    boolean awaitCondition(BooleanSupplier condition, Duration timeout) {
        return awaitCondition(condition, timeout, POLL);
    }

    /** Does the same, and looks at most once in {@code every}. */
    boolean awaitCondition(BooleanSupplier condition, Duration timeout, Duration every) {
        Waited waited = Waited.fromNow(clock);
        while (!condition.getAsBoolean()) {
            Duration left = timeout.minus(waited.soFar());
            if (!left.isPositive()) {
                return false;
            }
            pauseFor(left.compareTo(every) < 0 ? left : every);
        }
        return true;
    }

    private static boolean isEnough(int connections, int before, boolean settled) {
        return connections >= FULL || (before > 0 && connections >= before) || (connections > 0 && settled);
    }

    private void pauseFor(Duration duration) {
        pause.pause(duration);
        if (Thread.currentThread().isInterrupted()) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "Waiting for the connector was interrupted.",
                    "Ask again; what was begun is picked up.");
        }
    }
}
