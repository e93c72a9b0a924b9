package dev.tunnelmanager.adapter.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tunnelmanager.adapter.mcp.protocol.News;
import dev.tunnelmanager.adapter.mcp.protocol.StdioTransport;
import dev.tunnelmanager.adapter.mcp.protocol.ToolRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server with a client at the other end of two pipes in memory. Every line that comes out must be JSON. */
final class Wire implements AutoCloseable {

    static final String MODERN_META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final byte[] END = new byte[0];

    private final LinkedBlockingQueue<byte[]> toServer = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> fromServer = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> outcome = new CompletableFuture<>();
    private volatile boolean outputClosed;

    Wire(ToolRegistry tools) {
        this(tools, Duration.ofSeconds(5));
    }

    Wire(ToolRegistry tools, Duration drain) {
        this(tools, Optional.empty(), drain);
    }

    Wire(ToolRegistry tools, News news) {
        this(tools, Optional.of(news), Duration.ofSeconds(5));
    }

    private Wire(ToolRegistry tools, Optional<News> news, Duration drain) {
        Thread server = new Thread(() -> outcome
                .complete(McpServer.serve(new StdioTransport(new Input(), new Output()), tools, news, "1.2.3",
                        drain)));
        server.setDaemon(true);
        server.start();
    }

    Wire send(String line) {
        return sendBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Wire sendBytes(byte[] bytes) {
        if (bytes.length > 0) {
            toServer.add(bytes);
        }
        return this;
    }

    /** Greets in the way of the revision. */
    Wire greet(String revision) {
        send(request(0, "initialize", "\"protocolVersion\":\"" + revision
                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}"));
        assertThat(receive().at("/result/serverInfo/name").asText()).isEqualTo("tunnel-manager");
        return send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    JsonNode ask(String line) {
        return send(line).receive();
    }

    JsonNode receive() {
        try {
            String line = fromServer.poll(20, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("Nothing was received in 20 seconds");
            }
            return JACKSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            throw new UncheckedIOException(notJson);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** Ends the input. */
    Wire end() {
        toServer.add(END);
        return this;
    }

    /** Has the server's next write fail. */
    void closeOutput() {
        outputClosed = true;
    }

    int awaitOutcome() {
        return outcome.orTimeout(20, TimeUnit.SECONDS).join();
    }

    boolean isOver() {
        return outcome.isDone();
    }

    /** Ends the input, waits for the server to end, and returns what was not received yet. */
    List<JsonNode> rest() {
        end().awaitOutcome();
        List<String> lines = new ArrayList<>();
        fromServer.drainTo(lines);
        List<JsonNode> messages = new ArrayList<>();
        for (String line : lines) {
            try {
                messages.add(JACKSON.readTree(line));
            } catch (JsonProcessingException notJson) {
                throw new UncheckedIOException(notJson);
            }
        }
        return messages;
    }

    @Override
    public void close() {
        end();
    }

    static String request(Object id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    static String modern(Object id, String method, String params) {
        return request(id, method, MODERN_META + (params.isEmpty() ? "" : "," + params));
    }

    private final class Input extends InputStream {
        private byte[] current = END;
        private int position;

        @Override
        public int read() {
            throw new UnsupportedOperationException("Read in pieces");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                if (position == current.length) {
                    current = toServer.take();
                    position = 0;
                    if (current.length == 0) {
                        toServer.add(END);
                        return -1;
                    }
                }
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            int count = Math.min(length, current.length - position);
            System.arraycopy(current, position, into, offset, count);
            position += count;
            return count;
        }
    }

    private final class Output extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public void write(int b) throws IOException {
            if (outputClosed) {
                throw new IOException("Broken pipe");
            }
            if (b == '\n') {
                fromServer.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }
    }
}
