package dev.tunnelmanager.domain.operation;

import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A durable request to have every process of the connector replaced.
 *
 * @param id names it
 * @param actor who asked
 * @param progress what is being done now, in words; empty before it is begun
 * @param outcome how it has ended, if it has
 * @param createdAt when it was asked for
 * @param changedAt when any of this last changed
 */
public record RestartRequest(OperationId id, ProjectName actor, String progress, Optional<Outcome> outcome,
        Instant createdAt, Instant changedAt) {

    /** How a request has ended. */
    public sealed interface Outcome {
        /**
         * The processes are fresh ones.
         *
         * @param restarted their names
         */
        record Done(List<String> restarted) implements Outcome {

            public Done {
                restarted = List.copyOf(restarted);
            }
        }

        /**
         * They are not, or not all.
         *
         * @param refusal why, and what to do
         */
        record NotDone(Refusal refusal) implements Outcome {}
    }

    /** Returns a request that nobody has begun. */
    public static RestartRequest asked(OperationId id, ProjectName actor, Instant now) {
        return new RestartRequest(id, actor, "", Optional.empty(), now, now);
    }

    /** Returns this request while {@code what} is being done. */
    public RestartRequest doing(String what, Instant now) {
        return new RestartRequest(id, actor, what, outcome, createdAt, now);
    }

    /** Returns this request ended with {@code result}. */
    public RestartRequest ended(Outcome result, Instant now) {
        return new RestartRequest(id, actor, progress, Optional.of(result), createdAt, now);
    }
}
