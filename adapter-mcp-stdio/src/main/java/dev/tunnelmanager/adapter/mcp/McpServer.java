package dev.tunnelmanager.adapter.mcp;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.Dispatcher;
import dev.tunnelmanager.adapter.mcp.protocol.News;
import dev.tunnelmanager.adapter.mcp.protocol.Outlet;
import dev.tunnelmanager.adapter.mcp.protocol.StdioTransport;
import dev.tunnelmanager.adapter.mcp.protocol.ToolRegistry;
import dev.tunnelmanager.adapter.mcp.protocol.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** Serves tools over a pair of streams until the client is gone. */
public final class McpServer {

    /** The client has ended the conversation, and was answered what could be. */
    public static final int ENDED = 0;
    /** The client stopped taking messages before it ended the conversation, or its messages could not be read any more. */
    public static final int LOST = 3;

    /** How long calls that run when the input ends may take to be answered. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /**
     * Serves until the input ends; calls that run then have five seconds to be answered. Ends at once when the output is
     * closed. The caller should end the process then: a thread may be left that waits for input.
     *
     * @param in messages, a line each
     * @param out used for messages only, and by nobody else
     * @param tools what is served
     * @param news what is told without being asked; empty if nothing is
     * @param version of the server, as clients are told it
     * @return {@link #ENDED} or {@link #LOST}
     */
    public static int serve(InputStream in, OutputStream out, ToolRegistry tools, Optional<News> news,
            String version) {
        return serve(new StdioTransport(in, out), tools, news, version, DRAIN);
    }

    /** Serves like {@link #serve(InputStream, OutputStream, ToolRegistry, Optional, String)}, over any transport. */
    static int serve(Transport transport, ToolRegistry tools, Optional<News> news, String version, Duration drain) {
        Connection connection = new Connection(transport, tools, news, version, drain);
        // Reading cannot be interrupted, so it is done by a thread that need not end.
        Thread reader = new Thread(connection, "mcp-input");
        reader.setDaemon(true);
        reader.start();
        return connection.awaitEnd();
    }

    private McpServer() {}

    /** One conversation. A named class rather than lambdas, which would cost start-up time. */
    private static final class Connection implements Runnable, Outlet {

        private final Transport transport;
        private final Dispatcher dispatcher;
        private final Duration drain;
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile int outcome = LOST;

        Connection(Transport transport, ToolRegistry tools, Optional<News> news, String version, Duration drain) {
            this.transport = transport;
            this.drain = drain;
            this.dispatcher = new Dispatcher(tools, news, version, this);
        }

        int awaitEnd() {
            try {
                over.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return outcome;
        }

        @Override
        public void send(JsonObject message) {
            if (!transport.send(message)) {
                over.countDown();
            }
        }

        @Override
        public void run() {
            try {
                while (takeNext()) {
                    // Each message is done with when it has been taken.
                }
                outcome = ENDED;
                dispatcher.awaitAnswers(drain);
            } catch (IOException unreadable) {
                LoggerFactory.getLogger(McpServer.class)
                        .warn("The input cannot be read any more ({}); start the server again", unreadable.toString());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                over.countDown();
            }
        }

        private boolean takeNext() throws IOException {
            Transport.Inbound inbound = transport.receive();
            if (inbound instanceof Transport.Inbound.Message message) {
                dispatcher.accept(message.value());
                return true;
            }
            if (inbound instanceof Transport.Inbound.Unreadable unreadable) {
                dispatcher.unreadable(unreadable);
                return true;
            }
            return false;
        }
    }
}
