package dev.tunnelmanager.standins.connector;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stand-in for the provider's edge, on loopback: connectors register with it over a control connection each, and requests to its
 * HTTP port are given to them in turn. Strict: what a connector fails to answer is answered with 502, never tried again; without a
 * connector the answer is 530. A client's connection stays open from one request to the next, and may be upgraded to another
 * protocol; it then belongs to one connector and counts as a request in flight.
 *
 * <p>Control connection, one line each way: {@code CONNECT <connector id> <port that takes requests> <index>} is answered with
 * {@code REGISTERED}; {@code DRAIN} takes the connector out of the turn and is answered with {@code DRAINED} when the last request
 * that was given to it is over. A control connection that closes is a lost connection.
 */
public final class StandInEdge implements AutoCloseable {

    private final ServerSocket front;
    private volatile ServerSocket control;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Registered> connectors = new LinkedHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<EndedUpgrade> ended = new ArrayList<>();
    private long turn;
    private volatile boolean refusing;

    /**
     * A connection that was upgraded to another protocol, a WebSocket say, and has ended.
     *
     * @param connector the id of the connector that carried it
     * @param drainedFor for how long the connector had been draining by then; empty if it was not
     */
    public record EndedUpgrade(String connector, Optional<Duration> drainedFor) {}

    private static final class Registered {
        private final String id;
        private final int port;
        private final List<Socket> links = new ArrayList<>();
        private final List<OutputStream> awaitingDrained = new ArrayList<>();
        private Optional<Long> drainingSinceNanos = Optional.empty();
        private int inFlight;

        Registered(String id, int port) {
            this.id = id;
            this.port = port;
        }

        boolean takesRequests() {
            return drainingSinceNanos.isEmpty() && !links.isEmpty();
        }

        Optional<Duration> drainedFor() {
            return drainingSinceNanos.map(since -> Duration.ofNanos(System.nanoTime() - since));
        }
    }

    private StandInEdge(ServerSocket front, ServerSocket control) {
        this.front = front;
        this.control = control;
    }

    /** Starts an edge on two free ports of loopback. */
    public static StandInEdge start() throws IOException {
        StandInEdge edge = new StandInEdge(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()),
                new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(() -> edge.accept(edge.front, edge::serve));
        edge.takeConnectors(edge.control);
        return edge;
    }

    /** Returns the port that takes HTTP requests. */
    public int httpPort() {
        return front.getLocalPort();
    }

    /** Returns what a connector is given as {@code --edge}. */
    public String address() {
        return "127.0.0.1:" + control.getLocalPort();
    }

    /** Returns the ids of the connectors that take requests now. */
    public List<String> connectors() {
        lock.lock();
        try {
            return connectors.entrySet().stream().filter(e -> e.getValue().takesRequests()).map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the upgraded connections that have ended, in that order, whoever ended them. */
    public List<EndedUpgrade> endedUpgrades() {
        lock.lock();
        try {
            return List.copyOf(ended);
        } finally {
            lock.unlock();
        }
    }

    /** Begins an outage: every connection is cut and none is accepted; or ends it. */
    public void outage(boolean begins) {
        refusing = begins;
        lock.lock();
        try {
            if (begins) {
                connectors.values().forEach(registered -> List.copyOf(registered.links).forEach(Sockets::close));
            }
        } finally {
            lock.unlock();
        }
    }

    private void takeConnectors(ServerSocket listening) {
        Thread.ofVirtual().start(() -> accept(listening, this::link));
    }

    /** Closes the port for connectors and cuts every connection of one, as if there were no way to it. */
    public void unreachable() {
        Sockets.close(control);
        outage(true);
    }

    /** Opens the port for connectors again. */
    public void reachable() throws IOException {
        outage(false);
        control = new ServerSocket(control.getLocalPort(), 64, InetAddress.getLoopbackAddress());
        takeConnectors(control);
    }

    @Override
    public void close() {
        Sockets.close(front);
        Sockets.close(control);
        open.forEach(Sockets::close);
    }

    private interface Service {
        void serve(Socket socket) throws IOException;
    }

    private void accept(ServerSocket server, Service service) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        socket.setTcpNoDelay(true);
                        service.serve(socket);
                    } catch (IOException over) {
                        StandInLog.line("DBG", "edge: " + over);
                    } finally {
                        open.remove(socket);
                    }
                });
            } catch (IOException closed) {
                StandInLog.line("DBG", "edge: " + closed);
            }
        }
    }

    private void serve(Socket client) throws IOException {
        boolean another = true;
        while (another) {
            Optional<HttpHead> head = HttpHead.read(client.getInputStream());
            another = head.isPresent() && answer(client, head.get());
        }
    }

    /** Returns whether the client may ask again on the same connection. */
    private boolean answer(Socket client, HttpHead head) throws IOException {
        boolean upgrade = head.header("Upgrade").isPresent();
        Optional<EdgeExchange> exchange = upgrade ? Optional.empty() : Optional.of(EdgeExchange.of(client, head));
        Optional<Registered> chosen = choose();
        if (chosen.isEmpty()) {
            client.getOutputStream().write(HttpHead.answer(530, "error code: 1033"));
            return false;
        }
        try {
            if (exchange.isPresent()) {
                return exchange.get().throughConnector(chosen.get().port);
            }
            carry(client, head, chosen.get());
            return false;
        } finally {
            finished(chosen.get());
        }
    }

    /** Carries a connection that speaks another protocol from here on, until one of its ends closes it. */
    private void carry(Socket client, HttpHead head, Registered connector) throws IOException {
        long returned = 0;
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), connector.port)) {
            upstream.setTcpNoDelay(true);
            Relay relay = new Relay(client, upstream);
            try {
                relay.run(head);
            } finally {
                returned = relay.returned();
            }
        } catch (IOException failed) {
            StandInLog.line("DBG", "edge: " + failed);
        }
        if (returned == 0) {
            client.getOutputStream().write(HttpHead.answer(502, "the connector failed"));
        } else {
            lock.lock();
            try {
                ended.add(new EndedUpgrade(connector.id, connector.drainedFor()));
            } finally {
                lock.unlock();
            }
        }
    }

    private Optional<Registered> choose() {
        lock.lock();
        try {
            List<Registered> able = connectors.values().stream().filter(Registered::takesRequests).toList();
            if (able.isEmpty()) {
                return Optional.empty();
            }
            Registered chosen = able.get((int) (turn++ % able.size()));
            chosen.inFlight++;
            return Optional.of(chosen);
        } finally {
            lock.unlock();
        }
    }

    private void finished(Registered connector) throws IOException {
        lock.lock();
        try {
            connector.inFlight--;
            sayDrained(connector);
        } finally {
            lock.unlock();
        }
    }

    private static void sayDrained(Registered connector) throws IOException {
        if (connector.inFlight == 0) {
            for (OutputStream out : connector.awaitingDrained) {
                out.write("DRAINED\n".getBytes(StandardCharsets.US_ASCII));
            }
            connector.awaitingDrained.clear();
        }
    }

    private void link(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String[] hello = String.valueOf(in.readLine()).split(" ", -1);
        if (refusing || hello.length != 4 || !hello[0].equals("CONNECT")) {
            return;
        }
        Registered connector = register(hello[1], Integer.parseInt(hello[2]), socket);
        try {
            socket.getOutputStream().write("REGISTERED\n".getBytes(StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("DRAIN")) {
                    drain(connector, socket.getOutputStream());
                }
            }
        } finally {
            lost(hello[1], connector, socket);
        }
    }

    private Registered register(String id, int port, Socket socket) {
        lock.lock();
        try {
            Registered connector = connectors.computeIfAbsent(id, unused -> new Registered(id, port));
            connector.links.add(socket);
            return connector;
        } finally {
            lock.unlock();
        }
    }

    private void drain(Registered connector, OutputStream out) throws IOException {
        lock.lock();
        try {
            if (connector.drainingSinceNanos.isEmpty()) {
                connector.drainingSinceNanos = Optional.of(System.nanoTime());
            }
            connector.awaitingDrained.add(out);
            sayDrained(connector);
        } finally {
            lock.unlock();
        }
    }

    private void lost(String id, Registered connector, Socket socket) {
        lock.lock();
        try {
            connector.links.remove(socket);
            if (connector.links.isEmpty()) {
                connectors.remove(id, connector);
            }
        } finally {
            lock.unlock();
        }
    }
}
