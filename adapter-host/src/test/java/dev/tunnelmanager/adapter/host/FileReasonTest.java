package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tunnelmanager.ports.driven.FileReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's own failures become, those that it can be brought to here and those that it cannot. */
class FileReasonTest {

    @TempDir
    private Path directory;

    private static String of(ThrowingCallable deed) {
        return FileReason.of(catchThrowableOfType(IOException.class, deed));
    }

    @Test
    void a_failure_that_says_nothing_but_a_path_is_put_into_words() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(of(() -> Files.readString(directory.resolve("none")))).isEqualTo("no such file or directory");
        assertThat(of(() -> Files.createDirectory(file))).isEqualTo("something else is at " + file);
        assertThat(of(() -> Files.list(file))).isEqualTo(file + " is not a directory");
        assertThat(of(() -> Files.delete(directory))).isEqualTo(directory + " is not empty");
        assertThat(FileReason.of(new AccessDeniedException("/etc/shadow"))).isEqualTo("permission denied");
    }

    @Test
    void what_the_system_says_is_said_without_the_path() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(of(() -> Files.createFile(file.resolve("below")))).isEqualTo("Not a directory");
        assertThat(FileReason.of(new FileSystemException("/f", null, "No space left\non device.")))
                .isEqualTo("No space left on device");
        assertThat(FileReason.of(new IOException(" Stream closed."))).isEqualTo("Stream closed");
        assertThat(FileReason.of(new IOException())).isEqualTo("no reason was given");
    }
}
