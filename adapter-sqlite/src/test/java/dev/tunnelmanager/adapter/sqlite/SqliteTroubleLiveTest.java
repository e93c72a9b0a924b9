package dev.tunnelmanager.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateWriter;
import dev.tunnelmanager.standins.disk.SmallDisk;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes real time or a disk of its own: a lock that somebody keeps, and a disk that is full in the middle of a change. */
@Tag("live")
class SqliteTroubleLiveTest {

    private static final int DISK_MEGABYTES = 8;
    private static final int FULL_TIMES = 60;
    /** As many as one question may ask for; a disk this small is full before. */
    private static final int MOST_ENTRIES = 10_000;

    @TempDir
    Path directory;

    @Test
    void a_lock_that_somebody_keeps_is_told_after_a_while_and_reading_goes_on() throws Exception {
        Path file = directory.resolve("a.db");
        try (SqliteStateStore store = open(file)) {
            store.change(state -> remember(state, "before"));
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                long begin = System.nanoTime();
                PortFailure failure = catchThrowableOfType(PortFailure.class,
                        () -> store.change(state -> remember(state, "meanwhile")));
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(DatabaseFile.PATIENCE.minusSeconds(1),
                        DatabaseFile.PATIENCE.multipliedBy(3));
                assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
                assertThat(failure.problem()).contains("kept the database " + file, "locked");
                assertThat(failure.recommendation()).contains("fuser -v " + file);
                assertThat(store.read(StateReader::leader)).contains("before");
                statement.execute("ROLLBACK");
            }
            store.change(state -> remember(state, "after"));
            assertThat(store.read(StateReader::leader)).contains("after");
            assertThat(store.damage()).isEmpty();
        }
    }

    /** Filled up to another byte each time, so that it is full now in the log, now in its index, now in the file itself. */
    @Test
    void a_disk_that_is_full_in_the_middle_of_a_change_loses_nothing_that_was_told_as_done() throws Exception {
        String obstacle = SmallDisk.obstacle();
        assumeTrue(obstacle.isEmpty(), "Small disks cannot be mounted here: " + obstacle);
        Random chance = new Random(20261121);
        try (SmallDisk disk = SmallDisk.mount(directory, "disk", DISK_MEGABYTES)) {
            Path file = disk.folder().resolve("a.db");
            List<Integer> told = new ArrayList<>();
            int refused = 0;
            for (int time = 0; time < FULL_TIMES; time++) {
                try (SqliteStateStore store = open(file)) {
                    // What is in use already can be read whatever happens; opening needs some room.
                    boolean inUse = time == 0 || chance.nextBoolean();
                    if (inUse) {
                        store.read(StateReader::leader);
                    }
                    disk.fill(chance.nextInt(48 * 1024));
                    refused += changeUntilFull(store, told, chance) ? 1 : 0;
                    if (inUse) {
                        assertThat(store.read(StateReader::leader)).as("reading goes on").isNotNull();
                    }
                    disk.free();
                    told.add(WritingProcess.count(store, ""));
                    assertThat(store.damage()).as("damage after time %s", time).isEmpty();
                }
                try (SqliteStateStore store = open(file)) {
                    assertThat(store.<List<Integer>>read(SqliteTroubleLiveTest::counted)).as("after time %s", time)
                            .containsAll(told).doesNotHaveDuplicates();
                }
            }
            assertThat(refused).as("times it was full").isGreaterThan(FULL_TIMES / 2);
        }
    }

    /** Makes changes of some kilobytes each; returns whether one of them was refused. */
    private static boolean changeUntilFull(SqliteStateStore store, List<Integer> told, Random chance) {
        for (int i = 0; i < 20; i++) {
            try {
                told.add(WritingProcess.count(store, "x".repeat(chance.nextInt(12_000))));
            } catch (PortFailure failure) {
                assertThat(failure.kind()).as(failure.problem()).isIn(PortFailure.Kind.UNAVAILABLE,
                        PortFailure.Kind.OUTCOME_UNKNOWN);
                assertThat(failure.problem()).contains(".db").doesNotContain("Exception");
                assertThat(failure.recommendation()).contains(
                        failure.kind() == PortFailure.Kind.UNAVAILABLE ? "df -h" : "Look whether the change is there");
                return true;
            }
        }
        return false;
    }

    private static List<Integer> counted(StateReader state) {
        return state.audit(Optional.empty(), Optional.empty(), MOST_ENTRIES).stream()
                .map(entry -> Integer.valueOf(entry.subject())).toList();
    }

    private static boolean remember(StateWriter state, String words) {
        state.setLeader(words);
        return true;
    }

    private static SqliteStateStore open(Path file) {
        return SqliteStateStore.open(file, InstantSource.system(), RandomGenerator.getDefault());
    }
}
