package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.ports.driven.StateReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A process of its own that makes small changes, and says each number on standard output once the change has returned. Its
 * arguments are the file and how many changes to make. The first line is the instance id.
 */
final class WritingProcess implements AutoCloseable {

    static final String ACTION = "count";

    private final Process process;
    private final BufferedReader answers;

    private WritingProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (SqliteStateStore store = SqliteStateStore.open(Path.of(arguments[0]), InstantSource.system(),
                RandomGenerator.getDefault())) {
            out.println(store.read(StateReader::instanceId));
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                out.println(count(store, ""));
            }
        }
    }

    static WritingProcess start(Path file, int changes) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new WritingProcess(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-Dslf4j.internal.verbosity=ERROR", "-cp",
                classPath,
                WritingProcess.class.getName(), file.toString(), String.valueOf(changes))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** Returns the next {@code count} lines. */
    List<String> next(int count) {
        return answers.lines().limit(count).toList();
    }

    /** Returns all lines that were still written, and waits for the end. */
    List<String> rest() throws InterruptedException {
        List<String> lines = answers.lines().toList();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("The process did not end");
        }
        return lines;
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Ends it as {@code kill -9} does. By its handle, because the process itself would drop what it has written. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }

    /**
     * Counts on by one.
     *
     * @param remark goes along, so that the change takes room
     * @return the number that was counted
     */
    static int count(SqliteStateStore store, String remark) {
        return store.change(state -> {
            int number = state.auditCount(ACTION);
            ProjectName meta = ProjectName.META;
            state.append(
                    new AuditEntry(Instant.EPOCH, meta, meta, ACTION, String.valueOf(number), Optional.empty(), true,
                            Optional.empty(), Optional.of(remark).filter(words -> !words.isEmpty()), Optional.empty()));
            state.setLeader(String.valueOf(number + 1));
            return number;
        });
    }
}
