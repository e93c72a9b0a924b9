package dev.tunnelmanager.standins.connector;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The connections of one connector to the edge, or, without an edge, the pretence of them. */
final class EdgeLinks {

    private static final int RETRY_MILLIS = 100;

    private final String connectorId;
    private final Optional<String> edge;
    private final int dataPort;
    private final Faults faults;
    private final Map<Integer, Optional<Socket>> up = new ConcurrentHashMap<>();
    private final CountDownLatch drained = new CountDownLatch(1);
    private final AtomicInteger registrations = new AtomicInteger();
    private volatile boolean draining;

    EdgeLinks(String connectorId, Optional<String> edge, int dataPort, Faults faults) {
        this.connectorId = connectorId;
        this.edge = edge;
        this.dataPort = dataPort;
        this.faults = faults;
    }

    /** Opens the connections, one after the other, and keeps them open. */
    void open() {
        int count = faults.number("connections", 4);
        Thread.ofVirtual().start(() -> {
            for (int index = 0; index < count; index++) {
                int each = index;
                park(faults.number("connect-delay-ms", 20));
                Thread.ofVirtual().start(() -> keep(each));
            }
        });
    }

    int registrations() {
        return registrations.get();
    }

    int ready() {
        return draining ? 0 : up.size();
    }

    /** Takes no more requests and returns when those in flight are over, or when {@code graceMillis} are. */
    void drain(long graceMillis) throws InterruptedException {
        draining = true;
        boolean told = false;
        for (Optional<Socket> link : up.values()) {
            if (link.isPresent()) {
                try {
                    link.get().getOutputStream().write("DRAIN\n".getBytes(StandardCharsets.US_ASCII));
                    told = true;
                } catch (IOException lost) {
                    StandInLog.line("DBG", "drain: " + lost);
                }
            }
        }
        if (told && !drained.await(graceMillis, TimeUnit.MILLISECONDS)) {
            StandInLog.line("INF", "Requests were still in flight at the end of the grace period");
        }
    }

    private void keep(int index) {
        while (!draining) {
            if (faults.says("ready", "never")) {
                up.remove(index);
                park(RETRY_MILLIS);
            } else if (edge.isEmpty()) {
                if (up.put(index, Optional.empty()) == null) {
                    registered(index);
                }
                park(RETRY_MILLIS);
            } else {
                connect(index, edge.get());
            }
        }
    }

    private void connect(int index, String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            socket.setTcpNoDelay(true);
            String hello = "CONNECT " + connectorId + " " + dataPort + " " + index + "\n";
            socket.getOutputStream().write(hello.getBytes(StandardCharsets.US_ASCII));
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("REGISTERED")) {
                    up.put(index, Optional.of(socket));
                    registered(index);
                } else if (line.equals("DRAINED")) {
                    drained.countDown();
                }
            }
        } catch (IOException unreachable) {
            StandInLog.line("DBG", "edge: " + unreachable);
        }
        if (up.remove(index) != null && !draining) {
            StandInLog.line("INF", "Lost connection with the edge connIndex=" + index);
        }
        if (!draining) {
            int wait = faults.number("retry-ms", RETRY_MILLIS);
            StandInLog.line("INF", "Retrying connection in up to " + Math.max(1, wait / 1000) + "s connIndex=" + index);
            park(wait);
        }
    }

    private void registered(int index) {
        registrations.incrementAndGet();
        StandInLog.line("INF", "Registered tunnel connection connIndex=" + index + " location=xxx01 protocol=http2");
    }

    private static void park(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
