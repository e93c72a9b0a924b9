package dev.tunnelmanager.standins.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.function.Supplier;

/** The metrics listener: {@code /ready}, {@code /healthcheck}, {@code /config}, {@code /metrics}, {@code /quicktunnel}. */
final class StatusServer {

    private final ServerSocket server;
    private final String connectorId;
    private final Supplier<Served> served;
    private final EdgeLinks links;
    private final OriginProxy proxy;

    /** Opens the listener, or fails as bind does. */
    StatusServer(InetSocketAddress address, String connectorId, Supplier<Served> served, EdgeLinks links,
            OriginProxy proxy) throws IOException {
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(address, 128);
        this.connectorId = connectorId;
        this.served = served;
        this.links = links;
        this.proxy = proxy;
    }

    /** Reads {@code host:port} as a listener takes it: without a host, every address. */
    static InetSocketAddress address(String text) throws IOException {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IOException("listen tcp: address " + text + ": missing port in address");
        }
        String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
        int port = Integer.parseInt(text.substring(colon + 1));
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getByName(host), port);
    }

    void start() {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException closed) {
                    StandInLog.line("DBG", "metrics: " + closed);
                }
            }
        });
    }

    private void serve(Socket client) {
        try (client) {
            Optional<HttpHead> head = HttpHead.read(client.getInputStream());
            if (head.isPresent()) {
                client.getOutputStream().write(answer(head.get().path()));
            }
        } catch (IOException over) {
            StandInLog.line("DBG", "metrics: " + over);
        }
    }

    private byte[] answer(String path) throws IOException {
        return switch (path) {
            case "/ready" -> {
                int connections = links.ready();
                int status = connections > 0 ? 200 : 503;
                yield HttpHead.answer(status, "{\"status\":" + status + ",\"readyConnections\":" + connections
                        + ",\"connectorId\":\"" + connectorId + "\"}\n");
            }
            case "/healthcheck" -> HttpHead.answer(200, "OK\n");
            case "/quicktunnel" -> HttpHead.answer(200, "{\"hostname\":\"\"}");
            case "/config" -> HttpHead.answer(200, config());
            case "/metrics" -> HttpHead.answer(200, metrics());
            default -> HttpHead.answer(404, "404 page not found\n");
        };
    }

    private String metrics() {
        return "# TYPE build_info gauge\nbuild_info{version=\"2026.8.2\"} 1\n"
                + "# TYPE cloudflared_tunnel_ha_connections gauge\ncloudflared_tunnel_ha_connections "
                + links.ready()
                + "\n# TYPE cloudflared_tunnel_concurrent_requests_per_tunnel gauge\n"
                + "cloudflared_tunnel_concurrent_requests_per_tunnel " + proxy.inFlight()
                + "\n# TYPE cloudflared_tunnel_total_requests counter\ncloudflared_tunnel_total_requests "
                + proxy.requests()
                + "\n# TYPE cloudflared_tunnel_request_errors counter\ncloudflared_tunnel_request_errors "
                + proxy.errors()
                + "\n# TYPE cloudflared_tunnel_tunnel_register_success counter\n"
                + "cloudflared_tunnel_tunnel_register_success{rpcName=\"registerConnection\"} " + links.registrations()
                + "\n# TYPE cloudflared_orchestration_config_version gauge\ncloudflared_orchestration_config_version "
                + served.get().version() + "\n";
    }

    private String config() throws IOException {
        Served now = served.get();
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("version", now.version());
            json.writeObjectFieldStart("config");
            json.writeArrayFieldStart("ingress");
            for (Rule rule : now.rules()) {
                json.writeStartObject();
                json.writeStringField("hostname", rule.hostname());
                if (rule.path().isPresent()) {
                    json.writeStringField("path", rule.path().get().pattern());
                } else {
                    json.writeNullField("path");
                }
                json.writeStringField("service", rule.service());
                json.writeNullField("Handlers");
                originRequest(json);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("warp-routing");
            json.writeNumberField("connectTimeout", 5);
            json.writeNumberField("tcpKeepAlive", 30);
            json.writeEndObject();
            originRequest(json);
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    /** The defaults; durations are in seconds. */
    private static void originRequest(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("originRequest");
        json.writeNumberField("connectTimeout", 30);
        json.writeNumberField("tlsTimeout", 10);
        json.writeNumberField("tcpKeepAlive", 30);
        json.writeNumberField("keepAliveConnections", 100);
        json.writeNumberField("keepAliveTimeout", 90);
        json.writeBooleanField("noTLSVerify", false);
        json.writeEndObject();
    }
}
