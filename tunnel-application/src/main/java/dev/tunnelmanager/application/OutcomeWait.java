package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.Waited;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Waits for an operation to end, whichever process carries it out. */
final class OutcomeWait {

    /** Looks again after this long even if no change was told, in case a notification was lost. */
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(1);
    /** So long whoever waits has to leave when this is closed. */
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(1);

    private final DrivenPorts ports;
    private final LeaderLook leaderLook;
    private final Duration bound;
    /** A party for each call that waits, and one for this object until it is closed. */
    private final Phaser waiting = new Phaser(1);
    private volatile boolean closing;
    private boolean closed;

    OutcomeWait(DrivenPorts ports, LeaderLook leaderLook, Duration bound) {
        this.ports = ports;
        this.leaderLook = leaderLook;
        this.bound = bound;
    }

    /** Returns the operation when it has ended, or as it is when the time is up. */
    Operation await(OperationId id, Consumer<String> progress) throws InterruptedException {
        Waited waited = Waited.fromNow(ports.clock());
        Instant moved = ports.clock().instant();
        String told = "";
        String toldOfLeader = "";
        try (ChangeFeed.Listening listening = ports.changes().listen()) {
            while (true) {
                Operation operation = ports.state().read(state -> state.operation(id)).orElseThrow(
                        () -> new IllegalStateException("Operation " + id + " is not on record any more"));
                if (!operation.progress().equals(told)) {
                    told = operation.progress();
                    progress.accept(told);
                    moved = ports.clock().instant();
                } else if (!Duration.between(moved, ports.clock().instant()).minus(AT_LEAST_EVERY).isNegative()) {
                    String holdUp = holdUp(operation).orElse("");
                    if (!holdUp.isEmpty() && !holdUp.equals(toldOfLeader)) {
                        progress.accept(holdUp);
                    }
                    toldOfLeader = holdUp;
                }
                Duration left = bound.minus(waited.soFar());
                if (operation.state() == Operation.State.ENDED || !left.isPositive() || closing) {
                    return operation;
                }
                listening.await(left.compareTo(AT_LEAST_EVERY) < 0 ? left : AT_LEAST_EVERY);
            }
        }
    }

    /** Begins a call that waits, up to its answer: until {@link #leave}, {@link #awaitNobody} waits for it. */
    void enter() {
        waiting.register();
    }

    void leave() {
        waiting.arriveAndDeregister();
    }

    /** Says that nobody is to wait any longer; the waits end when they are woken the next time, with the operation as it is. */
    void endWaits() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** Returns the beginning of a sentence that tells a caller why it is answered although nothing has ended. */
    String waited() {
        return closing ? "This process was told to end, and " : "After " + bound.toSeconds() + " seconds ";
    }

    /** Waits until nobody waits any more, for a bounded time. */
    synchronized void awaitNobody() {
        if (closed) {
            return;
        }
        closed = true;
        int phase = waiting.arriveAndDeregister();
        try {
            waiting.awaitAdvanceInterruptibly(phase, LEAVE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException late) {
            // Whoever still waits finds the state closed, and says so.
            return;
        }
    }

    /** Returns who holds an operation up on which nothing has happened for a while. */
    private Optional<String> holdUp(Operation operation) {
        Optional<String> obstacle = leaderLook.obstacle();
        if (obstacle.isPresent() || operation.state() != Operation.State.PENDING) {
            return obstacle;
        }
        return leaderLook.words().map(words -> "waiting for the leader, " + words);
    }
}
