package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.diagnosis.HealthSample;
import java.time.Instant;
import java.util.List;

/** The table health_samples. */
final class HealthRows {

    private final Session session;

    HealthRows(Session session) {
        this.session = session;
    }

    List<HealthSample> since(Instant since) {
        return session.query("""
                SELECT at, up, ready_connections, replicas FROM health_samples WHERE at >= :since ORDER BY at
                """).bind("since", earliestNotBefore(since))
                .map((rs, c) -> new HealthSample(Columns.instant(rs, "at"), rs.getBoolean("up"),
                        rs.getInt("ready_connections"), rs.getInt("replicas")))
                .list();
    }

    void append(HealthSample sample) {
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
