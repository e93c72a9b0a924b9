package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what a replica writes stays bounded for as long as it runs. */
class ReplicaLogTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int BOUND = 10 * MEBIBYTE;
    private static final String LINE = "2026-11-21T10:00:00Z INF " + "x".repeat(999) + "\n";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("cloudflared-1.log");
    }

    private Path aside() {
        return folder.resolve("cloudflared-1.log.1");
    }

    private static void write(OutputStream writer, int bytes) throws Exception {
        byte[] line = LINE.getBytes(StandardCharsets.UTF_8);
        for (int written = 0; written < bytes; written += line.length) {
            writer.write(line);
        }
    }

    @Test
    void a_file_is_put_aside_under_a_writer_that_never_lets_go_of_it() throws Exception {
        try (OutputStream writer = Files.newOutputStream(file(), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
            for (int round = 0; round < 5; round++) {
                write(writer, BOUND + MEBIBYTE);
                ReplicaLog.bound(file());
                assertThat(Files.size(file())).isZero();
                assertThat(Files.size(aside())).isBetween((long) BOUND, 12L * MEBIBYTE);
            }
            writer.write("the latest\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Files.readString(file())).isEqualTo("the latest\n");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(file(), aside());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(aside()))).isEqualTo("rw-------");
    }

    @Test
    void of_a_file_that_has_grown_beyond_measure_only_the_end_is_kept() throws Exception {
        try (OutputStream writer = Files.newOutputStream(file(), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
            write(writer, 4 * BOUND);
            writer.write("the end\n".getBytes(StandardCharsets.UTF_8));
        }
        ReplicaLog.bound(file());
        assertThat(Files.size(aside())).isEqualTo(2L * BOUND);
        assertThat(Files.readString(aside())).endsWith("\nthe end\n");
    }

    @Test
    void a_small_file_is_left_alone_and_a_missing_one_is_none() throws Exception {
        ReplicaLog.bound(file());
        Files.writeString(file(), LINE);
        ReplicaLog.bound(file());
        assertThat(file()).hasContent(LINE.strip());
        assertThat(aside()).doesNotExist();
    }

    @Test
    void what_is_written_after_a_start_is_shown_although_the_file_was_put_aside_meanwhile() throws Exception {
        Files.writeString(file(), LINE.repeat(BOUND / LINE.length()));
        ReplicaLog log = new ReplicaLog(file());
        Files.writeString(file(), LINE.repeat(200), StandardOpenOption.APPEND);
        ReplicaLog.bound(file());
        Files.writeString(file(), "failed to start\n", StandardOpenOption.APPEND);
        assertThat(log.lines()).isEqualTo(List.of("failed to start"));
    }
}
