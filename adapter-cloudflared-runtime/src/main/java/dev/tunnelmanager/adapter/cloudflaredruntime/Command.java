package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a short command and reads what it says. */
final class Command {

    private static final Logger LOG = LoggerFactory.getLogger(Command.class);

    private static final int TIMED_OUT = 124;

    /**
     * How a command has ended.
     *
     * @param exit its exit code
     * @param out its standard output
     * @param err its standard error
     */
    record Ended(int exit, String out, String err) {}

    /**
     * Runs {@code command} in the C locale; empty if the program is not there. One that does not end within {@code timeout} is
     * killed and counts as having ended with 124, as with timeout(1).
     */
    static Optional<Ended> run(List<String> command, Duration timeout) {
        Optional<Path> program = Executables.find(command.getFirst());
        if (program.isEmpty()) {
            return Optional.empty();
        }
        LOG.debug("Running {}", command);
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("SYSTEMD_COLORS", "0");
        builder.environment().put("SYSTEMD_PAGER", "");
        try {
            Process process = builder.start();
            CompletableFuture<String> out = read(process.getInputStream());
            CompletableFuture<String> err = read(process.getErrorStream());
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return Optional.of(new Ended(TIMED_OUT, "", "it did not end within " + timeout.toSeconds() + " s"));
            }
            return Optional.of(new Ended(process.exitValue(), out.join(), err.join()));
        } catch (IOException e) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                    "\"" + program.get() + "\" could not be run: " + e.getMessage() + ".", "Run it by hand.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                    "Waiting for \"" + String.join(" ", command) + "\" was interrupted.", "Ask again.", e);
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException | UncheckedIOException e) {
                text.complete("");
            }
        });
        return text;
    }

    private Command() {}
}
