package dev.tunnelmanager.standins.connector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A service behind a connector, on loopback, that tells what it was asked: {@code GET /x} is answered with {@code echo /x}, below
 * {@code /slow} after a while, and texts that come over a WebSocket come back over it.
 */
public final class EchoService implements AutoCloseable {

    private final ServerSocket server;
    private final Duration slowness;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private EchoService(ServerSocket server, Duration slowness) {
        this.server = server;
        this.slowness = slowness;
    }

    /** Starts one on a free port, whose slow answers take {@code slowness}. */
    public static EchoService start(Duration slowness) throws IOException {
        EchoService service = new EchoService(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()), slowness);
        Thread.ofVirtual().start(service::accept);
        return service;
    }

    /** Returns its port. */
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        Sockets.close(server);
        open.forEach(Sockets::close);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                StandInLog.line("DBG", "service: " + closed);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            Optional<HttpHead> head = HttpHead.read(socket.getInputStream());
            if (head.isPresent() && head.get().header("Sec-WebSocket-Key").isPresent()) {
                echo(socket, head.get().header("Sec-WebSocket-Key").get());
            } else if (head.isPresent()) {
                if (head.get().path().startsWith("/slow")) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(slowness.toMillis()));
                }
                socket.getOutputStream().write(HttpHead.answer(200, "echo " + head.get().path()));
            }
        } catch (IOException over) {
            StandInLog.line("DBG", "service: " + over);
        } finally {
            open.remove(socket);
        }
    }

    private static void echo(Socket socket, String key) throws IOException {
        socket.getOutputStream()
                .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + WebSocketFrame.accept(key) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Optional<WebSocketFrame> frame = WebSocketFrame.read(socket.getInputStream());
        while (frame.isPresent()) {
            frame.get().write(socket.getOutputStream(), false);
            if (frame.get().opcode() == WebSocketFrame.CLOSE) {
                return;
            }
            frame = WebSocketFrame.read(socket.getInputStream());
        }
    }
}
