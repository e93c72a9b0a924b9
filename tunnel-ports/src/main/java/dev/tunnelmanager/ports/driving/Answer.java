package dev.tunnelmanager.ports.driving;

import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.refusal.Refusal;

/**
 * What the core answers to a request.
 *
 * @param <T> what was asked for
 */
public sealed interface Answer<T> {

    /**
     * It is so.
     *
     * @param value what was asked for
     */
    record Done<T>(T value) implements Answer<T> {}

    /**
     * It is not so, and will not be.
     *
     * @param refusal why, and what to do
     */
    record Refused<T>(Refusal refusal) implements Answer<T> {}

    /**
     * It takes longer than the call could wait.
     *
     * @param operation what goes on; ask for its outcome by its id
     * @param remaining what is done and what remains, one sentence
     */
    record Unfinished<T>(Operation operation, String remaining) implements Answer<T> {}
}
