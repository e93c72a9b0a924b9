package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** The tables operations and operation_warnings. */
final class OperationRows {

    private static final String SELECT = """
            SELECT number, id, idempotency_key, actor, owner, intent, hostname, port, state, progress, outcome,
                refusal_code, refusal_problem, refusal_recommendation, created_at, changed_at
            FROM operations
            """;

    private final Session session;

    /** Warnings are asked for row by row: only ended operations have any, and those are asked for one at a time. */
    private final RowMapper<Operation> operation = Columns.understood("operations",
            (rs, context) -> new Operation(new OperationId(rs.getString("id")),
                    Columns.optional(rs, "idempotency_key"), Actor.named(new ProjectName(rs.getString("actor"))),
                    new ProjectName(rs.getString("owner")), intent(rs),
                    Columns.constant(Operation.State.class, rs.getString("state")), rs.getString("progress"),
                    outcome(rs), Columns.instant(rs, "created_at"), Columns.instant(rs, "changed_at")));

    OperationRows(Session session) {
        this.session = session;
    }

    Optional<Operation> operation(OperationId id) {
        return session.query(SELECT + "WHERE id = :id").bind("id", id.text()).map(operation).findOne();
    }

    Optional<Operation> byKey(ProjectName actor, String idempotencyKey) {
        return session.query(SELECT + "WHERE actor = :actor AND idempotency_key = :key").bind("actor", actor.text())
                .bind("key", idempotencyKey).map(operation).findOne();
    }

    Optional<Operation> unfinishedOn(HostnamePattern hostname) {
        return session.query(SELECT + """
                WHERE hostname = :hostname AND state <> 'ended' ORDER BY created_at, number LIMIT 1
                """).bind("hostname", hostname.text()).map(operation).findOne();
    }

    List<Operation> unfinished() {
        return session.query(SELECT + "WHERE state <> 'ended' ORDER BY created_at, number").map(operation).list();
    }

    void put(Operation next) {
        Optional<Refusal> refusal = next.outcome().flatMap(OperationRows::refusal);
        try {
            session.update("""
                    INSERT INTO operations (id, idempotency_key, actor, owner, intent, hostname, port, state, progress,
                        outcome, refusal_code, refusal_problem, refusal_recommendation, created_at, changed_at)
                    VALUES (:id, :key, :actor, :owner, :intent, :hostname, :port, :state, :progress,
                        :outcome, :code, :problem, :recommendation, :created, :changed)
                    ON CONFLICT (id) DO UPDATE SET idempotency_key = excluded.idempotency_key, actor = excluded.actor,
                        owner = excluded.owner, intent = excluded.intent, hostname = excluded.hostname,
                        port = excluded.port, state = excluded.state, progress = excluded.progress,
                        outcome = excluded.outcome, refusal_code = excluded.refusal_code,
                        refusal_problem = excluded.refusal_problem,
                        refusal_recommendation = excluded.refusal_recommendation, created_at = excluded.created_at,
                        changed_at = excluded.changed_at
                    """).bind("id", next.id().text()).bind("key", Columns.orNull(next.idempotencyKey()))
                    .bind("actor", next.actor().name().text()).bind("owner", next.owner().text())
                    .bind("intent", intentWord(next.intent())).bind("hostname", next.intent().hostname().text())
                    .bind("port", port(next.intent())).bind("state", Columns.word(next.state()))
                    .bind("progress", next.progress())
                    .bind("outcome", Columns.orNull(next.outcome().map(OperationRows::outcomeWord)))
                    .bind("code", Columns.orNull(refusal.map(r -> Columns.word(r.code()))))
                    .bind("problem", Columns.orNull(refusal.map(Refusal::problem)))
                    .bind("recommendation", Columns.orNull(refusal.map(Refusal::recommendation)))
                    .bind("created", next.createdAt().toEpochMilli()).bind("changed", next.changedAt().toEpochMilli())
                    .execute();
        } catch (UnableToExecuteStatementException failed) {
            if (SqliteFailures.isDuplicate(failed)) {
                throw new IllegalStateException("Another operation of " + next.actor().name()
                        + " has the idempotency key of " + next.id(), failed);
            }
            throw failed;
        }
        putWarnings(next);
    }

    private void putWarnings(Operation next) {
        long number = session.query("SELECT number FROM operations WHERE id = :id").bind("id", next.id().text())
                .map((rs, c) -> rs.getLong("number")).one();
        session.update("DELETE FROM operation_warnings WHERE operation = :number").bind("number", number).execute();
        if (next.outcome().orElse(null) instanceof OperationOutcome.Done done) {
            Columns.putLines(session,
                    "INSERT INTO operation_warnings (operation, position, warning) VALUES (:of, :position, :line)",
                    number, done.warnings());
        }
    }

    private Optional<OperationOutcome> outcome(ResultSet rs) throws SQLException {
        String word = rs.getString("outcome");
        if (word == null) {
            return Optional.empty();
        }
        if (word.equals("done")) {
            List<String> warnings = session
                    .query("SELECT warning FROM operation_warnings WHERE operation = :number ORDER BY position")
                    .bind("number", rs.getLong("number")).map((row, c) -> row.getString("warning")).list();
            return Optional.of(new OperationOutcome.Done(warnings));
        }
        return Columns.refusal(rs, "refusal_").map(OperationOutcome.NotDone::new);
    }

    private static Intent intent(ResultSet rs) throws SQLException {
        HostnamePattern hostname = HostnamePattern.of(rs.getString("hostname"));
        return rs.getString("intent").equals("publish")
                ? new Intent.Publish(hostname, PortNumber.of(rs.getInt("port")))
                : new Intent.Withdraw(hostname);
    }

    private static String intentWord(Intent intent) {
        return switch (intent) {
            case Intent.Publish publish -> "publish";
            case Intent.Withdraw withdraw -> "withdraw";
        };
    }

    private static @Nullable Integer port(Intent intent) {
        return switch (intent) {
            case Intent.Publish publish -> publish.port().value();
            case Intent.Withdraw withdraw -> null;
        };
    }

    private static String outcomeWord(OperationOutcome outcome) {
        return switch (outcome) {
            case OperationOutcome.Done done -> "done";
            case OperationOutcome.NotDone notDone -> "not_done";
        };
    }

    private static Optional<Refusal> refusal(OperationOutcome outcome) {
        return switch (outcome) {
            case OperationOutcome.Done done -> Optional.empty();
            case OperationOutcome.NotDone notDone -> Optional.of(notDone.refusal());
        };
    }
}
