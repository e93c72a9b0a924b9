package dev.tunnelmanager.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs scripts in an environment that holds nothing but what a test says. */
final class Shell {

    /** Where the programs lie that a script may use. */
    static final String SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";

    private static final long LIMIT_SECONDS = 60;

    private final Path directory;

    /** Uses this directory for output and as working directory. */
    Shell(Path directory) {
        this.directory = directory;
    }

    /**
     * A command that has ended.
     *
     * @param exit its exit code
     * @param out what it printed on standard output
     * @param err what it printed on standard error
     */
    record Ended(int exit, String out, String err) {}

    /** A command that runs. */
    record Running(Process process, Path out, Path err) {

        Ended end() throws IOException, InterruptedException {
            try {
                assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("ends within a minute").isTrue();
                return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    Ended run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        return start(environment, command).end();
    }

    Running start(Map<String, String> environment, List<String> command) throws IOException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    /** Writes an executable script. */
    static Path script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
