package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.RestartRequest;
import dev.tunnelmanager.domain.ownership.ProjectName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The table restart_requests. The names of restarted processes are one to a line. */
final class RestartRows {

    private static final int KEPT = 100;
    private static final String SELECT = """
            SELECT id, actor, progress, ended, restarted, code, problem, recommendation, created_at, changed_at
            FROM restart_requests
            """;
    private static final RowMapper<RestartRequest> REQUEST = Columns.understood("restart_requests",
            (rs, c) -> new RestartRequest(new OperationId(rs.getString("id")), new ProjectName(rs.getString("actor")),
                    rs.getString("progress"), outcome(rs), Columns.instant(rs, "created_at"),
                    Columns.instant(rs, "changed_at")));

    private final Session session;

    RestartRows(Session session) {
        this.session = session;
    }

    Optional<RestartRequest> request(OperationId id) {
        return session.query(SELECT + "WHERE id = :id").bind("id", id.text()).map(REQUEST).findFirst();
    }

    List<RestartRequest> open() {
        return session.query(SELECT + "WHERE ended = 0 ORDER BY created_at, id").map(REQUEST).list();
    }

    void put(RestartRequest request) {
        @Nullable
        Object restarted = null;
        @Nullable
        Object code = null;
        @Nullable
        Object problem = null;
        @Nullable
        Object recommendation = null;
        if (request.outcome().isPresent()) {
            switch (request.outcome().get()) {
                case RestartRequest.Outcome.Done done -> restarted = String.join("\n", done.restarted());
                case RestartRequest.Outcome.NotDone not -> {
                    code = Columns.word(not.refusal().code());
                    problem = not.refusal().problem();
                    recommendation = not.refusal().recommendation();
                }
            }
        }
        session.update("""
                INSERT OR REPLACE INTO restart_requests (id, actor, progress, ended, restarted, code, problem,
                    recommendation, created_at, changed_at)
                VALUES (:id, :actor, :progress, :ended, :restarted, :code, :problem, :recommendation, :created, :changed)
                """).bind("id", request.id().text()).bind("actor", request.actor().text())
                .bind("progress", request.progress()).bind("ended", request.outcome().isPresent())
                .bind("restarted", restarted).bind("code", code).bind("problem", problem)
                .bind("recommendation", recommendation).bind("created", request.createdAt().toEpochMilli())
                .bind("changed", request.changedAt().toEpochMilli()).execute();
        session.update("""
                DELETE FROM restart_requests WHERE ended = 1 AND id NOT IN
                    (SELECT id FROM restart_requests WHERE ended = 1 ORDER BY changed_at DESC LIMIT :kept)
                """).bind("kept", KEPT).execute();
    }

    private static Optional<RestartRequest.Outcome> outcome(ResultSet rs) throws SQLException {
        if (!rs.getBoolean("ended")) {
            return Optional.empty();
        }
        Optional<String> restarted = Columns.optional(rs, "restarted");
        if (restarted.isPresent()) {
            return Optional.of(new RestartRequest.Outcome.Done(
                    restarted.get().isEmpty() ? List.of() : List.of(restarted.get().split("\n", -1))));
        }
        return Columns.refusal(rs, "").map(RestartRequest.Outcome.NotDone::new);
    }
}
