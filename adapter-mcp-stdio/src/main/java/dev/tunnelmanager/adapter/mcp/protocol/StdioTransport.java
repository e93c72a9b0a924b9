package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonReader;
import dev.tunnelmanager.adapter.mcp.json.MalformedJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** One message per line of UTF-8. Blank lines are passed over; a line beyond the bound is passed over without being kept. */
public final class StdioTransport implements Transport {

    /** Bytes of the longest line that is read. */
    static final int MAX_LINE = 16 * 1024 * 1024;

    private static final int CHUNK = 8 * 1024;
    /** Bytes of line buffer that are kept for the next line. */
    private static final int KEPT = 64 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final int maxLine;
    private final byte[] chunk = new byte[CHUNK];
    private int position;
    private int limit;
    private byte[] line = new byte[CHUNK];
    private int length;
    private boolean overlong;
    /** A lock rather than a monitor, because virtual threads wait for it. */
    private final ReentrantLock writing = new ReentrantLock();
    private boolean broken;

    /** Makes a transport over these streams, which it does not close. */
    public StdioTransport(InputStream in, OutputStream out) {
        this(in, out, MAX_LINE);
    }

    StdioTransport(InputStream in, OutputStream out, int maxLine) {
        this.in = in;
        this.out = out;
        this.maxLine = maxLine;
    }

    @Override
    public Inbound receive() throws IOException {
        while (readLine()) {
            if (overlong) {
                return new Inbound.Unreadable(RpcError.INVALID_REQUEST,
                        "A message of more than " + maxLine + " bytes was passed over.");
            }
            int start = startOfText();
            if (start < length) {
                return parse(start);
            }
        }
        return new Inbound.End();
    }

    @Override
    public boolean send(JsonObject message) {
        byte[] bytes = message.toLine();
        writing.lock();
        try {
            if (broken) {
                return false;
            }
            out.write(bytes);
            out.flush();
            return true;
        } catch (IOException otherSideGone) {
            broken = true;
            return false;
        } finally {
            writing.unlock();
        }
    }

    private Inbound parse(int start) {
        try {
            return new Inbound.Message(JsonReader.read(line, start, length - start));
        } catch (MalformedJson malformed) {
            return new Inbound.Unreadable(RpcError.PARSE_ERROR, malformed.sentence());
        } finally {
            if (line.length > KEPT) {
                line = new byte[CHUNK];
            }
        }
    }

    /** Reads up to the next line feed or the end; returns false if there is nothing more. */
    private boolean readLine() throws IOException {
        length = 0;
        overlong = false;
        boolean any = false;
        while (true) {
            if (position == limit && !fill()) {
                return any;
            }
            any = true;
            int end = position;
            while (end < limit && chunk[end] != '\n') {
                end++;
            }
            keep(position, end);
            boolean complete = end < limit;
            position = complete ? end + 1 : end;
            if (complete) {
                return true;
            }
        }
    }

    private boolean fill() throws IOException {
        int read = in.read(chunk, 0, chunk.length);
        position = 0;
        limit = Math.max(read, 0);
        return read > 0;
    }

    private void keep(int from, int to) {
        int more = to - from;
        if (overlong || length + more > maxLine) {
            overlong = true;
            line = line.length > KEPT ? new byte[CHUNK] : line;
            length = 0;
            return;
        }
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.max(length + more, line.length * 2));
        }
        System.arraycopy(chunk, from, line, length, more);
        length += more;
    }

    /** Passes over white space, and over the byte order mark that some shells put before what they pipe. */
    private int startOfText() {
        int start = 0;
        if (length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF) {
            start = 3;
        }
        while (start < length && (line[start] == ' ' || line[start] == '\t' || line[start] == '\r')) {
            start++;
        }
        return start;
    }
}
