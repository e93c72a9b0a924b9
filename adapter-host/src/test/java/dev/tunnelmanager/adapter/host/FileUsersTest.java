package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileUsersTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void names_another_process_that_has_the_file_open_and_not_this_one() throws Exception {
        Path file = Files.writeString(directory.resolve("a.db"), "x");
        Files.writeString(directory.resolve("b.db"), "x");
        FileUsers users = new FileUsers();
        try (InputStream own = Files.newInputStream(file)) {
            assertThat(own.read()).isPositive();
            assertThat(users.of(directory, Set.of("a.db"))).isEmpty();
        }
        Process other = new ProcessBuilder("sh", "-c", "exec 3< a.db; echo open; read line")
                .directory(directory.toFile()).start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("open");
            assertThat(users.of(directory, Set.of("a.db"))).singleElement()
                    .satisfies(user -> assertThat(user.toString()).isEqualTo("process " + other.pid() + " (sh)"));
            assertThat(users.of(directory, Set.of("b.db"))).isEmpty();
            Path link = Files.createSymbolicLink(directory.resolveSibling(directory.getFileName() + "-link"),
                    directory);
            assertThat(users.of(link, Set.of("b.db", "a.db"))).hasSize(1);
            Files.delete(link);
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(users.of(directory, Set.of("a.db"))).isEmpty();
    }

    @Test
    void says_what_our_own_program_was_told_to_do() throws IOException {
        Path file = Files.writeString(directory.resolve("a.db"), "x");
        long pid = ProcessHandle.current().parent().orElseThrow().pid();
        Path process = directory.resolve("proc").resolve(Long.toString(pid));
        Files.createDirectories(process.resolve("fd"));
        Files.createSymbolicLink(process.resolve("fd").resolve("7"), file.toRealPath());
        Files.writeString(process.resolve("cmdline"),
                "/usr/bin/java\0-jar\0/opt/x/lib/tunnel-manager.jar\0mcp\0--project\0shop\0");
        assertThat(new FileUsers(directory.resolve("proc")).of(directory, Set.of("a.db"))).singleElement()
                .satisfies(user -> assertThat(user.words()).isEqualTo("tunnel-manager mcp --project shop"));
    }

    @Test
    void a_directory_that_is_missing_is_used_by_nobody() {
        assertThat(new FileUsers().of(directory.resolve("missing"), Set.of("a.db"))).isEmpty();
    }
}
