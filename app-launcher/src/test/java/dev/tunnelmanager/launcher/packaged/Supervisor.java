package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An MCP client written by hand, and the server process at the other end of its pipes. Calls may go on beside each other. */
final class Supervisor implements Closeable {

    static final String MODERN_REVISION = "2026-07-28";
    static final String LEGACY_REVISION = "2025-11-25";
    private static final long LIMIT_SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Process process;
    private final Era era;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final List<String> impurities = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> outputOver = new CompletableFuture<>();
    private final CompletableFuture<Boolean> errorsOver = new CompletableFuture<>();
    private int lastId;

    Supervisor(Process process, Era era) throws IOException {
        this.process = process;
        this.era = era;
        Thread.ofVirtual().start(this::readOutput);
        Thread.ofVirtual().start(this::readErrors);
        if (era == Era.LEGACY) {
            ObjectNode params = JSON.createObjectNode().put("protocolVersion", LEGACY_REVISION);
            params.putObject("capabilities");
            params.putObject("clientInfo").put("name", "by-hand").put("version", "1");
            assertThat(result(request("initialize", params)).path("protocolVersion").asText())
                    .isEqualTo(LEGACY_REVISION);
            say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        }
    }

    Process process() {
        return process;
    }

    /** Calls a tool and returns its result. */
    JsonNode call(String tool, Object... arguments) throws IOException {
        return result(begin(tool, arguments));
    }

    /** Calls a tool and returns what it answers as structure, which must stand in the text too or be explained by it. */
    JsonNode structured(String tool, Object... arguments) throws IOException {
        return call(tool, arguments).path("structuredContent");
    }

    /** Calls a tool without waiting for the answer. */
    CompletableFuture<JsonNode> begin(String tool, Object... arguments) throws IOException {
        ObjectNode params = JSON.createObjectNode().put("name", tool);
        ObjectNode given = params.putObject("arguments");
        for (int i = 0; i < arguments.length; i += 2) {
            given.set((String) arguments[i], JSON.valueToTree(arguments[i + 1]));
        }
        return request("tools/call", params);
    }

    /** Sends a request without waiting for the answer. */
    synchronized CompletableFuture<JsonNode> request(String method, ObjectNode params) throws IOException {
        int id = ++lastId;
        if (era == Era.MODERN) {
            ObjectNode meta = params.putObject("_meta");
            meta.put("io.modelcontextprotocol/protocolVersion", MODERN_REVISION);
            meta.putObject("io.modelcontextprotocol/clientCapabilities");
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
        message.set("params", params);
        say(message.toString());
        return answer;
    }

    /** Returns the result of a request, once it is there. */
    JsonNode result(CompletableFuture<JsonNode> answer) {
        JsonNode message = answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).handle((given, late) -> {
            if (late != null) {
                throw new AssertionError("No answer. Errors: " + errors(), late);
            }
            return given;
        }).join();
        assertThat(message.has("result")).as("a result: %s", message).isTrue();
        return message.path("result");
    }

    /** Writes a line, whatever it is. */
    synchronized void say(String line) throws IOException {
        OutputStream to = process.getOutputStream();
        to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    /** Says that there will be no more. */
    void hangUp() throws IOException {
        process.getOutputStream().close();
    }

    /** Returns every message received so far. */
    List<JsonNode> messages() {
        return messages;
    }

    /** Returns everything on standard error so far. */
    String errors() {
        return String.join("\n", errors);
    }

    /** Waits for the end of the process and of its output, and returns the exit code. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
        outputOver.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        errorsOver.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        return process.exitValue();
    }

    /** Asserts that standard output held messages only, and that nothing looks like a programming error. */
    void assertPure() {
        assertThat(impurities).as("lines on standard output that are no messages").isEmpty();
        assertThat(errors()).doesNotContain("\tat ", "Exception", Bench.TOKEN);
        assertThat(messages.toString()).doesNotContain("\\tat ", "Exception", Bench.TOKEN);
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException ended) {
            errors.add("[standard output: " + ended.getMessage() + "]");
        }
        waiting.values().forEach(each -> each.completeExceptionally(new IOException("The process has ended")));
        outputOver.complete(true);
    }

    private void take(String line) {
        JsonNode message;
        try {
            message = JSON.readTree(line);
        } catch (JsonProcessingException noMessage) {
            impurities.add(line);
            return;
        }
        if (!message.path("jsonrpc").asText().equals("2.0")) {
            impurities.add(line);
            return;
        }
        messages.add(message);
        CompletableFuture<JsonNode> asked = waiting.remove(message.path("id").asInt(-1));
        if (asked != null) {
            asked.complete(message);
        }
    }

    private void readErrors() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                errors.add(line);
            }
        } catch (IOException ended) {
            errors.add("[standard error: " + ended.getMessage() + "]");
        }
        errorsOver.complete(true);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            // Not by onExit(): of a process that is gone long since, that waits for whoever has its number now.
            process.waitFor();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
