package dev.tunnelmanager.launcher.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.Connector;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * The provider's edge and the connector behind it, in one small HTTP server: it answers for hostnames that the simulated directory
 * leads to the tunnel, by the rules that the connector serves.
 */
final class Edge implements AutoCloseable {

    /** What Cloudflare's edge says when it knows the name and no connector serves it. */
    private static final int NO_TUNNEL = 530;
    private static final int TIMEOUT_MILLIS = 2_000;

    private final SimulatedNameDirectory directory;
    private final Connector connector;
    private final HttpServer server;

    Edge(SimulatedNameDirectory directory, Connector connector) throws IOException {
        this.directory = directory;
        this.connector = connector;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** Returns where it listens. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host")).orElse("").split(":", 2)[0];
        boolean known = HostnamePattern.parse(host) instanceof Verdict.Granted<HostnamePattern> name
                && directory.leads(name.value());
        if (!known) {
            respond(exchange, NO_TUNNEL, "There is no record for " + host + ".\n");
            return;
        }
        Optional<IngressRule> rule = served().stream()
                .filter(each -> each.isCatchAll() || each.hostname().equals(host)).findFirst();
        if (rule.isEmpty() || !rule.get().service().startsWith("http://")) {
            respond(exchange, 404, "No rule of the connector takes " + host + ".\n");
            return;
        }
        forward(exchange, rule.get().service());
    }

    private List<IngressRule> served() {
        return connector.observe() instanceof ConnectorObservation.Found found
                ? found.replicas().stream().flatMap(replica -> replica.serving().stream()).findFirst()
                        .orElse(List.of())
                : List.of();
    }

    private static void forward(HttpExchange exchange, String service) throws IOException {
        HttpURLConnection origin = (HttpURLConnection) URI.create(service + exchange.getRequestURI()).toURL()
                .openConnection();
        origin.setConnectTimeout(TIMEOUT_MILLIS);
        origin.setReadTimeout(TIMEOUT_MILLIS);
        try {
            String body = new String(origin.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            respond(exchange, origin.getResponseCode(), body);
        } catch (IOException unreachable) {
            respond(exchange, 502, "The service does not answer.\n");
        } finally {
            origin.disconnect();
        }
    }

    static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
