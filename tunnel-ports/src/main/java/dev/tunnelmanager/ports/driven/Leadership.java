package dev.tunnelmanager.ports.driven;

import java.time.Instant;
import java.util.Optional;

/**
 * At most one process at a time is the leader. A leader that dies, however it dies, is leader no more at once.
 *
 * <p>Safe for use by many threads; two holders of this port in one process exclude each other too. Every adapter passes
 * {@code LeadershipContract}.
 */
public interface Leadership {

    /**
     * Becomes leader if nobody is.
     *
     * @throws PortFailure UNAVAILABLE, if the place where leaders are chosen cannot be used
     */
    Optional<Term> tryLead();

    /**
     * Waits until nobody else is leader, and becomes it.
     *
     * @throws PortFailure UNAVAILABLE, if the place where leaders are chosen cannot be used
     */
    Term lead() throws InterruptedException;

    /** Returns the number by which others that share the place know this process. */
    long self();

    /**
     * Returns what can be seen of the process that said at {@code since} that it leads. Touches nothing, and never fails: what
     * cannot be seen is unknown.
     *
     * @param process its {@link #self()}
     */
    ProcessState stateOf(long process, Instant since);

    /** What can be seen of a process. */
    enum ProcessState {
        /** It runs. */
        RUNNING,
        /** It was stopped (SIGSTOP, a debugger) and leads all the same; whoever waits for it waits until it is continued. */
        STOPPED,
        /** There is no such process, or its number is another's now. */
        GONE,
        /** It cannot be seen from here. */
        UNKNOWN
    }

    /** Being leader, until closed. */
    interface Term extends AutoCloseable {

        /** Returns whether this is still so; false after {@link #close()}. */
        boolean holds();

        @Override
        void close();
    }
}
