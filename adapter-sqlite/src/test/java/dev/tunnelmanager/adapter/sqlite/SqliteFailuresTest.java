package dev.tunnelmanager.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What is said of SQLite's result codes. */
class SqliteFailuresTest {

    private static final Path FILE = Path.of("/state/tunnel-manager.db");

    @ParameterizedTest
    @CsvSource({
            "SQLITE_BUSY,              UNAVAILABLE, UNAVAILABLE, fuser",
            "SQLITE_BUSY_RECOVERY,     UNAVAILABLE, UNAVAILABLE, fuser",
            "SQLITE_LOCKED,            UNAVAILABLE, OUTCOME_UNKNOWN, fuser",
            "SQLITE_PROTOCOL,          UNAVAILABLE, OUTCOME_UNKNOWN, fuser",
            "SQLITE_FULL,              UNAVAILABLE, UNAVAILABLE, df -h",
            "SQLITE_READONLY,          UNAVAILABLE, OUTCOME_UNKNOWN, writable",
            "SQLITE_READONLY_DBMOVED,  UNAVAILABLE, OUTCOME_UNKNOWN, writable",
            "SQLITE_CANTOPEN,          UNAVAILABLE, OUTCOME_UNKNOWN, state-dir",
            "SQLITE_IOERR,             UNAVAILABLE, OUTCOME_UNKNOWN, dmesg",
            "SQLITE_IOERR_FSYNC,       UNAVAILABLE, OUTCOME_UNKNOWN, dmesg",
            "SQLITE_IOERR_SHMSIZE,     UNAVAILABLE, OUTCOME_UNKNOWN, df -h",
            "SQLITE_NOMEM,             UNAVAILABLE, OUTCOME_UNKNOWN, dmesg",
            "SQLITE_CORRUPT,           CORRUPT,     OUTCOME_UNKNOWN, backup",
            "SQLITE_CORRUPT_INDEX,     CORRUPT,     OUTCOME_UNKNOWN, backup",
            "SQLITE_NOTADB,            CORRUPT,     OUTCOME_UNKNOWN, backup",
            "SQLITE_ERROR,             CORRUPT,     OUTCOME_UNKNOWN, backup"})
    void every_code_has_its_kind_before_and_at_the_commit(SQLiteErrorCode code, Kind before, Kind atCommit,
            String step) {
        SQLiteException thrown = new SQLiteException("[" + code + "] something", code);
        assertThat(SqliteFailures.of(FILE, new IllegalStateException("wrapped", thrown)))
                .isInstanceOfSatisfying(PortFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(before);
                    assertThat(failure.problem()).contains(FILE.toString()).endsWith(".");
                    assertThat(failure.recommendation()).contains(step);
                });
        assertThat(SqliteFailures.ofCommit(FILE, thrown)).isInstanceOfSatisfying(PortFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(atCommit));
    }

    @Test
    void a_value_that_the_schema_refuses_is_a_programming_error() {
        SQLiteException thrown = new SQLiteException("CHECK failed", SQLiteErrorCode.SQLITE_CONSTRAINT_CHECK);
        assertThat(SqliteFailures.of(FILE, thrown)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("CHECK failed");
    }

    @Test
    void what_has_no_code_is_told_in_its_own_words() {
        assertThat(SqliteFailures.of(FILE, new SQLException("Error opening connection.")))
                .isInstanceOfSatisfying(PortFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
                    assertThat(failure.problem()).endsWith("Error opening connection.");
                });
    }
}
