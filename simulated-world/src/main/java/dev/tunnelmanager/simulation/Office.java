package dev.tunnelmanager.simulation;

import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The leader lock of the simulated state directory. As a kernel does, it frees the lock when its holder dies, and any of those who wait is next. */
final class Office {

    private final Scheduler scheduler;
    private final List<PlayedProcess> everybody = new ArrayList<>();
    private final List<Strand> waiting = new ArrayList<>();
    private @Nullable Held holder;
    private boolean usable = true;
    private long changes;

    Office(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Returns the view of one process, which must be told of all in the order of their numbers. */
    Leadership of(PlayedProcess process) {
        everybody.add(process);
        return new Candidate(process);
    }

    /** Breaks or mends the place of the lock; whoever leads goes on to. */
    void setUsable(boolean is) {
        usable = is;
        waiting.forEach(scheduler::wake);
    }

    /** Frees the lock if {@code process} has it. */
    void died(PlayedProcess process) {
        if (holder != null && holder.process == process) {
            vacate();
        }
    }

    /** Returns how often the lock has changed hands. */
    long changes() {
        return changes;
    }

    boolean isHeldBy(PlayedProcess process) {
        return holder != null && holder.process == process;
    }

    private void vacate() {
        holder = null;
        waiting.forEach(scheduler::wake);
    }

    private void requireUsable() {
        if (!usable) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "The simulated leader lock cannot be used.",
                    "Make it usable again.");
        }
    }

    private final class Candidate implements Leadership {

        private final PlayedProcess process;

        Candidate(PlayedProcess process) {
            this.process = process;
        }

        @Override
        public Optional<Term> tryLead() {
            requireUsable();
            return holder == null ? Optional.of(take()) : Optional.empty();
        }

        @Override
        public Term lead() throws InterruptedException {
            Strand me = scheduler.current();
            waiting.add(me);
            try {
                requireUsable();
                // Whoever is woken first when the lock is free has it; the scheduler draws who that is.
                while (holder != null) {
                    scheduler.await(Strand.NEVER);
                    requireUsable();
                }
                return take();
            } finally {
                waiting.remove(me);
            }
        }

        private Term take() {
            Held held = new Held(process);
            holder = held;
            changes++;
            return held;
        }

        @Override
        public long self() {
            return process.number();
        }

        @Override
        public ProcessState stateOf(long number, Instant since) {
            if (number < 1 || number > everybody.size()) {
                return ProcessState.GONE;
            }
            PlayedProcess seen = everybody.get((int) number - 1);
            return seen.isDead() ? ProcessState.GONE
                    : seen.stoppedUntil() > scheduler.millis() ? ProcessState.STOPPED : ProcessState.RUNNING;
        }
    }

    /** Told apart by identity: each term is its own. */
    private final class Held implements Leadership.Term {

        private final PlayedProcess process;

        Held(PlayedProcess process) {
            this.process = process;
        }

        @Override
        public boolean holds() {
            return holder == this;
        }

        @Override
        public void close() {
            if (holder == this) {
                vacate();
            }
        }
    }
}
