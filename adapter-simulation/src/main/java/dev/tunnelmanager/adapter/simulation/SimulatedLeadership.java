package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Leadership among simulated processes, of which each instance is one. Who has waited longest is next.
 *
 * <p>Waits block real threads, as nothing here depends on time.
 */
public final class SimulatedLeadership implements Leadership {

    private final Seat seat;

    private final long number;

    /** Guarded by the seat's lock. */
    private boolean dead;
    private boolean stopped;

    /** Makes the first process of a new state directory. */
    public SimulatedLeadership() {
        this(new Seat());
    }

    private SimulatedLeadership(Seat seat) {
        this.seat = seat;
        seat.lock.lock();
        try {
            seat.processes.add(this);
            this.number = seat.processes.size();
        } finally {
            seat.lock.unlock();
        }
    }

    /** Returns a further process that shares the state directory. */
    public SimulatedLeadership anotherProcess() {
        return new SimulatedLeadership(seat);
    }

    /** Kills this process: it leads no more at once, and neither waits nor asks any more. */
    public void kill() {
        seat.locked(() -> {
            dead = true;
            if (seat.holder != null && seat.holder.process() == this) {
                seat.holder = null;
            }
            seat.changed.signalAll();
        });
    }

    /** Has others see this process as stopped, or as running again. What it does is for the test to hold up. */
    public void setStopped(boolean stops) {
        seat.locked(() -> stopped = stops);
    }

    /** Breaks or mends the place where leaders are chosen, for all its processes; whoever leads goes on to. */
    public void setUsable(boolean usable) {
        seat.locked(() -> {
            seat.usable = usable;
            seat.changed.signalAll();
        });
    }

    @Override
    public Optional<Term> tryLead() {
        seat.lock.lock();
        try {
            check();
            return seat.holder == null && seat.waiting.isEmpty() ? Optional.of(sitDown()) : Optional.empty();
        } finally {
            seat.lock.unlock();
        }
    }

    @Override
    public Term lead() throws InterruptedException {
        seat.lock.lockInterruptibly();
        Long ticket = seat.nextTicket++;
        try {
            seat.waiting.add(ticket);
            check();
            while (seat.holder != null || !ticket.equals(seat.waiting.peek())) {
                seat.changed.await();
                check();
            }
            return sitDown();
        } finally {
            seat.waiting.remove(ticket);
            seat.changed.signalAll();
            seat.lock.unlock();
        }
    }

    @Override
    public long self() {
        return number;
    }

    @Override
    public ProcessState stateOf(long process, Instant since) {
        seat.lock.lock();
        try {
            if (process < 1 || process > seat.processes.size()) {
                return ProcessState.GONE;
            }
            SimulatedLeadership seen = seat.processes.get((int) process - 1);
            return seen.dead ? ProcessState.GONE : seen.stopped ? ProcessState.STOPPED : ProcessState.RUNNING;
        } finally {
            seat.lock.unlock();
        }
    }

    private void check() {
        if (dead) {
            throw new PortFailure(Kind.UNAVAILABLE, "This simulated process was killed.", "Use another one.");
        }
        if (!seat.usable) {
            throw new PortFailure(Kind.UNAVAILABLE, "The simulated place where leaders are chosen cannot be used.",
                    "Make it usable again.");
        }
    }

    private Term sitDown() {
        SeatedTerm term = new SeatedTerm(this);
        seat.holder = term;
        return term;
    }

    /** What the processes of one state directory share. */
    private static final class Seat {

        private final ReentrantLock lock = new ReentrantLock(true);
        private final Condition changed = lock.newCondition();
        private final Deque<Long> waiting = new ArrayDeque<>();
        private final List<SimulatedLeadership> processes = new ArrayList<>();
        private @Nullable SeatedTerm holder;
        private boolean usable = true;
        private long nextTicket;

        private void locked(Runnable work) {
            lock.lock();
            try {
                work.run();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Compared by identity: each term is its own. */
    private static final class SeatedTerm implements Term {

        private final SimulatedLeadership process;

        private SeatedTerm(SimulatedLeadership process) {
            this.process = process;
        }

        private SimulatedLeadership process() {
            return process;
        }

        @Override
        public boolean holds() {
            Seat seat = process.seat;
            seat.lock.lock();
            try {
                return seat.holder == this;
            } finally {
                seat.lock.unlock();
            }
        }

        @Override
        public void close() {
            Seat seat = process.seat;
            seat.locked(() -> {
                if (seat.holder == this) {
                    seat.holder = null;
                    seat.changed.signalAll();
                }
            });
        }
    }
}
