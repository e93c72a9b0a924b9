package dev.tunnelmanager.adapter.host;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The moment by which a probe has to be over, and the sockets that are closed when it is given up. Thread safe. */
final class Deadline {

    private final long at;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean abandoned;

    private Deadline(long at) {
        this.at = at;
    }

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + TimeUnit.NANOSECONDS.convert(duration));
    }

    long leftNanos() {
        return Math.max(0, at - System.nanoTime());
    }

    /**
     * Returns a share of what is left, in whole milliseconds, at least one.
     *
     * @throws SocketTimeoutException if nothing is left
     */
    int leftMillis(int shares) throws SocketTimeoutException {
        long left = leftNanos();
        if (left == 0 || abandoned) {
            throw new SocketTimeoutException("no time is left");
        }
        return (int) Math.clamp(TimeUnit.NANOSECONDS.toMillis(left) / shares, 1L, Integer.MAX_VALUE);
    }

    /** Has {@code socket} closed when the probe is given up. */
    void covers(Socket socket) throws IOException {
        sockets.add(socket);
        if (abandoned) {
            socket.close();
        }
    }

    /** Closes the sockets, which ends whatever waits on them. */
    void abandon() {
        abandoned = true;
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException useless) {
                // It was to go away, and nobody reads from it any more.
            }
        }
    }
}
