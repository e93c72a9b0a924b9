package dev.tunnelmanager.launcher.packaged;

import dev.tunnelmanager.standins.connector.WebSocketFrame;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One connection of the public to the edge, by hand: it repeats nothing, and hides nothing that breaks. */
final class PublicConnection implements Closeable {

    private static final int TIMEOUT_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream in;

    PublicConnection(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    private record Head(int status, Map<String, String> headers) {

        boolean says(String name, String value) {
            return value.equalsIgnoreCase(headers.getOrDefault(name, ""));
        }
    }

    /**
     * Asks, and keeps the connection for another question or asks for its end.
     *
     * @throws IOException if the answer does not come, is cut short, or the connection does not stay as it was asked for
     */
    EdgeReply ask(String hostname, String path, boolean keep) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: " + hostname + "\r\n" + (keep ? "" : "Connection: close\r\n")
                + "\r\n");
        Head head = head();
        int length = Integer.parseInt(head.headers().getOrDefault("content-length", "-1"));
        byte[] body = length < 0 ? in.readAllBytes() : in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("The answer ended after " + body.length + " of " + length + " bytes");
        }
        if (head.status() == 200 && keep != head.says("connection", "keep-alive")) {
            throw new IOException("The connection is " + head.headers().get("connection"));
        }
        return new EdgeReply(head.status(), new String(body, StandardCharsets.UTF_8));
    }

    /** Makes this a WebSocket. */
    void upgrade(String hostname, String path) throws IOException {
        String key = "dGhlIHNhbXBsZSBub25jZQ==";
        send("GET " + path + " HTTP/1.1\r\nHost: " + hostname + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n\r\n");
        Head head = head();
        if (head.status() != 101 || !head.says("sec-websocket-accept", WebSocketFrame.accept(key))) {
            throw new IOException("No WebSocket: " + head);
        }
    }

    /** Sends a text over the WebSocket and returns what comes back; empty if the other side has closed it. */
    Optional<String> echo(String text) throws IOException {
        new WebSocketFrame(WebSocketFrame.TEXT, text).write(socket.getOutputStream(), true);
        return WebSocketFrame.read(in).map(WebSocketFrame::text);
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private Head head() throws IOException {
        String first = line();
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return new Head(Integer.parseInt(first.split(" ", 3)[1]), headers);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("The connection was closed before the answer");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
