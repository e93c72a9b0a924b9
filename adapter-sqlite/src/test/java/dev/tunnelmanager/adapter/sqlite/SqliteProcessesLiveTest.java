package dev.tunnelmanager.adapter.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes in numbers. */
@Tag("live")
class SqliteProcessesLiveTest {

    @TempDir
    Path directory;

    @Test
    void twenty_processes_begin_at_once_on_a_new_state() throws Exception {
        ProcessesOnOneFile.count(directory.resolve("state").resolve("a.db"), 20, 5);
    }

    @Test
    void four_processes_contend_for_long() throws Exception {
        ProcessesOnOneFile.count(directory.resolve("a.db"), 4, 1000);
    }

    @RepeatedTest(10)
    void killed_processes_lose_nothing() throws Exception {
        ProcessesOnOneFile.kill(directory.resolve("a.db"), 3, 150);
    }
}
