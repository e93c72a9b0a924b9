package dev.tunnelmanager.adapter.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** Answers each connection by a piece of code, on loopback. */
final class LittleServer implements AutoCloseable {

    private final ServerSocket listening;
    private final Answer answer;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    /** What it does with a connection. */
    interface Answer {
        void give(Socket socket) throws IOException;
    }

    private LittleServer(ServerSocket listening, Answer answer) {
        this.listening = listening;
        this.answer = answer;
    }

    static LittleServer start(Answer answer) throws IOException {
        return start(ServerSocketFactory.getDefault(), answer);
    }

    static LittleServer start(ServerSocketFactory sockets, Answer answer) throws IOException {
        return on(InetAddress.getByAddress(new byte[]{127, 0, 0, 1}), sockets, answer);
    }

    static LittleServer on(InetAddress address, ServerSocketFactory sockets, Answer answer) throws IOException {
        LittleServer server = new LittleServer(sockets.createServerSocket(0, 50, address), answer);
        Thread.ofVirtual().start(server::run);
        return server;
    }

    InetSocketAddress address() {
        return InetSocketAddress.createUnresolved("127.0.0.1", port());
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Reads a request up to the empty line that ends its fields; reads on for ever if there is none. */
    static String request(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        while (!request.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                break;
            }
            request.write(octet);
        }
        return request.toString(StandardCharsets.ISO_8859_1);
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private void run() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                accepted.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (SocketException closed) {
                return;
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            answer.give(socket);
        } catch (IOException clientGone) {
            // The probes under test hang up when they know enough.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
