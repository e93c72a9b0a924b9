package dev.tunnelmanager.application;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Where the application gets its own threads from, and where those rest. It is here so that several processes can be played in one,
 * step by step and on a clock of their own: what waits anywhere else waits at a port.
 *
 * <p>Safe for use by many threads.
 */
public interface Threads {

    /** Real threads that do not keep the Java machine alive, and real time. */
    Threads REAL = new RealThreads();

    /**
     * Begins to do {@code work} on a thread of its own.
     *
     * @param name what it is called where threads are listed
     */
    Started start(String name, Runnable work);

    /**
     * Waits until {@code signal} has counted down, or {@code atMost} has passed.
     *
     * @return whether it has counted down
     */
    boolean await(CountDownLatch signal, Duration atMost) throws InterruptedException;

    /** A thread that was started. */
    interface Started {

        /** Has the wait in which it is, or the next one, end with an {@link InterruptedException}. */
        void interrupt();

        /** Waits until it has ended, or {@code atMost} has passed. */
        void join(Duration atMost) throws InterruptedException;
    }
}
