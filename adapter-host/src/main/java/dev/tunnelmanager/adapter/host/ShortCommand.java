package dev.tunnelmanager.adapter.host;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a program of the system that is done within seconds. */
final class ShortCommand {

    private static final Logger LOG = LoggerFactory.getLogger(ShortCommand.class);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /**
     * How a program has ended.
     *
     * @param worked whether it says that it has done what it was told
     * @param out what it wrote to standard output
     * @param complaint the first line that it wrote to standard error, or how it has ended
     */
    record Ended(boolean worked, String out, String complaint) {}

    /** Runs it in the C locale; empty if there is no such program. */
    static Optional<Ended> run(List<String> command) {
        LOG.debug("Running {}", command);
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("SYSTEMD_COLORS", "0");
        builder.environment().put("SYSTEMD_PAGER", "");
        Process process;
        try {
            process = builder.start();
        } catch (IOException notThere) {
            LOG.debug("{} cannot be run: {}", command.getFirst(), notThere.getMessage());
            return Optional.empty();
        }
        try {
            CompletableFuture<String> out = read(process.getInputStream());
            CompletableFuture<String> err = read(process.getErrorStream());
            if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return Optional.of(new Ended(false, "", "it did not end within " + LONGEST.toSeconds() + " s"));
            }
            String complaint = err.join().lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst()
                    .orElse("exit code " + process.exitValue());
            return Optional.of(new Ended(process.exitValue() == 0, out.join(), complaint));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Optional.of(new Ended(false, "", "it was interrupted"));
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException over) {
                text.complete("");
            }
        });
        return text;
    }

    private ShortCommand() {}
}
