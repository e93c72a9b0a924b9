package dev.tunnelmanager.standins.connector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Takes the requests that the edge gives to a connector and has them answered by the first rule that matches. */
final class OriginProxy {

    private final ServerSocket server;
    private final Supplier<Served> served;
    private final Faults faults;
    private final long startedAt = System.currentTimeMillis();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    OriginProxy(Supplier<Served> served, Faults faults) throws IOException {
        this.served = served;
        this.faults = faults;
        this.server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    }

    int port() {
        return server.getLocalPort();
    }

    void start() {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException closed) {
                    StandInLog.line("DBG", "proxy: " + closed);
                }
            }
        });
    }

    private void serve(Socket edge) {
        inFlight.incrementAndGet();
        try (edge) {
            edge.setTcpNoDelay(true);
            Optional<HttpHead> head = HttpHead.read(edge.getInputStream());
            if (head.isPresent()) {
                requests.incrementAndGet();
                while (faults.isBlackHole(startedAt)) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
                answer(edge, head.get());
            }
        } catch (IOException over) {
            StandInLog.line("DBG", "proxy: " + over);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private void answer(Socket edge, HttpHead head) throws IOException {
        List<Rule> rules = served.get().rules();
        Optional<Rule> rule = rules.stream().filter(r -> r.matches(head.host(), head.path())).findFirst();
        String service = rule.map(Rule::service).orElse("http_status:503");
        if (service.startsWith("http_status:")) {
            int status = Integer.parseInt(service.substring("http_status:".length()));
            edge.getOutputStream().write(HttpHead.answer(status, ""));
        } else if (service.equals("hello_world")) {
            edge.getOutputStream().write(HttpHead.answer(200, "Congrats! You created a tunnel!"));
        } else if (service.startsWith("http://") || service.startsWith("ws://")) {
            proxy(edge, head, URI.create(service), rule.map(rules::indexOf).orElse(-1));
        } else {
            edge.getOutputStream().write(HttpHead.answer(502, "The stand-in does not speak to " + service));
        }
    }

    private void proxy(Socket edge, HttpHead head, URI service, int index) throws IOException {
        int port = service.getPort() < 0 ? 80 : service.getPort();
        String host = service.getHost().replaceAll("[\\[\\]]", "");
        long returned = 0;
        try (Socket origin = new Socket(host, port)) {
            origin.setTcpNoDelay(true);
            Relay relay = new Relay(edge, origin);
            try {
                relay.run(head.once());
            } finally {
                returned = relay.returned();
            }
        } catch (IOException unreachable) {
            errors.incrementAndGet();
            StandInLog.line("ERR",
                    " error=\"Unable to reach the origin service. The service may be down or it may not be"
                            + " responding to traffic from cloudflared: " + unreachable.getMessage()
                            + "\" event=1 ingressRule="
                            + index + " originService=" + service);
        }
        if (returned == 0) {
            edge.getOutputStream().write(HttpHead.answer(502, "Unable to reach the origin service."));
        }
    }

    long requests() {
        return requests.get();
    }

    long errors() {
        return errors.get();
    }

    int inFlight() {
        return inFlight.get();
    }
}
