package dev.tunnelmanager.ports.driven;

import java.util.function.Function;

/**
 * Everything that must survive a restart: projects, ports, zones, routes, operations, audit, health, topology.
 *
 * <p>Shared by any number of threads and processes. Changes are serialised: each sees the effect of all before it. A change
 * that returns is durable; one that throws has left nothing behind. Reads see one consistent moment, never older than the
 * caller's own last change. Every adapter passes {@code StateStoreContract}.
 */
public interface StateStore extends AutoCloseable {

    /**
     * Answers a question.
     *
     * @param query called once; must not keep the reader
     * @throws PortFailure UNAVAILABLE, CORRUPT or NEWER
     */
    <T> T read(Function<StateReader, T> query);

    /**
     * Makes a change, all or nothing.
     *
     * @param work called once while nobody else changes anything, so it must be short and do nothing outside the state; what
     *            it throws is thrown to the caller and undoes the change
     * @throws PortFailure UNAVAILABLE, CORRUPT or NEWER; also OUTCOME_UNKNOWN, when the commit itself failed
     */
    <T> T change(Function<StateWriter, T> work);

    /** Lets go of everything; further calls throw {@link PortFailure} UNAVAILABLE. */
    @Override
    void close();
}
