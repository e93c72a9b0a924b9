package dev.tunnelmanager.ports.driven;

import java.time.Duration;

/**
 * Tells that the state may have changed, whichever process changed it.
 *
 * <p>Safe for use by many threads. Every adapter passes {@code ChangeFeedContract}.
 */
public interface ChangeFeed extends AutoCloseable {

    /** Begins to listen; a change that is made after this returns ends the wait. */
    Listening listen();

    /**
     * Ends the waits of this feed's listeners, or else the next wait of each, as a change does. It is for what concerns this process
     * only: nothing is changed, so no other process is woken. Never throws.
     */
    void nudge();

    /** Stops all listening; waits end at once. */
    @Override
    void close();

    /** Listening to changes; for one thread at a time. */
    interface Listening extends AutoCloseable {

        /**
         * Waits until something has changed since the last call, or since listening began. May also return early.
         *
         * @return false if {@code atMost} has passed, as far as is known, without a change
         */
        boolean await(Duration atMost) throws InterruptedException;

        @Override
        void close();
    }
}
