package dev.tunnelmanager.standins.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.standins.connector.StandInBinary;
import dev.tunnelmanager.standins.connector.StandInEdge;
import dev.tunnelmanager.standins.provider.StandInProvider;
import dev.tunnelmanager.standins.provider.StandInToken;
import dev.tunnelmanager.standins.provider.StandInZone;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;

/**
 * Runs all stand-ins as one program, for tests in other languages: provider, edge, a connector to be started, a service, and a
 * configuration that puts Tunnel Manager between them. Its one argument is the folder for all files. When it is ready it prints one
 * line of JSON: {@code api} (address), {@code edge} and {@code port} (of the edge and the service), {@code settings} (the
 * configuration) and {@code ingress} (the connector's config file). When it ends it ends the connector's processes too.
 */
public final class StandInStack {

    private static final String ZONE = "example.com";
    private static final String TOKEN = "stand-in-token-0123456789abcdef";
    private static final String TUNNEL = "6ff42ae2-765d-4adf-8112-31c55c1551ef";

    private StandInStack() {}

    /** Runs until it is told to end. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(arguments[0])).toRealPath();
        StandInProvider provider = StandInProvider.start(0).with(StandInZone.active(ZONE))
                .with(StandInToken.full(TOKEN)).withTunnel(TUNNEL, StandInZone.ACCOUNT);
        StandInEdge edge = StandInEdge.start();
        int port = service();
        Path ingress = folder.resolve("config.yml");
        Path settings = folder.resolve("tunnel-manager.yml");
        Path binary = StandInBinary.write(folder.resolve("bin"), folder.resolve("faults.properties"));
        Path credentials = Files.writeString(folder.resolve("credentials.json"), "{}");
        Files.writeString(ingress, config(credentials));
        Files.writeString(settings, settings(provider, binary, edge));
        Path secret = folder.resolve("secrets/meta/cloudflare/dns_edit_token");
        Files.createDirectories(secret.getParent());
        Files.writeString(secret, TOKEN);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> StartedReplicas.end(ingress)));

        System.out.println(new ObjectMapper().createObjectNode().put("api", provider.api().toString())
                .put("edge", edge.httpPort()).put("port", port).put("settings", settings.toString())
                .put("ingress", ingress.toString()));
        new CountDownLatch(1).await();
    }

    private static String config(Path credentials) {
        return String.format("""
            # Kept by hand.
            tunnel: %s
            credentials-file: %s

            ingress:
              - hostname: blog.example.com   # somebody else's
                service: http://localhost:8081
              - service: http_status:404
            """, TUNNEL, credentials);
    }

    private static String settings(StandInProvider provider, Path binary, StandInEdge edge) throws IOException {
        return String.format("""
            version: 1
            state-dir: ./state
            cloudflare:
              api: %s
            ingress:
              config-file: ./config.yml
              window: 50ms
            connector:
              kind: process
              binary: %s
              extra-args: ["--edge", "%s"]
              metrics: ["127.0.0.1:%d", "127.0.0.1:%d"]
              grace-period: 5s
            docker:
              host: "off"
            edge:
              probe-via: 127.0.0.1:%d
            secrets:
              dir: ./secrets
            """, provider.api(), binary, edge.address(), freePort(), freePort(), edge.httpPort());
    }

    private static int service() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = ("the service answers " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        return server.getAddress().getPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
