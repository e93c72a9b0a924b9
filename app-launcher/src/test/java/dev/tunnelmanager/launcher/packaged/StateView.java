package dev.tunnelmanager.launcher.packaged;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What stands in the program's database, read past the program.
 *
 * @param database the file
 */
record StateView(Path database) {

    /**
     * A hostname that is held.
     *
     * @param hostname which
     * @param owner whose
     * @param state how far it is
     * @param recordId of its record at the provider; empty if none is known
     * @param service where it leads
     */
    record Held(String hostname, String owner, String state, String recordId, String service) {}

    static StateView of(Bench bench) {
        return new StateView(bench.stateDir().resolve("tunnel-manager.db"));
    }

    /** Returns the hostnames that are held, by name. */
    List<Held> held() throws SQLException {
        return rows("SELECT hostname, owner, state, coalesce(record_id, ''), coalesce(target_service, '') FROM routes"
                + " WHERE holds = 1 ORDER BY hostname")
                .stream().map(row -> new Held(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4))).toList();
    }

    /** Returns how many operations have not ended. */
    long unfinished() throws SQLException {
        return number("SELECT count(*) FROM operations WHERE state <> 'ended'");
    }

    /** Returns the operations that have not ended, each with what is being done. */
    List<String> underWay() throws SQLException {
        return rows("SELECT id || ' ' || intent || ' ' || hostname || ' ' || state || ': ' || progress FROM operations"
                + " WHERE state <> 'ended'").stream().map(List::getFirst).toList();
    }

    /** Returns how many audit entries of this action there are. */
    long audit(String action) throws SQLException {
        return number("SELECT count(*) FROM audit_entries WHERE action = '" + action + "'");
    }

    /** Returns when audit entries of this action were written, oldest first, in milliseconds since 1970. */
    List<Long> auditTimes(String action) throws SQLException {
        return rows("SELECT at FROM audit_entries WHERE action = '" + action + "' ORDER BY number").stream()
                .map(row -> Long.valueOf(row.getFirst())).toList();
    }

    /** Returns when the tunnel was last looked at, in milliseconds since 1970; 0 if it never was. */
    long lastSample() throws SQLException {
        return number("SELECT coalesce(max(at), 0) FROM health_samples");
    }

    /** Returns how many strikes in a row the watch has noted. */
    long strikes() throws SQLException {
        return number("SELECT coalesce(max(strikes), 0) FROM watch");
    }

    /** Returns what the watch has noted as wrong. */
    String fault() throws SQLException {
        return String.join("", rows("SELECT fault FROM watch").stream().map(List::getFirst).toList());
    }

    /** Returns the operations whose end is not in the audit log exactly once. */
    List<String> notEndedOnce() throws SQLException {
        return rows("""
                SELECT o.id || ' on ' || o.hostname || ': ' || count(a.number) FROM operations o
                LEFT JOIN audit_entries a ON a.operation_id = o.id AND a.action = 'hostname.' || o.intent
                GROUP BY o.id HAVING count(a.number) <> 1""").stream().map(List::getFirst).toList();
    }

    /** Returns what SQLite finds wrong with the file; {@code ok} if nothing. */
    String integrity() throws SQLException {
        List<List<String>> broken = rows("PRAGMA foreign_key_check");
        return String.join("\n", rows("PRAGMA integrity_check").stream().map(List::getFirst).toList())
                + (broken.isEmpty() ? "" : " and broken references: " + broken);
    }

    /** Returns what the last diagnosis rests on. */
    List<String> evidence() throws SQLException {
        return rows("SELECT line FROM watch_lines WHERE kind = 'evidence' ORDER BY position").stream()
                .map(List::getFirst).toList();
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(rows(sql).getFirst().getFirst());
    }

    private List<List<String>> rows(String sql) throws SQLException {
        Properties patience = new Properties();
        patience.setProperty("busy_timeout", "10000");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database, patience);
                PreparedStatement query = connection.prepareStatement(sql);
                ResultSet found = query.executeQuery()) {
            List<List<String>> rows = new ArrayList<>();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(found.getString(column)));
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
