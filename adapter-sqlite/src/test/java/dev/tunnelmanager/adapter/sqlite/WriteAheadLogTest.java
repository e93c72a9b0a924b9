package dev.tunnelmanager.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.ports.driven.StateReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader that does not go on, for example in a process that is stopped, keeps the write-ahead log from being folded into the file.
 * How long the log grows can be said with {@code -Dtunnel-manager.sqlite.log-megabytes=2048}.
 */
class WriteAheadLogTest {

    private static final int FEW_MEGABYTES = 48;
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void a_log_that_has_grown_is_read_whole_and_shrinks_once_it_can() throws Exception {
        int megabytes = Integer.getInteger("tunnel-manager.sqlite.log-megabytes", FEW_MEGABYTES);
        Path file = directory.resolve("a.db");
        Path log = directory.resolve("a.db-wal");
        try (SqliteStateStore store = open(file)) {
            write(store, 0);
            try (Connection stuck = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = stuck.createStatement()) {
                statement.execute("BEGIN");
                statement.executeQuery("SELECT leader FROM meta").close();
                long begin = System.nanoTime();
                for (int i = 1; i <= megabytes; i++) {
                    write(store, i);
                }
                assertThat(Files.size(log)).as("size of the log").isGreaterThan((long) megabytes * MEGABYTE);
                long written = System.nanoTime();
                try (SqliteStateStore late = open(file)) {
                    assertThat(late.read(StateReader::leader)).contains(words(megabytes));
                    System.out.printf("A log of %d MB: written in %d ms, opened and read in %d ms%n", megabytes,
                            TimeUnit.NANOSECONDS.toMillis(written - begin),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - written));
                    assertThat(late.damage()).isEmpty();
                }
                statement.execute("COMMIT");
            }
            // One change folds the log into the file, the next one begins the log anew.
            write(store, megabytes + 1);
            write(store, megabytes + 2);
            assertThat(Files.size(log)).as("size of the log, once nobody needs it").isLessThan(32L * MEGABYTE);
            assertThat(store.read(StateReader::leader)).contains(words(megabytes + 2));
            assertThat(store.damage()).isEmpty();
        }
    }

    private static void write(SqliteStateStore store, int number) {
        store.change(state -> {
            state.setLeader(words(number));
            return number;
        });
    }

    private static String words(int number) {
        return String.valueOf(number % 10).repeat(MEGABYTE);
    }

    private static SqliteStateStore open(Path file) {
        return SqliteStateStore.open(file, InstantSource.system(), RandomGenerator.getDefault());
    }
}
