package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.diagnosis.Diagnosis;
import dev.tunnelmanager.domain.diagnosis.EdgeDoubt;
import dev.tunnelmanager.domain.diagnosis.Fault;
import dev.tunnelmanager.domain.diagnosis.HostnameTrouble;
import dev.tunnelmanager.domain.diagnosis.RestartLadder;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tables watch, watch_lines and hostname_troubles. */
final class WatchRows {

    private final Session session;

    WatchRows(Session session) {
        this.session = session;
    }

    Optional<WatchMemory> memory() {
        return session.query("""
                SELECT seen_at, fault, since, confidence, sentence, strikes, attempts, last_attempt, not_before,
                    healthy_since, down, edge_lost, edge_doubted_since, edge_doubted, names_tried FROM watch
                """).map(Columns.understood("watch", (rs, c) -> memory(rs))).findFirst();
    }

    private WatchMemory memory(ResultSet rs) throws SQLException {
        Diagnosis diagnosis = new Diagnosis(Columns.constant(Fault.class, rs.getString("fault")),
                Columns.instant(rs, "since"), Columns.constant(Diagnosis.Confidence.class, rs.getString("confidence")),
                rs.getString("sentence"), evidence());
        RestartLadder ladder = new RestartLadder(rs.getInt("attempts"), optional(rs, "last_attempt"),
                optional(rs, "not_before"), optional(rs, "healthy_since"));
        return new WatchMemory(Columns.instant(rs, "seen_at"), diagnosis, rs.getInt("strikes"), ladder,
                rs.getBoolean("down"), rs.getBoolean("edge_lost"),
                new EdgeDoubt(optional(rs, "edge_doubted_since"), rs.getBoolean("edge_doubted")),
                rs.getInt("names_tried"), connectorIds(),
                troubles());
    }

    private List<String> evidence() {
        return session.query("SELECT line FROM watch_lines WHERE kind = 'evidence' ORDER BY position")
                .map((rs, c) -> rs.getString("line")).list();
    }

    private SortedMap<String, String> connectorIds() {
        SortedMap<String, String> ids = new TreeMap<>();
        session.query("SELECT name, line FROM watch_lines WHERE kind = 'connector'")
                .map((rs, c) -> List.of(rs.getString("name"), rs.getString("line")))
                .forEach(pair -> ids.put(pair.getFirst(), pair.getLast()));
        return ids;
    }

    private List<HostnameTrouble> troubles() {
        return session.query("SELECT hostname, strikes, down, since, words FROM hostname_troubles ORDER BY hostname")
                .map(Columns.understood("hostname_troubles",
                        (rs, c) -> new HostnameTrouble(new HostnamePattern(rs.getString("hostname")),
                                rs.getInt("strikes"), rs.getBoolean("down"), Columns.instant(rs, "since"),
                                rs.getString("words"))))
                .list();
    }

    void put(WatchMemory memory) {
        Diagnosis diagnosis = memory.diagnosis();
        RestartLadder ladder = memory.ladder();
        session.update("""
                INSERT OR REPLACE INTO watch (id, seen_at, fault, since, confidence, sentence, strikes, attempts,
                    last_attempt, not_before, healthy_since, down, edge_lost, edge_doubted_since, edge_doubted,
                    names_tried)
                VALUES (1, :seen, :fault, :since, :confidence, :sentence, :strikes, :attempts, :last, :before, :healthy,
                    :down, :edgeLost, :doubtedSince, :doubted, :names)
                """).bind("seen", memory.seenAt().toEpochMilli()).bind("fault", Columns.word(diagnosis.fault()))
                .bind("since", diagnosis.since().toEpochMilli())
                .bind("confidence", Columns.word(diagnosis.confidence())).bind("sentence", diagnosis.sentence())
                .bind("strikes", memory.strikes()).bind("attempts", ladder.attempts())
                .bind("last", Columns.orNull(ladder.lastAttempt().map(Instant::toEpochMilli)))
                .bind("before", Columns.orNull(ladder.notBefore().map(Instant::toEpochMilli)))
                .bind("healthy", Columns.orNull(ladder.healthySince().map(Instant::toEpochMilli)))
                .bind("down", memory.down()).bind("edgeLost", memory.edgeLost())
                .bind("doubtedSince", Columns.orNull(memory.edgeDoubt().since().map(Instant::toEpochMilli)))
                .bind("doubted", memory.edgeDoubt().isCertain()).bind("names", memory.namesTried())
                .execute();
        session.update("DELETE FROM watch_lines").execute();
        putLines(memory);
        if (!troubles().equals(memory.troubles())) {
            session.update("DELETE FROM hostname_troubles").execute();
            putTroubles(memory.troubles());
        }
    }

    private void putLines(WatchMemory memory) {
        Columns.putLines(session, "INSERT INTO watch_lines (kind, position, line) VALUES (:of, :position, :line)",
                "evidence", memory.diagnosis().evidence());
        int position = 0;
        for (var id : memory.connectorIds().entrySet()) {
            session.update("""
                    INSERT INTO watch_lines (kind, position, name, line) VALUES ('connector', :position, :name, :id)
                    """).bind("position", position++).bind("name", id.getKey()).bind("id", id.getValue()).execute();
        }
    }

    private void putTroubles(List<HostnameTrouble> troubles) {
        if (troubles.isEmpty()) {
            return;
        }
        var batch = session.batch("""
                INSERT INTO hostname_troubles (hostname, strikes, down, since, words)
                VALUES (:hostname, :strikes, :down, :since, :words)
                """);
        troubles.forEach(trouble -> batch.bind("hostname", trouble.hostname().text())
                .bind("strikes", trouble.strikes()).bind("down", trouble.down())
                .bind("since", trouble.since().toEpochMilli()).bind("words", trouble.words()).add());
        batch.execute();
    }

    private static Optional<Instant> optional(ResultSet rs, String column) throws SQLException {
        long millis = rs.getLong(column);
        return rs.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
