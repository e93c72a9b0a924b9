package dev.tunnelmanager.application;

import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of this process that waits to be leader, and that carries operations out while it is. When the process ends,
 * however it ends, the next candidate takes over at once and finishes what was half done.
 */
final class Engine implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final DrivenPorts ports;
    private final ControlPlaneSettings settings;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Threads threads;
    private Threads.@Nullable Started thread;
    private boolean waiting;

    Engine(DrivenPorts ports, ControlPlaneSettings settings, Threads threads) {
        this.ports = ports;
        this.settings = settings;
        this.threads = threads;
    }

    synchronized void start() {
        thread = threads.start("tunnel-manager-engine", this::run);
    }

    /** Stops, after the batch that is under way if that ends soon; what is unfinished is left to the next leader. */
    @Override
    public void close() {
        Threads.Started started;
        synchronized (this) {
            closing.countDown();
            started = thread;
            // Work is never interrupted: a thread in the middle of a file would have it closed under it.
            if (started != null && waiting) {
                started.interrupt();
            }
        }
        if (started == null) {
            return;
        }
        try {
            started.join(STOP_WITHIN);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Something that waits, and that closing may interrupt. */
    private interface Wait<T> {
        T end() throws InterruptedException;
    }

    private <T> T waiting(Wait<T> wait) throws InterruptedException {
        synchronized (this) {
            if (isClosing()) {
                throw new InterruptedException();
            }
            waiting = true;
        }
        try {
            return wait.end();
        } finally {
            synchronized (this) {
                waiting = false;
                // An interrupt that came too late must not meet the work that follows.
                Thread.interrupted();
            }
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isClosing()) {
            Instant began = ports.clock().instant();
            try (Leadership.Term term = waiting(ports.leadership()::lead)) {
                began = ports.clock().instant();
                lead(term);
            } catch (InterruptedException interrupted) {
                // Only close() interrupts this thread, and the loop sees that.
            } catch (PortFailure failure) {
                ports.events().failed(failure.problem(), failure.recommendation());
                pause = rest(pause, began);
            } catch (RuntimeException | Error bug) {
                // An error too: a process whose engine has died silently would keep its callers waiting for ever.
                ports.events().failed("The engine met a programming error: " + bug,
                        "Report it with the log; the work is tried again by itself.");
                pause = rest(pause, began);
            }
        }
    }

    private void lead(Leadership.Term term) throws InterruptedException {
        try (ChangeFeed.Listening changes = ports.changes().listen();
                LeaderTurn turn = LeaderTurn.begin(ports, settings)) {
            while (!isClosing() && term.holds()) {
                Duration idle = turn.next();
                waiting(() -> changes.await(idle));
            }
        }
    }

    /** Rests, and returns how long the next rest is to be: twice as long, unless all was well for long in between. */
    private Duration rest(Duration pause, Instant wellSince) {
        Duration well = Duration.between(wellSince, ports.clock().instant());
        Duration now = well.compareTo(LONGEST_PAUSE.multipliedBy(2)) > 0 ? FIRST_PAUSE : pause;
        try {
            // Ends early when this is closed.
            if (threads.await(closing, now)) {
                return now;
            }
        } catch (InterruptedException interrupted) {
            return now;
        }
        Duration twice = now.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }
}
