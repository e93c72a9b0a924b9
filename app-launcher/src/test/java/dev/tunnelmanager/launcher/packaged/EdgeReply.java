package dev.tunnelmanager.launcher.packaged;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * What the public sees.
 *
 * @param status of the answer
 * @param body of the answer
 */
record EdgeReply(int status, String body) {

    /** What the provider's edge says of a name that leads nowhere. */
    static final EdgeReply NOT_PUBLIC = new EdgeReply(530, "");

    private static final int TIMEOUT_MILLIS = 10_000;

    /** Asks for {@code /hello} of a hostname. By hand, because the JDK's client sets the Host header by itself. */
    static EdgeReply of(int port, String hostname) throws IOException {
        return of(port, hostname, TIMEOUT_MILLIS);
    }

    /** Does the same, and fails if nothing comes for {@code millis}. */
    static EdgeReply of(int port, String hostname, int millis) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(millis);
            socket.getOutputStream()
                    .write(("GET /hello HTTP/1.1\r\nHost: " + hostname + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] parts = answer.split("\r\n\r\n", 2);
            if (parts.length != 2) {
                throw new IOException("Not an answer: " + answer);
            }
            return new EdgeReply(Integer.parseInt(parts[0].split(" ", 3)[1]), parts[1]);
        }
    }
}
