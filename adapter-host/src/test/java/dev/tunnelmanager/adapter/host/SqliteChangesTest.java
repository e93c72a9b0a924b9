package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.Waits;
import dev.tunnelmanager.ports.driven.ChangeFeed.Listening;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed beside real SQLite in another process: each commit is seen, not only the writing that precedes it. */
class SqliteChangesTest {

    private static final String DATABASE = "tunnel-manager.db";
    /** Waking happens within milliseconds, and within 2.1 s if the disk is slow; a lost change would be waited for in vain. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void every_commit_of_another_process_is_seen(boolean events) throws Exception {
        Path database = directory.resolve(DATABASE);
        DirectoryWatch.Means means = new DirectoryWatch.Means(events, DirectoryWatch.Means.USUAL.echoesMs());
        try (ChildProcess writer = ChildProcess.start(CommittingProcess.class, database.toString());
                FileChangeFeed feed = new FileChangeFeed(directory, DATABASE, means)) {
            assertThat(writer.hears()).isEqualTo("ready");
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                    Statement query = connection.createStatement()) {
                for (int number = 1; number <= 30; number++) {
                    try (Listening listening = feed.listen()) {
                        writer.say(Integer.toString(number));
                        while (newest(query) < number) {
                            assertThat(listening.await(BOUND)).as("woken by commit %s", number).isTrue();
                        }
                    }
                }
            }
        }
    }

    @Test
    void a_reader_does_not_wake_itself() throws Exception {
        Path database = directory.resolve(DATABASE);
        try (ChildProcess writer = ChildProcess.start(CommittingProcess.class, database.toString());
                FileChangeFeed feed = new FileChangeFeed(directory, DATABASE,
                        new DirectoryWatch.Means(true, List.of(2L)))) {
            assertThat(writer.hears()).isEqualTo("ready");
            try (Listening listening = feed.listen()) {
                Waits.until("it is quiet", () -> {
                    try {
                        return !listening.await(Duration.ofMillis(200));
                    } catch (InterruptedException interrupted) {
                        throw new AssertionError(interrupted);
                    }
                });
                int woken = 0;
                for (int i = 0; i < 10; i++) {
                    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                            Statement query = connection.createStatement()) {
                        assertThat(newest(query)).isZero();
                    }
                    woken += listening.await(Duration.ofMillis(20)) ? 1 : 0;
                }
                assertThat(woken).isZero();
            }
        }
    }

    private static int newest(Statement query) throws Exception {
        try (ResultSet rows = query.executeQuery("SELECT coalesce(max(number), 0) FROM change")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
