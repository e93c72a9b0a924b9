package dev.tunnelmanager.domain.operation;

import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import java.time.Instant;
import java.util.Optional;

/**
 * A durable request for a change.
 *
 * @param id names it
 * @param idempotencyKey the caller's own name for the request; the same actor asking again with it gets the same operation
 * @param actor who asked
 * @param owner whose hostname it is about
 * @param intent what is to come about
 * @param state how far it has come
 * @param progress what is being done now, in words; empty before it is begun
 * @param outcome how it has ended; present exactly when {@code state} is {@link State#ENDED}
 * @param createdAt when it was asked for
 * @param changedAt when any of this last changed
 */
public record Operation(OperationId id, Optional<String> idempotencyKey, Actor actor, ProjectName owner, Intent intent,
        State state, String progress, Optional<OperationOutcome> outcome, Instant createdAt, Instant changedAt) {

    public Operation {
        if ((state == State.ENDED) != outcome.isPresent()) {
            throw new IllegalArgumentException("An operation has an outcome exactly when it has ended: " + id);
        }
    }

    /** How far an operation has come. */
    public enum State {
        /** Asked for; may still be cancelled. */
        PENDING,
        /** The leader has taken it up. */
        RUNNING,
        /** It has an outcome. */
        ENDED
    }

    /** Returns this operation taken up, doing {@code what}. */
    public Operation begun(String what, Instant now) {
        return new Operation(id, idempotencyKey, actor, owner, intent, State.RUNNING, what, Optional.empty(), createdAt,
                now);
    }

    /** Returns this operation ended with {@code result}. */
    public Operation ended(OperationOutcome result, Instant now) {
        return new Operation(id, idempotencyKey, actor, owner, intent, State.ENDED, progress, Optional.of(result),
                createdAt, now);
    }
}
