package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.Waits;
import dev.tunnelmanager.ports.driven.Leadership.ProcessState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessLookTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"'7 (java) S 1 7', RUNNING", "'7 (java) R 1 7', RUNNING", "'7 (java) D 1', RUNNING",
            "'7 (java) I 1', RUNNING", "'7 (java) T 1', STOPPED", "'7 (java) t 1', STOPPED", "'7 (java) Z 1', GONE",
            "'7 (java) X 1', GONE", "'7 (a) T (b) S 1', RUNNING", "'7 (java)', UNKNOWN", "'', UNKNOWN"})
    void reads_the_state_behind_the_name_whatever_that_is(String stat, ProcessState expected) {
        assertThat(ProcessLook.ofStat(stat)).isEqualTo(expected);
    }

    @Test
    void sees_another_process_run_stop_go_on_and_end() throws Exception {
        try (ChildProcess child = ChildProcess.start(LeadingProcess.class, directory.toString())) {
            assertThat(child.hears()).isEqualTo("ready");
            Instant since = Instant.now();
            assertThat(ProcessLook.at(child.pid(), since)).isEqualTo(ProcessState.RUNNING);
            signal("STOP", child.pid());
            Waits.until("it is stopped", () -> ProcessLook.at(child.pid(), since) == ProcessState.STOPPED);
            signal("CONT", child.pid());
            Waits.until("it goes on", () -> ProcessLook.at(child.pid(), since) == ProcessState.RUNNING);
            child.kill();
            child.awaitEnd();
            Waits.until("it is gone", () -> ProcessLook.at(child.pid(), since) == ProcessState.GONE);
        }
    }

    @Test
    void a_process_that_was_started_later_is_another_one() throws Exception {
        try (ChildProcess child = ChildProcess.start(LeadingProcess.class, directory.toString())) {
            assertThat(child.hears()).isEqualTo("ready");
            assertThat(ProcessLook.at(child.pid(), Instant.now().minusSeconds(3600))).isEqualTo(ProcessState.GONE);
        }
    }

    private static void signal(String name, long process) throws Exception {
        assertThat(new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process))).start().waitFor()).isZero();
    }
}
