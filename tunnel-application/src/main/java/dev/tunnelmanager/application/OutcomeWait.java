package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.ports.driven.ChangeFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Waits for an operation to end, whichever process carries it out. */
final class OutcomeWait {

    /** Looks again after this long even if no change was told, in case a notification was lost. */
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(1);

    private final DrivenPorts ports;
    private final Duration bound;

    OutcomeWait(DrivenPorts ports, Duration bound) {
        this.ports = ports;
        this.bound = bound;
    }

    /** Returns the operation when it has ended, or as it is when the time is up. */
    Operation await(OperationId id, Consumer<String> progress) throws InterruptedException {
        Instant deadline = ports.clock().instant().plus(bound);
        String told = "";
        try (ChangeFeed.Listening listening = ports.changes().listen()) {
            while (true) {
                Operation operation = ports.state().read(state -> state.operation(id)).orElseThrow(
                        () -> new IllegalStateException("Operation " + id + " is not on record any more"));
                if (!operation.progress().equals(told)) {
                    told = operation.progress();
                    progress.accept(told);
                }
                Duration left = Duration.between(ports.clock().instant(), deadline);
                if (operation.state() == Operation.State.ENDED || !left.isPositive()) {
                    return operation;
                }
                listening.await(left.compareTo(AT_LEAST_EVERY) < 0 ? left : AT_LEAST_EVERY);
            }
        }
    }
}
