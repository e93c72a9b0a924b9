package dev.tunnelmanager.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file: how it is made, what is refused, and what is left alone. */
class SqliteFileTest {

    @TempDir
    Path directory;

    @Test
    void opening_touches_nothing() {
        Path file = directory.resolve("state").resolve("a.db");
        open(file).close();
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void file_and_directory_are_their_owners_only() throws IOException {
        Path file = directory.resolve("some").resolve("state").resolve("a.db");
        try (StateStore store = open(file)) {
            store.change(state -> {
                state.setLeader("me");
                return true;
            });
            assertThat(permissions(file)).isEqualTo("rw-------");
            assertThat(permissions(Path.of(file + "-wal"))).isEqualTo("rw-------");
            assertThat(permissions(directory.resolve("some").resolve("state"))).isEqualTo("rwx------");
            assertThat(permissions(directory.resolve("some"))).isEqualTo("rwx------");
        }
    }

    @Test
    void a_new_state_is_made_of_the_clock_and_chance_that_were_given() throws Exception {
        Path file = directory.resolve("a.db");
        String drawn = String.format("%08x", new SplittableRandom(42).nextInt());
        try (StateStore store = SqliteStateStore.open(file, InstantSource.fixed(Instant.ofEpochMilli(1234)),
                new SplittableRandom(42))) {
            assertThat(store.read(StateReader::instanceId)).isEqualTo(drawn);
        }
        assertThat(Sql.ask(file, "SELECT created_at FROM meta")).isEqualTo("1234");
    }

    @Test
    void the_write_ahead_log_is_on_and_stays_on() throws Exception {
        Path file = fresh();
        assertThat(Sql.ask(file, "PRAGMA journal_mode")).isEqualTo("wal");
        Sql.run(file, "PRAGMA journal_mode = DELETE");
        try (StateStore store = open(file)) {
            assertThat(store.read(StateReader::leader)).isEmpty();
        }
    }

    @Test
    void an_empty_file_is_a_new_state() throws IOException {
        Path file = Files.createFile(directory.resolve("a.db"));
        try (StateStore store = open(file)) {
            assertThat(store.read(StateReader::registrationOpen)).isTrue();
        }
    }

    @Test
    void a_file_that_is_no_database_is_refused_and_left_alone() throws IOException {
        for (int length : new int[]{1, 20, 100, 511, 512, 5000}) {
            Path file = Files.writeString(directory.resolve("notes" + length), "x".repeat(length));
            assertRefusedAndLeftAlone(file, PortFailure.Kind.CORRUPT);
        }
    }

    @Test
    void another_programs_database_is_refused_and_left_alone() throws Exception {
        Path named = directory.resolve("named.db");
        Sql.run(named, "PRAGMA application_id = 77; CREATE TABLE t (a)");
        assertRefusedAndLeftAlone(named, PortFailure.Kind.CORRUPT);
        Path nameless = directory.resolve("nameless.db");
        Sql.run(nameless, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        assertRefusedAndLeftAlone(nameless, PortFailure.Kind.CORRUPT);
        Path versioned = directory.resolve("versioned.db");
        Sql.run(versioned, "PRAGMA user_version = 1");
        assertRefusedAndLeftAlone(versioned, PortFailure.Kind.CORRUPT);
    }

    @Test
    void a_newer_database_is_refused_and_left_alone() throws Exception {
        Path file = fresh();
        Sql.run(file, "PRAGMA user_version = 99; CREATE TABLE of_the_future (a)");
        PortFailure failure = assertRefusedAndLeftAlone(file, PortFailure.Kind.NEWER);
        assertThat(failure.problem()).contains("99").contains(String.valueOf(Schema.NEWEST));
    }

    @Test
    void a_database_that_becomes_newer_while_it_is_open_is_refused_from_then_on() throws Exception {
        Path file = directory.resolve("a.db");
        try (StateStore store = open(file)) {
            store.read(StateReader::leader);
            Sql.run(file, "PRAGMA user_version = " + (Schema.NEWEST + 1));
            assertThat(failureOf(store)).isEqualTo(PortFailure.Kind.NEWER);
            assertThatThrownBy(() -> store.change(state -> true)).isInstanceOf(PortFailure.class);
        }
    }

    @Test
    void a_damaged_database_is_told_and_left_alone() throws Exception {
        Path file = fresh();
        byte[] sound = Files.readAllBytes(file);
        for (int at = 4096; at < sound.length; at += 3 * 4096) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                byte[] garbage = new byte[4096];
                new SplittableRandom(at).nextBytes(garbage);
                channel.write(ByteBuffer.wrap(garbage), at);
            }
            assertRefusedAndLeftAlone(file, PortFailure.Kind.CORRUPT);
            try (SqliteStateStore store = open(file)) {
                assertThat(store.damage()).isPresent();
            }
            Files.write(file, sound);
        }
        Files.write(file, Arrays.copyOf(sound, sound.length / 2));
        assertRefusedAndLeftAlone(file, PortFailure.Kind.CORRUPT);
    }

    @Test
    void a_row_that_the_domain_does_not_accept_is_told() throws Exception {
        Path file = fresh();
        Sql.run(file, "INSERT INTO projects (name, created_at) VALUES ('Not A Name', 1)");
        try (StateStore store = open(file)) {
            assertThatThrownBy(() -> store.read(StateReader::projects)).isInstanceOfSatisfying(PortFailure.class,
                    failure -> {
                        assertThat(failure.kind()).isEqualTo(PortFailure.Kind.CORRUPT);
                        assertThat(failure.problem()).contains("projects").contains("Not A Name");
                    });
        }
    }

    @Test
    void a_missing_table_is_told() throws Exception {
        Path file = fresh();
        Sql.run(file, "DROP TABLE project_suffixes");
        try (StateStore store = open(file)) {
            assertThatThrownBy(() -> store.read(StateReader::projects)).isInstanceOfSatisfying(PortFailure.class,
                    failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.CORRUPT));
        }
    }

    @Test
    void a_place_where_no_file_can_be_is_told() throws IOException {
        Path blocked = Files.writeString(directory.resolve("file"), "in the way");
        for (Path file : new Path[]{blocked.resolve("a.db"), blocked.resolve("deeper").resolve("a.db"), directory}) {
            try (StateStore store = open(file)) {
                assertThatThrownBy(() -> store.read(StateReader::leader)).isInstanceOfSatisfying(PortFailure.class,
                        failure -> {
                            assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
                            assertThat(failure.problem()).contains(file.toString());
                            assertThat(failure.recommendation()).contains("state-dir");
                        });
            }
        }
        assertThat(blocked).hasContent("in the way");
    }

    @Test
    void a_file_that_is_taken_away_or_replaced_is_noticed() throws IOException {
        Path file = directory.resolve("a.db");
        try (StateStore store = open(file)) {
            store.read(StateReader::leader);
            Path away = Files.move(file, directory.resolve("away.db"));
            assertThat(failureOf(store)).isEqualTo(PortFailure.Kind.UNAVAILABLE);
            assertThat(file).doesNotExist();
            Files.copy(away, file);
            assertThat(failureOf(store)).isEqualTo(PortFailure.Kind.UNAVAILABLE);
            Files.delete(file);
            Files.move(away, file);
            assertThat(store.read(StateReader::leader)).isEmpty();
        }
    }

    @Test
    void a_failure_that_has_gone_away_is_forgotten() throws IOException {
        Path blocked = Files.writeString(directory.resolve("state"), "in the way");
        try (StateStore store = open(blocked.resolve("a.db"))) {
            assertThat(failureOf(store)).isEqualTo(PortFailure.Kind.UNAVAILABLE);
            Files.delete(blocked);
            assertThat(store.read(StateReader::registrationOpen)).isTrue();
        }
    }

    private PortFailure assertRefusedAndLeftAlone(Path file, PortFailure.Kind kind) throws IOException {
        byte[] before = Files.readAllBytes(file);
        try (StateStore store = open(file)) {
            PortFailure failure = catchThrowableOfType(PortFailure.class,
                    () -> store.read(StateReader::projects));
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.problem()).contains(file.toString());
            assertThat(failure.recommendation()).isNotBlank();
            assertThatThrownBy(() -> store.change(state -> true)).isInstanceOf(PortFailure.class);
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
            return failure;
        }
    }

    private Path fresh() {
        Path file = directory.resolve("fresh.db");
        try (StateStore store = open(file)) {
            store.read(StateReader::leader);
        }
        return file;
    }

    private static PortFailure.Kind failureOf(StateStore store) {
        return catchThrowableOfType(PortFailure.class, () -> store.read(StateReader::leader)).kind();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static SqliteStateStore open(Path file) {
        return SqliteStateStore.open(file, InstantSource.system(), RandomGenerator.getDefault());
    }
}
