package dev.tunnelmanager.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tunnelmanager.adapter.sqlite.SqliteReplacement.Outcome;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copying a state that is being used, and putting a copy into its place. */
class SqliteCopyTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void a_copy_holds_the_state_of_one_moment_while_others_write() throws Exception {
        Path file = directory.resolve("a.db");
        AtomicBoolean enough = new AtomicBoolean();
        try (SqliteStateStore store = open(file); SqliteStateStore writer = open(file)) {
            store.read(StateReader::leader);
            CompletableFuture<Long> writing = CompletableFuture.supplyAsync(() -> {
                long changes = 0;
                while (!enough.get()) {
                    // Two places that every moment shows alike.
                    String text = "n" + changes++;
                    writer.change(state -> {
                        state.setLeader(text);
                        state.setRegistrationOpen(text.hashCode() % 2 == 0);
                        return text;
                    });
                }
                return changes;
            });
            String last = "";
            for (int i = 0; i < 20; i++) {
                Path copy = directory.resolve("o'copy%20?" + i);
                store.copyTo(copy);
                assertThat(Path.of(copy + "-wal")).doesNotExist();
                try (SqliteStateStore copied = open(copy)) {
                    assertThat(copied.damage()).isEmpty();
                    String words = copied.read(StateReader::leader).orElse("none");
                    assertThat(copied.read(StateReader::registrationOpen))
                            .isEqualTo(words.equals("none") || words.hashCode() % 2 == 0);
                    assertThat(copied.read(StateReader::instanceId)).isEqualTo(store.read(StateReader::instanceId));
                    last = words;
                }
            }
            enough.set(true);
            assertThat(writing.get()).isPositive();
            assertThat(last).isNotEmpty();
        }
    }

    @Test
    void a_copy_never_overwrites() throws IOException {
        Path taken = Files.writeString(directory.resolve("taken"), "x".repeat(600));
        try (SqliteStateStore store = open(directory.resolve("a.db"))) {
            assertThatThrownBy(() -> store.copyTo(taken)).isInstanceOf(PortFailure.class);
            assertThat(store.read(StateReader::leader)).isEmpty();
        }
        assertThat(taken).hasContent("x".repeat(600));
    }

    @Test
    void a_state_is_replaced_by_a_copy() throws Exception {
        Path file = directory.resolve("a.db");
        Path copy = directory.resolve("copy.db");
        try (SqliteStateStore store = open(file)) {
            leader(store, "early");
            store.copyTo(copy);
            leader(store, "late");
        }
        assertThat(new SqliteReplacement(file).replaceBy(copy, false)).isEqualTo(Outcome.REPLACED);
        assertThat(Sql.ask(file, "PRAGMA journal_mode")).isEqualTo("wal");
        try (SqliteStateStore store = open(file)) {
            assertThat(store.read(StateReader::leader)).contains("early");
            assertThat(store.damage()).isEmpty();
            leader(store, "later");
            assertThat(store.read(StateReader::leader)).contains("later");
        }
    }

    @Test
    void a_missing_state_is_made_from_a_copy() {
        Path copy = directory.resolve("copy.db");
        try (SqliteStateStore store = open(directory.resolve("a.db"))) {
            leader(store, "it");
            store.copyTo(copy);
        }
        Path fresh = directory.resolve("new").resolve("b.db");
        assertThat(new SqliteReplacement(fresh).replaceBy(copy, false)).isEqualTo(Outcome.REPLACED);
        try (SqliteStateStore store = open(fresh)) {
            assertThat(store.read(StateReader::leader)).contains("it");
        }
    }

    @Test
    void a_state_that_somebody_has_open_is_replaced_only_when_told_and_then_they_see_it() throws Exception {
        Path file = directory.resolve("a.db");
        Path copy = directory.resolve("copy.db");
        try (SqliteStateStore store = open(file)) {
            leader(store, "early");
            store.copyTo(copy);
            leader(store, "late");
            assertThat(new SqliteReplacement(file).replaceBy(copy, false)).isEqualTo(Outcome.IN_USE);
            assertThat(store.read(StateReader::leader)).contains("late");
            assertThat(new SqliteReplacement(file).replaceBy(copy, true)).isEqualTo(Outcome.REPLACED);
            assertThat(store.read(StateReader::leader)).contains("early");
            leader(store, "goes on");
            assertThat(store.damage()).isEmpty();
        }
    }

    @Test
    void a_state_that_another_process_has_open_is_left_alone() throws Exception {
        Path file = directory.resolve("a.db");
        Path copy = directory.resolve("copy.db");
        try (SqliteStateStore store = open(file)) {
            leader(store, "early");
            store.copyTo(copy);
        }
        try (WritingProcess other = WritingProcess.start(file, Integer.MAX_VALUE)) {
            assertThat(other.next(2)).hasSize(2);
            assertThat(new SqliteReplacement(file).replaceBy(copy, false)).isEqualTo(Outcome.IN_USE);
            other.kill();
            other.rest();
        }
        assertThat(new SqliteReplacement(file).replaceBy(copy, false)).isEqualTo(Outcome.REPLACED);
        try (SqliteStateStore store = open(file)) {
            assertThat(store.read(StateReader::leader)).contains("early");
        }
    }

    @Test
    void what_is_no_database_is_told_and_can_be_moved_away() throws IOException {
        Path file = Files.writeString(directory.resolve("a.db"), "not a database, though long enough ".repeat(100));
        Files.writeString(Path.of(file + "-wal"), "its log");
        Path copy = directory.resolve("copy.db");
        try (SqliteStateStore store = open(directory.resolve("b.db"))) {
            leader(store, "it");
            store.copyTo(copy);
        }
        SqliteReplacement replacement = new SqliteReplacement(file);
        PortFailure failure = catchThrowableOfType(PortFailure.class, () -> replacement.replaceBy(copy, false));
        assertThat(failure.kind()).isEqualTo(PortFailure.Kind.CORRUPT);
        Path aside = directory.resolve("aside");
        replacement.moveTo(aside);
        assertThat(aside.resolve("a.db")).exists();
        assertThat(file).doesNotExist();
        assertThat(replacement.replaceBy(copy, false)).isEqualTo(Outcome.REPLACED);
        try (SqliteStateStore store = open(file)) {
            assertThat(store.read(StateReader::leader)).contains("it");
        }
    }

    private static void leader(StateStore store, String words) {
        store.change(state -> {
            state.setLeader(words);
            return words;
        });
    }

    private static SqliteStateStore open(Path file) {
        return SqliteStateStore.open(file, InstantSource.system(), RandomGenerator.getDefault());
    }
}
