package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.diagnosis.HealthSample;
import dev.tunnelmanager.domain.diagnosis.HealthTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;

/** The tables health_samples and health_hours. */
final class HealthRows {

    private static final long HOUR_MILLIS = 3_600_000;
    private static final RowMapper<HealthSample> SAMPLE = (rs, c) -> new HealthSample(Columns.instant(rs, "at"),
            rs.getBoolean("up"), rs.getInt("ready_connections"), rs.getInt("replicas"));

    private final Session session;

    HealthRows(Session session) {
        this.session = session;
    }

    List<HealthSample> since(Instant since) {
        return session.query("""
                SELECT at, up, ready_connections, replicas FROM health_samples WHERE at >= :since ORDER BY at
                """).bind("since", earliestNotBefore(since))
                .map(SAMPLE).list();
    }

    HealthTotals totals(Instant since) {
        return session.query("SELECT sum(seen_ms) AS seen, sum(up_ms) AS up FROM health_hours WHERE hour >= :first")
                .bind("first", Math.floorDiv(earliestNotBefore(since), HOUR_MILLIS))
                .map((rs, c) -> new HealthTotals(Duration.ofMillis(rs.getLong("seen")),
                        Duration.ofMillis(rs.getLong("up"))))
                .one();
    }

    void append(HealthSample sample) {
        Optional<HealthSample> last = session.query("""
                SELECT at, up, ready_connections, replicas FROM health_samples ORDER BY at DESC LIMIT 1
                """).map(SAMPLE).findFirst();
        put(sample);
        if (last.isEmpty() || !last.get().at().isBefore(sample.at())) {
            return;
        }
        addSpan(last.get(), sample.at());
        if (hour(last.get().at()) != hour(sample.at())) {
            forget(sample.at());
        }
    }

    /** Once an hour is often enough to let go of what is too old. */
    private void forget(Instant now) {
        session.update("DELETE FROM health_samples WHERE at < :oldest")
                .bind("oldest", now.minus(HealthTotals.SAMPLES_KEPT).toEpochMilli()).execute();
        session.update("DELETE FROM health_hours WHERE hour < :oldest")
                .bind("oldest", hour(now.minus(HealthTotals.HOURS_KEPT))).execute();
    }

    private static long hour(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), HOUR_MILLIS);
    }

    private void addSpan(HealthSample from, Instant to) {
        long gap = Math.min(Duration.between(from.at(), to).toMillis(), HealthTotals.LONGEST_SPAN.toMillis());
        session.update("""
                INSERT INTO health_hours (hour, seen_ms, up_ms) VALUES (:hour, :seen, :up)
                ON CONFLICT (hour) DO UPDATE SET seen_ms = seen_ms + excluded.seen_ms, up_ms = up_ms + excluded.up_ms
                """).bind("hour", hour(from.at())).bind("seen", gap)
                .bind("up", from.up() ? gap : 0).execute();
    }

    private void put(HealthSample sample) {
        session.update("""
                INSERT INTO health_samples (at, up, ready_connections, replicas) VALUES (:at, :up, :ready, :replicas)
                ON CONFLICT (at) DO UPDATE SET up = excluded.up, ready_connections = excluded.ready_connections,
                    replicas = excluded.replicas
                """).bind("at", sample.at().toEpochMilli()).bind("up", sample.up())
                .bind("ready", sample.readyConnections()).bind("replicas", sample.replicas()).execute();
    }

    /** Returns the bound in milliseconds; {@link Instant#MIN}, for all of them, is beyond what milliseconds can say. */
    private static long earliestNotBefore(Instant since) {
        if (since.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE))) {
            return Long.MIN_VALUE;
        }
        return since.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE)) ? Long.MAX_VALUE : since.toEpochMilli();
    }
}
