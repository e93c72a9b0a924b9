package dev.tunnelmanager.simulation;

import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The change feed of one simulated process; waits on it are waits of the scheduler's. */
final class WaitingFeed implements ChangeFeed {

    private final Scheduler scheduler;
    private final List<Strand> waiting = new ArrayList<>();
    private long changes;
    private boolean closed;

    WaitingFeed(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Says that the state has changed. */
    void changed() {
        nudge();
    }

    @Override
    public void nudge() {
        changes++;
        waiting.forEach(scheduler::wake);
    }

    @Override
    public Listening listen() {
        if (closed) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "The simulated change feed is closed.",
                    "Make a new one.");
        }
        return new Waiting();
    }

    @Override
    public void close() {
        closed = true;
        waiting.forEach(scheduler::wake);
    }

    private final class Waiting implements Listening {

        private long seen = changes;
        private boolean ended;

        @Override
        public boolean await(Duration atMost) throws InterruptedException {
            long until = scheduler.millis() + Math.max(1, atMost.plusNanos(999_999).toMillis());
            Strand me = scheduler.current();
            waiting.add(me);
            try {
                while (seen == changes && !closed && !ended) {
                    if (!scheduler.await(until)) {
                        return false;
                    }
                }
            } finally {
                waiting.remove(me);
            }
            seen = changes;
            return true;
        }

        @Override
        public void close() {
            ended = true;
        }
    }
}
