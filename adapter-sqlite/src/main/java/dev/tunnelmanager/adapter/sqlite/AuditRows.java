package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.ownership.ProjectName;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table audit_entries. Newest first is by row number: a clock may be set back, the order of appending may not. */
final class AuditRows {

    private static final int MOST = 10_000;
    private static final String SELECT = """
            SELECT at, actor, owner, action, subject, operation_id, success, error, before_state, after_state
            FROM audit_entries
            """;
    private static final RowMapper<AuditEntry> ENTRY = Columns.understood("audit_entries",
            (rs, context) -> new AuditEntry(Columns.instant(rs, "at"), new ProjectName(rs.getString("actor")),
                    new ProjectName(rs.getString("owner")), rs.getString("action"), rs.getString("subject"),
                    Columns.optional(rs, "operation_id").map(OperationId::new), rs.getBoolean("success"),
                    Columns.optional(rs, "error"), Columns.optional(rs, "before_state"),
                    Columns.optional(rs, "after_state")));

    private final Session session;

    AuditRows(Session session) {
        this.session = session;
    }

    List<AuditEntry> newest(Optional<ProjectName> visibleTo, Optional<String> subject, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("An audit limit is 1 to " + MOST + ": " + limit);
        }
        if (subject.isPresent()) {
            return about(subject.get(), visibleTo, limit);
        }
        if (visibleTo.isEmpty()) {
            return session.query(SELECT + "ORDER BY number DESC LIMIT :limit").bind("limit", limit).map(ENTRY).list();
        }
        // Each half walks its own index backwards and stops early, which one condition with OR would not.
        return session.query(SELECT + """
                WHERE number IN (
                    SELECT number FROM (SELECT number FROM audit_entries WHERE owner = :project
                                        ORDER BY number DESC LIMIT :limit)
                    UNION
                    SELECT number FROM (SELECT number FROM audit_entries WHERE actor = :project
                                        ORDER BY number DESC LIMIT :limit))
                ORDER BY number DESC LIMIT :limit
                """).bind("project", visibleTo.get().text()).bind("limit", limit).map(ENTRY).list();
    }

    int count(String action) {
        return session.query("SELECT count(*) AS entries FROM audit_entries WHERE action = :action")
                .bind("action", action).map((rs, c) -> rs.getInt("entries")).one();
    }

    int successes(String action) {
        return session.query("SELECT count(*) AS entries FROM audit_entries WHERE action = :action AND success = 1")
                .bind("action", action).map((rs, c) -> rs.getInt("entries")).one();
    }

    void append(AuditEntry entry) {
        session.update("""
                INSERT INTO audit_entries (at, actor, owner, action, subject, operation_id, success, error, before_state,
                    after_state)
                VALUES (:at, :actor, :owner, :action, :subject, :operation, :success, :error, :before, :after)
                """).bind("at", entry.at().toEpochMilli()).bind("actor", entry.actor().text())
                .bind("owner", entry.owner().text()).bind("action", entry.action()).bind("subject", entry.subject())
                .bind("operation", Columns.orNull(entry.operation().map(OperationId::text)))
                .bind("success", entry.success()).bind("error", Columns.orNull(entry.error()))
                .bind("before", Columns.orNull(entry.before())).bind("after", Columns.orNull(entry.after())).execute();
    }

    private List<AuditEntry> about(String subject, Optional<ProjectName> visibleTo, int limit) {
        return visibleTo.isEmpty()
                ? session.query(SELECT + "WHERE subject = :subject ORDER BY number DESC LIMIT :limit")
                        .bind("subject", subject).bind("limit", limit).map(ENTRY).list()
                : session.query(SELECT + """
                        WHERE subject = :subject AND (owner = :project OR actor = :project)
                        ORDER BY number DESC LIMIT :limit
                        """).bind("subject", subject).bind("project", visibleTo.get().text()).bind("limit", limit)
                        .map(ENTRY).list();
    }
}
