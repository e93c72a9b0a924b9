package dev.tunnelmanager.adapter.host;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of HTTP/1.1 (RFC 9112) as it takes to ask for a page and learn the status. */
final class HttpStatusLine {

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");
    private static final int SWITCHING_PROTOCOLS = 101;
    /** In octets, of a line; far above what servers send. */
    private static final int LONGEST_LINE = 16 * 1024;
    /** Lines before the final status; a server that sends more sends for ever. */
    private static final int MOST_LINES = 1000;

    /** Sends {@code GET /} for {@code hostname} and returns the final status of the answer. */
    static int ask(Socket socket, String hostname) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: " + hostname
                + "\r\nUser-Agent: tunnel-manager-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return read(new BufferedInputStream(socket.getInputStream()));
    }

    static int read(InputStream answer) throws IOException {
        int lines = 0;
        while (lines++ < MOST_LINES) {
            String line = line(answer);
            Matcher form = STATUS_LINE.matcher(line);
            if (!form.matches()) {
                throw new ProtocolException("what came back is not HTTP/1.1");
            }
            int status = Integer.parseInt(form.group(1));
            if (status >= 200 || status == SWITCHING_PROTOCOLS) {
                return status;
            }
            // An interim answer, such as 103 Early Hints: its fields, an empty line, and then the next status.
            while (!line.isEmpty() && lines++ < MOST_LINES) {
                line = line(answer);
            }
        }
        throw new ProtocolException("interim answers came without an end");
    }

    private static String line(InputStream answer) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = answer.read(); octet != '\n'; octet = answer.read()) {
            if (octet < 0) {
                throw new EOFException("the connection was closed before an answer was complete");
            }
            if (line.length() == LONGEST_LINE) {
                throw new ProtocolException("what came back is not HTTP/1.1");
            }
            line.append((char) octet);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    private HttpStatusLine() {}
}
