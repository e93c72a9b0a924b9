package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import java.util.List;

/** The table events. */
final class EventRows {

    private static final int KEPT = 1_000;

    private final Session session;

    EventRows(Session session) {
        this.session = session;
    }

    List<TunnelEvent> after(long number, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A limit of events is at least 1: " + limit);
        }
        return session.query("""
                SELECT number, at, kind, subject, sentence FROM events WHERE number > :after ORDER BY number LIMIT :limit
                """).bind("after", number).bind("limit", limit)
                .map(Columns.understood("events",
                        (rs, c) -> new TunnelEvent(rs.getLong("number"), Columns.instant(rs, "at"),
                                Columns.constant(TunnelEvent.Kind.class, rs.getString("kind")),
                                rs.getString("subject"), rs.getString("sentence"))))
                .list();
    }

    long last() {
        return session.query("SELECT coalesce(max(number), 0) AS last FROM events").map((rs, c) -> rs.getLong("last"))
                .one();
    }

    TunnelEvent append(TunnelEvent event) {
        long number = last() + 1;
        session.update("""
                INSERT INTO events (number, at, kind, subject, sentence)
                VALUES (:number, :at, :kind, :subject, :sentence)
                """).bind("number", number).bind("at", event.at().toEpochMilli())
                .bind("kind", Columns.word(event.kind())).bind("subject", event.subject())
                .bind("sentence", event.sentence()).execute();
        session.update("DELETE FROM events WHERE number <= :oldest").bind("oldest", number - KEPT).execute();
        return new TunnelEvent(number, event.at(), event.kind(), event.subject(), event.sentence());
    }
}
