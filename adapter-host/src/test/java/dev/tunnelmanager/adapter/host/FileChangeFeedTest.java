package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.contracts.ChangeFeedContract;
import dev.tunnelmanager.contracts.Waits;
import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.ChangeFeed.Listening;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By events. The echoes are cut short here, so that it soon is quiet after a change. */
class FileChangeFeedTest implements ChangeFeedContract {

    static final String DATABASE = "state.db";

    @TempDir
    Path directory;

    /** How the feeds under test watch. */
    DirectoryWatch.Means means() {
        return new DirectoryWatch.Means(true, List.of(2L, 8L));
    }

    @Override
    public ChangeFeed feed() {
        return new FileChangeFeed(directory, DATABASE, means());
    }

    @Override
    public void change() {
        append(DATABASE + "-wal");
    }

    @Override
    public Duration settling() {
        return Duration.ofMillis(150);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-journal", ""})
    void is_woken_by_each_file_that_a_change_writes(String suffix) throws Exception {
        append(DATABASE + suffix);
        try (ChangeFeed feed = feed(); Listening listening = feed.listen()) {
            awaitQuiet(listening);
            append(DATABASE + suffix);
            assertThat(listening.await(Waits.BOUND)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.db-shm", "other.db", "leader.lock"})
    void is_not_woken_by_other_files(String other) throws Exception {
        try (ChangeFeed feed = feed(); Listening listening = feed.listen()) {
            awaitQuiet(listening);
            append(other);
            append(other);
            assertThat(listening.await(settling())).isFalse();
        }
    }

    @Test
    void a_database_that_is_moved_into_place_is_a_change() throws Exception {
        Path other = Files.writeString(directory.resolve("restored"), "contents");
        try (ChangeFeed feed = feed(); Listening listening = feed.listen()) {
            awaitQuiet(listening);
            Files.move(other, directory.resolve(DATABASE));
            assertThat(listening.await(Waits.BOUND)).isTrue();
        }
    }

    @Test
    void goes_on_when_the_directory_is_removed_and_made_again() throws Exception {
        Path below = Files.createDirectory(directory.resolve("below"));
        try (ChangeFeed feed = new FileChangeFeed(below, DATABASE, means()); Listening listening = feed.listen()) {
            Files.delete(below);
            awaitQuiet(listening);
            Files.createDirectory(below);
            awaitQuiet(listening);
            Files.writeString(below.resolve(DATABASE), "x");
            assertThat(listening.await(Waits.BOUND)).isTrue();
        }
    }

    @Test
    void watches_only_while_somebody_listens() {
        try (ChangeFeed feed = feed()) {
            Waits.until("no watch of earlier tests", () -> watches() == 0);
            try (Listening first = feed.listen(); Listening second = feed.listen()) {
                assertThat(first).isNotSameAs(second);
                assertThat(watches()).isEqualTo(1);
            }
            Waits.until("the watch has ended", () -> watches() == 0);
            try (Listening again = feed.listen()) {
                change();
                assertThat(again).satisfies(one -> assertThat(one.await(Waits.BOUND)).isTrue());
            }
        }
    }

    @Test
    void a_missing_directory_is_unavailable() {
        try (ChangeFeed feed = new FileChangeFeed(directory.resolve("missing"), DATABASE)) {
            assertThatThrownBy(feed::listen).isInstanceOfSatisfying(PortFailure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
                assertThat(failure.problem()).contains("missing");
            });
        }
    }

    private void awaitQuiet(Listening listening) {
        Waits.until("it is quiet", () -> {
            try {
                return !listening.await(settling());
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        });
    }

    private static long watches() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("state-watch"))
                .count();
    }

    private void append(String file) {
        try {
            Files.writeString(directory.resolve(file), "frame", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
