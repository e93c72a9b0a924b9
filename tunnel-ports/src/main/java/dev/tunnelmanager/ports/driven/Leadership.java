package dev.tunnelmanager.ports.driven;

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

    /** Being leader, until closed. */
    interface Term extends AutoCloseable {

        /** Returns whether this is still so; false after {@link #close()}. */
        boolean holds();

        @Override
        void close();
    }
}
