package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tunnelmanager.standins.engine.LiveEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program beside a connector and a service in containers of a real engine.
 */
@Tag("live")
class ContainerConnectorLivePackagedTest {

    private static final int SERVICE = 8080;
    private static final int STATUS = 20241;
    /** Longer than the 10 s after which an engine kills by default. */
    private static final int SLOW_SECONDS = 12;
    private static final String GRACE = "20s";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void a_hostname_is_published_over_a_shared_network(@TempDir Path folder) throws Exception {
        LiveEngine engine = new LiveEngine(folder);
        try (Bench bench = Bench.start()) {
            String net = engine.network("packaged");
            String service = engine.service("shop-web", SERVICE, "--label", "com.supervisor.project=shop", "--expose",
                    "" + SERVICE, "--network", net);
            String connector = engine.start(engine.named("cloudflared"),
                    connector(engine, bench, List.of("--network", net), List.of()));
            configure(bench, engine, connector);
            Status status = new Status(engine, connector);
            Eventually.holds("the connector is ready", status::isReady);
            String first = status.connectorId();
            Supervisor shop = bench.supervisor("shop", Era.MODERN);
            allocate(shop, SERVICE);
            JsonNode answer = publish(bench, shop, SERVICE);
            assertThat(answer.path("ingress_target").asText()).isEqualTo("http://" + service + ":" + SERVICE);
            assertThat(answer.path("target_type").asText()).isEqualTo("container");
            assertThat(answer.path("container_name").asText()).isEqualTo(service);
            assertThat(answer.path("docker_network").asText()).isEqualTo(net);
            assertThat(engine.fetchFrom(connector, answer.path("ingress_target").asText())).contains(service);
            assertThat(status.connectorId()).as("restarted").isNotEqualTo(first);
            assertThat(status.isReady()).isTrue();
            assertThat(status.config()).contains("api.example.com").contains(service).contains("blog.example.com");
            assertThat(bench.recordsOf("api.example.com")).isEqualTo(1);
            assertThat(shop.structured("tunnel_get_status").path("cloudflared_location").asText())
                    .isEqualTo("container");
            shop.assertPure();
        } finally {
            engine.clean();
        }
    }

    @Test
    void a_request_in_flight_outlives_the_engines_own_patience(@TempDir Path folder) throws Exception {
        LiveEngine engine = new LiveEngine(folder);
        try (Bench bench = Bench.start()) {
            int port = Bench.freePort();
            String service = engine.script("shop-web", slowService(), "--label", "com.supervisor.project=shop", "-p",
                    "127.0.0.1:" + port + ":" + SERVICE);
            String connector = engine.start(engine.named("cloudflared"), connector(engine, bench,
                    List.of("--network", "host"), List.of("--edge", bench.edge().address())));
            configure(bench, engine, connector);
            Eventually.holds("the connector is linked", () -> !bench.edge().connectors().isEmpty());
            Supervisor shop = bench.supervisor("shop", Era.MODERN);
            allocate(shop, port);
            JsonNode answer = publish(bench, shop, port);
            assertThat(answer.path("ingress_target").asText()).isEqualTo("http://localhost:" + port);
            assertThat(bench.ask("api.example.com")).isEqualTo(new EdgeReply(200, "shop\n"));
            CompletableFuture<String> slow = CompletableFuture
                    .supplyAsync(() -> get(bench.edge().httpPort(), "api.example.com", "/cgi-bin/slow"));
            Eventually.holds("the slow request has come to the service",
                    () -> engine.tryDocker("exec", service, "/bin/test", "-e", "/tmp/asked").exitCode() == 0);
            CompletableFuture<JsonNode> second = shop.begin("tunnel_request_cname", "subdomain", "www", "targetPort",
                    port);
            assertThat(slow.get(60, TimeUnit.SECONDS)).endsWith("slow\n");
            Eventually.holds("the second hostname is public",
                    () -> bench.ask("www.example.com").equals(new EdgeReply(200, "shop\n")));
            assertThat(shop.result(second).path("isError").asBoolean()).isFalse();
            assertThat(engine.docker("inspect", "-f", "{{.RestartCount}}", connector)).as("restarted by us only")
                    .isEqualTo("0");
            shop.assertPure();
        } finally {
            engine.clean();
        }
    }

    private static void allocate(Supervisor shop, int port) throws IOException {
        JsonNode allocated = shop.structured("port_allocate", "port", port);
        assertThat(allocated.path("success").asBoolean()).as("%s %s", allocated, shop.errors()).isTrue();
    }

    /** A restart may take longer than a call waits; the same request again is answered with what has become of it. */
    private static JsonNode publish(Bench bench, Supervisor shop, int port) throws Exception {
        JsonNode first = shop.structured("tunnel_request_cname", "subdomain", "api", "targetPort", port);
        if (!first.path("pending").asBoolean()) {
            assertThat(first.path("success").asBoolean()).as("%s %s", first, shop.errors()).isTrue();
            return first;
        }
        Eventually.holds("the record is made: " + first, () -> bench.recordsOf("api.example.com") == 1);
        JsonNode again = shop.structured("tunnel_request_cname", "subdomain", "api", "targetPort", port);
        assertThat(again.path("success").asBoolean()).as("%s %s", again, shop.errors()).isTrue();
        return again;
    }

    private static void configure(Bench bench, LiveEngine engine, String connector) throws IOException {
        bench.configure(Map.of("connector.kind", "docker", "connector.container", connector, "connector.metrics",
                "[\"127.0.0.1:" + STATUS + "\"]", "connector.grace-period", GRACE, "docker.host",
                "\"" + engine.host() + "\"", "connector.extra-args", "[]"));
    }

    private static String get(int port, String hostname, String path) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + hostname
                    + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    private static String slowService() {
        return "busybox mkdir -p /www/cgi-bin; echo shop > /www/hello; busybox printf '#!/bin/sh\\ntouch /tmp/asked; sleep "
                + SLOW_SECONDS
                + "; printf \"Content-Length: 5\\\\r\\\\n\\\\r\\\\n\"; echo slow\\n' > /www/cgi-bin/slow;"
                + " busybox chmod +x /www/cgi-bin/slow; exec httpd -f -p "
                + SERVICE + " -h /www";
    }

    private static LiveEngine.Made connector(LiveEngine engine, Bench bench, List<String> network, List<String> more) {
        return StandInContainer.of(engine, bench, STATUS, GRACE, network, more);
    }

    /** The connector's own pages, asked for over the network of its container. */
    private record Status(LiveEngine engine, String container) {

        private String page(String path) throws IOException, InterruptedException {
            String address = engine.docker("inspect", "-f",
                    "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container);
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(HttpRequest.newBuilder(
                        URI.create("http://" + address + ":" + STATUS + path)).build(),
                        HttpResponse.BodyHandlers.ofString()).body();
            } catch (IOException | IllegalArgumentException restarting) {
                return "{}";
            }
        }

        boolean isReady() throws IOException, InterruptedException {
            return JSON.readTree(page("/ready")).path("readyConnections").asInt() == 4;
        }

        String connectorId() throws IOException, InterruptedException {
            return JSON.readTree(page("/ready")).path("connectorId").asText();
        }

        String config() throws IOException, InterruptedException {
            return page("/config");
        }
    }
}
