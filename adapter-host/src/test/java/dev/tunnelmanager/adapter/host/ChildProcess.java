package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.contracts.Waits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/** A virtual machine of its own, spoken to by lines. Killed when closed. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    private ChildProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    static ChildProcess start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), main.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** Returns the next line that it says. */
    String hears() throws Exception {
        FutureTask<String> line = new FutureTask<>(output::readLine);
        Thread.ofPlatform().daemon().start(line);
        return String.valueOf(Waits.get(line));
    }

    void say(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as {@code kill -9} does, without waiting. */
    void kill() {
        process.destroyForcibly();
    }

    void awaitEnd() {
        Waits.until("the child has ended", () -> !process.isAlive());
    }

    @Override
    public void close() {
        kill();
        awaitEnd();
    }
}
