package dev.tunnelmanager.standins.connector;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One request of a client, given to one connector, and its answer. The edge keeps the client's connection open from one request to
 * the next, whichever connector each of them goes to; so it takes answers apart as far as it must to know where they end.
 */
final class EdgeExchange {

    private static final int MAX_BODY = 16 * 1024 * 1024;

    private final Socket client;
    private final HttpHead request;
    private final byte[] body;

    private EdgeExchange(Socket client, HttpHead request, byte[] body) {
        this.client = client;
        this.request = request;
        this.body = body;
    }

    /** Reads the rest of a request. */
    static EdgeExchange of(Socket client, HttpHead request) throws IOException {
        if (request.header("Transfer-Encoding").isPresent()) {
            throw new IOException("The stand-in takes requests of known length only");
        }
        int length = request.header("Content-Length").map(Integer::parseInt).orElse(0);
        if (length > MAX_BODY) {
            throw new IOException("A request of " + length + " bytes");
        }
        byte[] body = client.getInputStream().readNBytes(length);
        if (body.length < length) {
            throw new EOFException("The request ended early");
        }
        return new EdgeExchange(client, request, body);
    }

    /** Returns whether the client wants its connection to be closed afterwards. */
    private boolean isLast() {
        return request.header("Connection").map(value -> value.toLowerCase(Locale.ROOT)).filter("close"::equals)
                .isPresent() || !request.first().endsWith("HTTP/1.1");
    }

    /**
     * Has the connector that listens on {@code port} answer. What it fails to answer is answered with 502; an answer that breaks off
     * breaks off for the client too.
     *
     * @return whether the client's connection can carry another request
     */
    boolean throughConnector(int port) throws IOException {
        try (Socket connector = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connector.setTcpNoDelay(true);
            connector.getOutputStream().write(request.once().bytes());
            connector.getOutputStream().write(body);
            Optional<HttpHead> answer = HttpHead.read(connector.getInputStream());
            if (answer.isPresent()) {
                return pass(answer.get(), connector.getInputStream());
            }
        } catch (BrokenOff brokenOff) {
            throw brokenOff;
        } catch (IOException failed) {
            StandInLog.line("DBG", "edge: " + failed);
        }
        client.getOutputStream().write(HttpHead.answer(502, "the connector failed"));
        return false;
    }

    /** The client has a part of the answer already, so that nothing else can be said to it. */
    private static final class BrokenOff extends IOException {

        private static final long serialVersionUID = 1;

        BrokenOff(IOException cause) {
            super("The answer broke off", cause);
        }
    }

    private boolean pass(HttpHead answer, InputStream from) throws BrokenOff {
        boolean chunked = answer.header("Transfer-Encoding").isPresent();
        Optional<Long> length = answer.header("Content-Length").map(Long::parseLong);
        boolean bare = request.first().startsWith("HEAD ") || answer.first().contains(" 204 ")
                || answer.first().contains(" 304 ");
        boolean another = !isLast() && (bare || chunked || length.isPresent());
        try {
            OutputStream to = client.getOutputStream();
            to.write(answer.with("Connection: " + (another ? "keep-alive" : "close")).bytes());
            if (bare) {
                return another;
            }
            if (chunked) {
                passChunks(from, to);
            } else if (length.isPresent()) {
                pass(from, to, length.get());
            } else {
                from.transferTo(to);
            }
            return another;
        } catch (IOException e) {
            throw new BrokenOff(e);
        }
    }

    private static void pass(InputStream from, OutputStream to, long length) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (long left = length; left > 0;) {
            int n = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException(left + " bytes of the answer are missing");
            }
            to.write(buffer, 0, n);
            left -= n;
        }
    }

    /** Passes chunks as they come, up to the empty one and the line after it; trailers are not expected. */
    private static void passChunks(InputStream from, OutputStream to) throws IOException {
        for (long size = -1; size != 0;) {
            String line = line(from);
            size = Long.parseLong(line.split(";", 2)[0].strip(), 16);
            to.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            pass(from, to, size + 2);
        }
    }

    private static String line(InputStream from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = from.read(); b != '\n'; b = from.read()) {
            if (b < 0) {
                throw new EOFException("A chunk is missing");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }
}
