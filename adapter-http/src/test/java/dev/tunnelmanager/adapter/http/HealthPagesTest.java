package dev.tunnelmanager.adapter.http;

import static dev.tunnelmanager.adapter.http.Reports.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tunnelmanager.ports.driven.Measurements.Count;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.HealthReport;
import dev.tunnelmanager.ports.driving.HealthReport.Condition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthPagesTest {

    private static final List<String> HEALTH = List.of("/health", "/health/detailed", "/health/ready", "/health/live");

    private volatile Supplier<HealthReport> core = Reports::well;
    private final AtomicLong nanos = new AtomicLong();
    /** Waits long, because the machine that runs the tests may be busy with others. */
    private final HealthLook look = new HealthLook(() -> core.get(), Duration.ofSeconds(10), nanos::get);
    private final HealthLook hasty = new HealthLook(() -> core.get(), Duration.ofMillis(25), nanos::get);
    private final PrometheusMeasurements measurements = new PrometheusMeasurements("1.2.3");
    private HealthPages pages = open(look, 0);
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch unhang = new CountDownLatch(1);

    private HealthPages open(HealthLook look, int port) {
        return HealthPages.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), look, measurements,
                "1.2.3", Map.of("topology", "docker", "directory", "cloudflare_api"), () -> Reports.NOW);
    }

    @AfterEach
    void close() {
        unhang.countDown();
        client.close();
        pages.close();
        look.close();
        hasty.close();
    }

    private void reopen(HealthLook other) {
        pages.close();
        pages = open(other, 0);
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pages.address().getPort() + path))
                .timeout(Duration.ofSeconds(20)).method(method, BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return ask("GET", path);
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        try {
            return new ObjectMapper().readTree(response.body());
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(response.body(), malformed);
        }
    }

    private HealthReport hang() {
        try {
            unhang.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return Reports.well();
    }

    @ParameterizedTest
    @CsvSource({"/health, healthy", "/health/detailed, healthy", "/health/ready, ready", "/health/live, alive"})
    void every_address_tells_status_time_service_and_version(String path, String status) throws Exception {
        for (String written : List.of(path, path + "/", path + "/?verbose=1")) {
            HttpResponse<String> response = get(written);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(json(response).get("status").asText()).isEqualTo(status);
            assertThat(json(response).get("timestamp").asText()).isEqualTo("2026-11-20T10:00:00.123Z");
            assertThat(json(response).get("service").asText()).isEqualTo("tunnel-manager");
            assertThat(json(response).get("version").asText()).isEqualTo("1.2.3");
        }
    }

    @Test
    void the_detailed_page_tells_each_part_and_the_machine() throws Exception {
        core = () -> Reports.of(part("database", Condition.UP), part("connector", Condition.UP),
                part("topology", Condition.DOWN), part("directory", Condition.UNKNOWN));
        HttpResponse<String> response = get("/health/detailed/");
        JsonNode parts = json(response).get("components");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("status").asText()).isEqualTo("degraded");
        assertThat(parts.fieldNames()).toIterable().containsExactly("database", "connector", "docker",
                "cloudflare_api", "system");
        assertThat(parts.at("/database/latency_ms").asDouble()).isEqualTo(1.25);
        assertThat(parts.at("/database/last_seen").asText()).isEqualTo("2026-11-20T09:59:53.123Z");
        assertThat(parts.at("/docker/status").asText()).isEqualTo("down");
        assertThat(parts.at("/docker/message").asText()).isEqualTo("The topology is DOWN.");
        assertThat(parts.at("/cloudflare_api/status").asText()).isEqualTo("unknown");
        assertThat(parts.at("/system/memory_total_bytes").asLong()).isGreaterThan(64L << 20);
        assertThat(parts.at("/system/memory_available_bytes").asLong()).isPositive()
                .isLessThan(parts.at("/system/memory_total_bytes").asLong());
        assertThat(parts.at("/system/cpu_cores").asInt()).isPositive();
        assertThat(parts.at("/system/cpu_load").asDouble()).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource({"connector, DOWN, 503, unhealthy, 200", "connector, UNKNOWN, 503, unhealthy, 200",
            "connector, DEGRADED, 200, degraded, 200", "database, DOWN, 503, unhealthy, 503",
            "database, UNKNOWN, 503, unhealthy, 503", "topology, DOWN, 200, degraded, 200",
            "directory, DOWN, 200, degraded, 200", "directory, UP, 200, healthy, 200"})
    void only_what_stops_traffic_or_answers_is_unhealthy(String name, Condition condition, int status, String word,
            int ready) throws Exception {
        core = () -> new HealthReport(Reports.NOW, Reports.well().components().stream()
                .map(part -> part.name().equals(name) ? part(name, condition) : part).toList());
        assertThat(get("/health/").statusCode()).isEqualTo(status);
        assertThat(json(get("/health/")).get("status").asText()).isEqualTo(word);
        assertThat(get("/health/detailed").statusCode()).isEqualTo(status);
        assertThat(get("/health/ready").statusCode()).isEqualTo(ready);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void a_core_that_hangs_is_told_with_what_was_known_before() throws Exception {
        core = () -> Reports.of(part("database", Condition.UP), part("topology", Condition.DOWN));
        while (hasty.look().report().isEmpty()) {
            // Under load the first look may be late.
        }
        reopen(hasty);
        core = this::hang;
        assertThat(status("/health")).as("late for a moment").isEqualTo(200);
        nanos.set(Duration.ofSeconds(3).toNanos());
        HttpResponse<String> detailed = get("/health/detailed/");
        assertThat(detailed.statusCode()).isEqualTo(503);
        assertThat(json(detailed).get("message").asText())
                .isEqualTo("The control plane has not answered for 3000 ms.");
        assertThat(json(detailed).at("/components/docker/status").asText()).isEqualTo("down");
        assertThat(status("/health")).isEqualTo(503);
        assertThat(status("/health/ready")).isEqualTo(503);
        assertThat(status("/health/live")).isEqualTo(200);
        assertThat(get("/metrics").body()).contains("tunnel_manager_component_up{component=\"topology\"} 0.0");
        nanos.set(Duration.ofSeconds(61).toNanos());
        assertThat(status("/health/live")).isEqualTo(503);
        core = Reports::well;
        unhang.countDown();
        for (int tries = 0; status("/health") != 200; tries++) {
            assertThat(tries).as("looks until the core is seen to answer again").isLessThan(500);
        }
    }

    private int status(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    /** The median, because the machine that runs the tests may be busy with others. */
    @Test
    void answers_within_50_ms_while_the_core_hangs() throws Exception {
        reopen(hasty);
        core = this::hang;
        for (String path : HEALTH) {
            List<Long> took = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                long began = System.nanoTime();
                get(path + "/");
                took.add(System.nanoTime() - began);
            }
            assertThat(Duration.ofNanos(took.stream().sorted().toList().get(5))).as(path)
                    .isLessThan(Duration.ofMillis(50));
        }
    }

    @Test
    void a_core_that_breaks_is_told_without_its_words() throws Exception {
        core = () -> {
            throw new IllegalStateException("secret detail");
        };
        HttpResponse<String> detailed = get("/health/detailed/");
        assertThat(detailed.statusCode()).isEqualTo(503);
        assertThat(detailed.body()).contains("The control plane broke: IllegalStateException.")
                .doesNotContain("secret");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void metrics_are_in_the_text_format() throws Exception {
        measurements.count(Count.STRIKE, "not_connected");
        HttpResponse<String> response = get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).contains("tunnel_manager_strikes_total{reason=\"not_connected\"} 1.0",
                "tunnel_manager_component_up{component=\"database\"} 1.0");
        assertThat(get("/metrics/").body()).isEqualTo(response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void other_methods_are_refused_clearly(String method) throws Exception {
        HttpResponse<String> response = ask(method, "/health/");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(json(response).get("error").asText()).isEqualTo("The pages cannot be asked with " + method + ".");
        assertThat(json(response).get("recommendation").asText()).isEqualTo("Use GET.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/health/deep/er", "/health//", "/metrics/x", "/health/detailed/../ready",
            "/favicon.ico"})
    void other_paths_are_refused_clearly(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).get("error").asText()).isEqualTo("There is no page " + path + ".");
        assertThat(json(response).get("recommendation").asText()).contains("/health/, /health/detailed/", "/metrics");
    }

    @Test
    void head_tells_the_same_without_the_page() throws Exception {
        HttpResponse<String> head = ask("HEAD", "/health/");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(get("/health/").body().length());
    }

    @Test
    void clients_that_send_nothing_do_not_keep_others_out() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), pages.address().getPort());
                socket.getOutputStream().write("GET /health/ HT".getBytes(StandardCharsets.US_ASCII));
                silent.add(socket);
            }
            assertThat(get("/health/").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void a_port_that_is_taken_is_told_with_one_step() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> open(look, port)).isInstanceOfSatisfying(PortFailure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
                assertThat(failure.problem()).contains("cannot listen on", ":" + port, "in use");
                assertThat(failure.recommendation()).contains("ss -ltnp 'sport = :" + port + "'", "http.listen");
            });
        }
        assertThatThrownBy(() -> HealthPages.open(InetSocketAddress.createUnresolved("no.such.host.invalid", 80), look,
                measurements, "1", Map.of(), () -> Reports.NOW)).isInstanceOf(PortFailure.class)
                .hasMessageContaining("no address");
    }

    @Test
    void listens_where_it_is_told_and_nowhere_else() {
        assertThat(pages.address().getAddress().isLoopbackAddress()).isTrue();
    }
}
