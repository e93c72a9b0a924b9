package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HolderMarkTest {

    @TempDir
    Path directory;

    @Test
    void reads_the_start_of_a_process_whatever_its_name() {
        assertThat(HolderMark.startOfLiving(stat("java", "S", 4242, 1000))).contains(4242L);
        assertThat(HolderMark.startOfLiving(stat("a) Z 1 (b", "R", 7, 1))).contains(7L);
        assertThat(HolderMark.startOfLiving(stat("stopped", "T", 9, 1))).contains(9L);
    }

    @Test
    void what_is_ending_does_not_live() {
        assertThat(HolderMark.startOfLiving(stat("java", "Z", 4242, 0))).isEmpty();
        assertThat(HolderMark.startOfLiving(stat("java", "X", 4242, 1000))).isEmpty();
        assertThat(HolderMark.startOfLiving(stat("java", "R", 4242, 0))).isEmpty();
        assertThat(HolderMark.startOfLiving("1 (short) S 1 1")).isEmpty();
        assertThat(HolderMark.startOfLiving("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "hello", "1", "1 2 3", "x y", "99999999999999999999 1", "2147483646 17", "1 1"})
    void other_contents_and_marks_of_the_dead_are_no_hindrance(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("lock"), content);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            HolderMark.refuseOther(open);
            HolderMark.leave(open);
            HolderMark.refuseOther(open);
            HolderMark.wipe(open);
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void the_mark_of_a_living_process_is() throws Exception {
        assumeThat(Path.of("/proc/self/stat")).exists();
        try (ChildProcess other = ChildProcess.start(LeadingProcess.class, directory.toString())) {
            String stat = Files.readString(Path.of("/proc", Long.toString(other.pid()), "stat"));
            long start = HolderMark.startOfLiving(stat).orElseThrow();
            Path file = Files.writeString(directory.resolve("lock"), other.pid() + " " + start + "\n");
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                assertThatThrownBy(() -> HolderMark.refuseOther(open)).isInstanceOf(IOException.class)
                        .hasMessageContaining("process " + other.pid());
                other.kill();
                other.awaitEnd();
                HolderMark.refuseOther(open);
            }
        }
    }

    private static String stat(String command, String state, long start, long size) {
        return "17 (" + command + ") " + state + " 1 17 17 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 30 0 " + start + " " + size
                + " 100 18446744073709551615 1 1 0\n";
    }
}
