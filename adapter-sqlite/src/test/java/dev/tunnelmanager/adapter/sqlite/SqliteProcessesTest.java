package dev.tunnelmanager.adapter.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, few enough for every build. */
class SqliteProcessesTest {

    @TempDir
    Path directory;

    @Test
    void changes_of_four_processes_that_begin_at_once_on_a_new_state_are_all_made_once() throws Exception {
        ProcessesOnOneFile.count(directory.resolve("state").resolve("a.db"), 4, 50);
    }

    @Test
    void a_killed_process_leaves_every_change_that_it_was_told_is_made() throws Exception {
        ProcessesOnOneFile.kill(directory.resolve("a.db"), 2, 40);
    }
}
