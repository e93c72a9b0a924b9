package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A change feed in memory: {@link #changed} wakes all who listen. Waits block real threads and their bounds are of real time,
 * not of a virtual clock's.
 */
public final class SimulatedChangeFeed implements ChangeFeed {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long changes;
    private boolean closed;

    /** Makes a feed to which nobody listens yet. */
    public SimulatedChangeFeed() {}

    /** Says that the state has changed. */
    public void changed() {
        nudge();
    }

    @Override
    public void nudge() {
        lock.lock();
        try {
            changes++;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Listening listen() {
        lock.lock();
        try {
            if (closed) {
                throw new PortFailure(Kind.UNAVAILABLE, "The simulated change feed is closed.", "Make a new one.");
            }
            return new SimulatedListening(changes);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class SimulatedListening implements Listening {

        private long seen;
        private boolean ended;

        private SimulatedListening(long seen) {
            this.seen = seen;
        }

        @Override
        public boolean await(Duration atMost) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = TimeUnit.NANOSECONDS.convert(atMost);
                while (seen == changes && !closed && !ended) {
                    if (left <= 0) {
                        return false;
                    }
                    left = moved.awaitNanos(left);
                }
                seen = changes;
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                ended = true;
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
