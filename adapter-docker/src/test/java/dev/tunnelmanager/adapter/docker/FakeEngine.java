package dev.tunnelmanager.adapter.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * An engine over HTTP on a Unix or TCP socket, that answers what a test has put there: one text per path. Understands keep-alive,
 * streams events, and can be silent, go away, and come back at the same address.
 */
final class FakeEngine implements AutoCloseable {

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param body JSON
     */
    record Reply(int status, String body) {}

    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final List<SocketChannel> followers = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch silenceMet = new CountDownLatch(1);
    private final SocketAddress address;
    private volatile ServerSocketChannel server;
    private volatile Thread acceptor;

    private FakeEngine(SocketAddress wanted) throws IOException {
        server = open(wanted);
        address = server.getLocalAddress();
        acceptor = accept(server);
    }

    static FakeEngine onUnix(Path socket) throws IOException {
        return new FakeEngine(UnixDomainSocketAddress.of(socket));
    }

    static FakeEngine onTcp() throws IOException {
        return new FakeEngine(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    String host() {
        return address instanceof InetSocketAddress inet ? "tcp://127.0.0.1:" + inet.getPort() : "unix://" + address;
    }

    /** Answers {@code path}, without its query, with {@code body} from now on. */
    FakeEngine reply(String path, int status, String body) {
        replies.put(path, new Reply(status, body));
        return this;
    }

    FakeEngine reply(String path, String body) {
        return reply(path, 200, body);
    }

    void forget(String path) {
        replies.remove(path);
    }

    /** Accepts a request for {@code path} from now on and never answers it. */
    void beSilentOn(String path) {
        silent.add(path);
    }

    /** Answers every path again. */
    void speakAgain() {
        silent.clear();
    }

    /** Blocks until a request has met the silence. */
    CountDownLatch silenceMet() {
        return silenceMet;
    }

    /** Method and path with query of each request so far. */
    List<String> requests() {
        return requests;
    }

    int followers() {
        return followers.size();
    }

    int connections() {
        return connections.size();
    }

    /** Sends an event to whoever follows. */
    void event(String type, String action) {
        String json = "{\"Type\":\"" + type + "\",\"Action\":\"" + action + "\",\"status\":\"" + action
                + "\",\"Actor\":{\"ID\":\"x\",\"Attributes\":{}},\"scope\":\"local\",\"time\":1,\"timeNano\":1}\n";
        for (SocketChannel follower : followers) {
            write(follower, Integer.toHexString(json.length()) + "\r\n" + json + "\r\n");
        }
    }

    /** Stops listening and drops every connection; a Unix socket's file goes too if {@code tidy}. */
    void goAway(boolean tidy) {
        try {
            server.close();
            // Until its thread has left, the kernel may still let somebody in.
            acceptor.join();
            for (SocketChannel connection : connections) {
                connection.close();
            }
            connections.clear();
            followers.clear();
            if (tidy && address instanceof UnixDomainSocketAddress unix) {
                Files.deleteIfExists(unix.getPath());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void comeBack() {
        try {
            if (address instanceof UnixDomainSocketAddress unix) {
                Files.deleteIfExists(unix.getPath());
            }
            server = open(address);
            acceptor = accept(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        goAway(true);
    }

    private static ServerSocketChannel open(SocketAddress address) throws IOException {
        ServerSocketChannel channel = address instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        channel.bind(address);
        return channel;
    }

    private Thread accept(ServerSocketChannel listening) {
        return Thread.ofPlatform().daemon().start(() -> {
            while (listening.isOpen()) {
                try {
                    SocketChannel connection = listening.accept();
                    connections.add(connection);
                    Thread.ofPlatform().daemon().start(() -> serve(connection));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(SocketChannel connection) {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(Channels.newInputStream(connection), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                requests.add(words[0] + " " + words[1]);
                skipHeaders(in);
                answer(connection, words[1].split("\\?", 2)[0]);
            }
        } catch (IOException e) {
            // The other side has gone.
        } finally {
            connections.remove(connection);
            followers.remove(connection);
        }
    }

    private static void skipHeaders(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
    }

    private void answer(SocketChannel connection, String path) {
        if (silent.contains(path)) {
            silenceMet.countDown();
        } else if (path.equals("/events")) {
            write(connection,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            followers.add(connection);
        } else {
            Reply reply = replies.getOrDefault(path, new Reply(404, "{\"message\":\"No such thing: " + path + "\"}"));
            int length = reply.body().getBytes(StandardCharsets.UTF_8).length;
            write(connection,
                    "HTTP/1.1 " + reply.status() + " Text\r\nContent-Type: application/json\r\nContent-Length: "
                            + length + "\r\n\r\n" + reply.body());
        }
    }

    private static void write(SocketChannel connection, String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                connection.write(bytes);
            }
        } catch (IOException e) {
            // The other side has gone; it has not asked for more.
        }
    }
}
