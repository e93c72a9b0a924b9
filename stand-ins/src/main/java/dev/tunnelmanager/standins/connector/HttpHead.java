package dev.tunnelmanager.standins.connector;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The first line and the headers of an HTTP/1.1 message.
 *
 * @param first the first line
 * @param headers the header lines
 */
record HttpHead(String first, List<String> headers) {

    private static final int MAX_BYTES = 64 * 1024;

    HttpHead {
        headers = List.copyOf(headers);
    }

    /** Reads up to the empty line and not one byte further; empty if the peer closes before the first byte. */
    static Optional<HttpHead> read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                if (head.size() == 0) {
                    return Optional.empty();
                }
                throw new EOFException("The head ended early");
            }
            head.write(b);
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : (b == '\r' ? 1 : 0);
            if (head.size() > MAX_BYTES) {
                throw new IOException("The head is too long");
            }
        }
        List<String> lines = head.toString(StandardCharsets.ISO_8859_1).lines().filter(line -> !line.isEmpty())
                .toList();
        return lines.isEmpty() ? Optional.empty()
                : Optional.of(new HttpHead(lines.getFirst(), lines.subList(1, lines.size())));
    }

    Optional<String> header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip()).findFirst();
    }

    /** Returns the host asked for, without a port. */
    String host() {
        return header("Host").orElse("").replaceFirst(":[0-9]+$", "");
    }

    /** Returns the path asked for, without a query. */
    String path() {
        String[] parts = first.split(" ", -1);
        return parts.length < 2 ? "/" : parts[1].replaceFirst("[?#].*$", "");
    }

    /** Returns this head for a connection that carries one request only, unless it asks for another protocol. */
    HttpHead once() {
        if (header("Upgrade").isPresent()) {
            return this;
        }
        return with("Connection: close");
    }

    /** Returns this head with one header line in the place of those of the same name. */
    HttpHead with(String line) {
        String name = line.substring(0, line.indexOf(':') + 1).toLowerCase(Locale.ROOT);
        return new HttpHead(first, Stream.concat(
                headers.stream().filter(each -> !each.toLowerCase(Locale.ROOT).startsWith(name)), Stream.of(line))
                .toList());
    }

    byte[] bytes() {
        return (first + "\r\n" + String.join("", headers.stream().map(line -> line + "\r\n").toList()) + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns a whole answer with a short text. */
    static byte[] answer(int status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " Stand-in\r\nContent-Type: text/plain\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        return (head + text).getBytes(StandardCharsets.UTF_8);
    }
}
