package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.ports.driven.FileReason;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Runs another program to its end and takes what it prints; kills it, with all that it started, when it takes too long. */
final class ChildCommand {

    private static final int MAX_OUTPUT = 64 * 1024;

    /** What has become of a program. */
    sealed interface Ended {
        /** It has ended by itself. */
        record Exited(int code, String output, String errors) implements Ended {}

        /** It was killed, because it took too long. */
        record TimedOut() implements Ended {}

        /** It could not be started. */
        record NotStarted(String reason) implements Ended {}
    }

    private final Duration limit;
    private final Predicate<String> hiddenVariables;

    /**
     * Makes a runner.
     *
     * @param limit after which a program is killed
     * @param hiddenVariables the environment variables that it must not see
     */
    ChildCommand(Duration limit, Predicate<String> hiddenVariables) {
        this.limit = limit;
        this.hiddenVariables = hiddenVariables;
    }

    Ended run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().keySet().removeIf(hiddenVariables);
        builder.environment().put("LC_ALL", "C");
        Process process;
        try {
            process = builder.start();
        } catch (IOException notStarted) {
            return new Ended.NotStarted(FileReason.of(notStarted));
        }
        CompletableFuture<String> output = drain(process.getInputStream());
        CompletableFuture<String> errors = drain(process.getErrorStream());
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Ended.Exited(process.exitValue(), rest(output, deadline), rest(errors, deadline));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException stillHeld) {
            // It has ended, but something that it started keeps its output open.
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Ended.TimedOut();
    }

    private static String rest(CompletableFuture<String> stream, long deadline)
            throws InterruptedException, TimeoutException {
        try {
            return stream.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException closed) {
            return "";
        }
    }

    private static CompletableFuture<String> drain(InputStream stream) {
        CompletableFuture<String> all = new CompletableFuture<>();
        Thread.ofVirtual().name("child-output").start(() -> {
            try (stream) {
                byte[] kept = stream.readNBytes(MAX_OUTPUT);
                stream.transferTo(OutputStream.nullOutputStream());
                all.complete(new String(kept, StandardCharsets.UTF_8));
            } catch (IOException closed) {
                all.completeExceptionally(closed);
            }
        });
        return all;
    }
}
