package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** Translates single columns. Instants are stored as epoch milliseconds, enumerations as lower-case words. */
final class Columns {

    /** Returns {@code mapper}, with a row that the domain does not accept told as a failure that names the table. */
    static <T> RowMapper<T> understood(String table, RowMapper<T> mapper) {
        return (rs, context) -> {
            try {
                return mapper.map(rs, context);
            } catch (IllegalArgumentException refused) {
                throw new PortFailure(PortFailure.Kind.CORRUPT,
                        "A row of table " + table + " in the database is not understood: " + refused.getMessage() + ".",
                        "Keep the file for examination, and put the newest backup in its place.", refused);
            }
        };
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        return Instant.ofEpochMilli(rs.getLong(column));
    }

    static Optional<String> optional(ResultSet rs, String column) throws SQLException {
        return Optional.ofNullable(rs.getString(column));
    }

    static OptionalInt optionalInt(ResultSet rs, String column) throws SQLException {
        int value = rs.getInt(column);
        return rs.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    /** Returns the refusal in the columns {@code prefix}code, {@code prefix}problem and {@code prefix}recommendation. */
    static Optional<Refusal> refusal(ResultSet rs, String prefix) throws SQLException {
        String code = rs.getString(prefix + "code");
        return code == null
                ? Optional.empty()
                : Optional.of(new Refusal(constant(RefusalCode.class, code), rs.getString(prefix + "problem"),
                        rs.getString(prefix + "recommendation")));
    }

    /** Returns what is bound for a column that may be NULL. */
    static @Nullable Object orNull(Optional<?> value) {
        return value.isPresent() ? value.get() : null;
    }

    /** Writes {@code lines} with their positions, by SQL that has the parameters :of, :position and :line. */
    static void putLines(Session session, String sql, Object of, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        var batch = session.batch(sql);
        for (int position = 0; position < lines.size(); position++) {
            batch.bind("of", of).bind("position", position).bind("line", lines.get(position)).add();
        }
        batch.execute();
    }

    private Columns() {}
}
