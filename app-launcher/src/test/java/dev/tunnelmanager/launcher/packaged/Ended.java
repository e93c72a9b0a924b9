package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command that has ended.
 *
 * @param exit its exit code
 * @param out what it printed on standard output
 * @param err what it printed on standard error
 */
record Ended(int exit, String out, String err) {

    private static final long LIMIT_SECONDS = 120;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Waits for the end of a process to which nothing is said. */
    static Ended of(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Still running after " + LIMIT_SECONDS + " s: " + out.join() + err.join());
        }
        return new Ended(process.exitValue(), out.join(), err.join());
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Asserts that it ended so, and explained itself as a program does that expected this. */
    Ended endsWith(int code) {
        assertThat(exit).as("exit code; output: %s; errors: %s", out, err).isEqualTo(code);
        return calm();
    }

    /** Asserts that nothing looks like a programming error. */
    Ended calm() {
        assertThat(out + err).doesNotContain("\tat ", "Exception", "internal:", Bench.TOKEN);
        return this;
    }

    /** Returns the one JSON object that standard output holds. */
    JsonNode json() {
        try {
            JsonNode node = JSON.readTree(out);
            assertThat(node.isObject()).as("one JSON object: %s; errors: %s", out, err).isTrue();
            return node;
        } catch (JsonProcessingException broken) {
            throw new AssertionError("Not one JSON object: " + out + "; errors: " + err, broken);
        }
    }
}
