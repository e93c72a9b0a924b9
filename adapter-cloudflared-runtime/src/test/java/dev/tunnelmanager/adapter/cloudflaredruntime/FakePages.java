package dev.tunnelmanager.adapter.cloudflaredruntime;

import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.domain.ingress.IngressRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** Status pages that say what a test wants them to. */
final class FakePages implements AutoCloseable {

    /** What is said at one moment. */
    record Says(String connectorId, int connections, int version, List<IngressRule> rules) {}

    private final HttpServer server;

    FakePages(Supplier<Says> says) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            Says now = says.get();
            boolean ready = exchange.getRequestURI().getPath().equals("/ready");
            int status = ready && now.connections() == 0 ? 503 : 200;
            byte[] body = (ready ? "{\"status\":" + status + ",\"readyConnections\":" + now.connections()
                    + ",\"connectorId\":\"" + now.connectorId() + "\"}" : config(now)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private static String config(Says now) {
        List<String> rules = now.rules().stream()
                .map(r -> "{\"hostname\":\"" + r.hostname() + "\",\"path\":null,\"service\":\""
                        + r.service()
                        + "\",\"Handlers\":null,\"originRequest\":{\"connectTimeout\":30,\"access\":{\"audTag\":[]}}}")
                .toList();
        return "{\"version\":" + now.version() + ",\"config\":{\"ingress\":[" + String.join(",", rules)
                + "],\"warp-routing\":{},\"originRequest\":{}}}";
    }

    HostPort address() {
        return new HostPort("127.0.0.1", server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
