package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon over the one unit that {@code cloudflared service install} makes, under a real systemd, at the usual pace of the watch. */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SystemdUnitLivePackagedTest {

    private static final String UNIT = "cloudflared.service";
    private static final String HOSTNAME = "shop.example.com";
    private static final Duration PROMISED = Duration.ofSeconds(35);
    /** Less than the 30 s between two looks, so that the watch must have been told. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);
    private static final int STOCK_START_SECONDS = 15;
    /** Less than that, so that nobody has to wait for it. */
    private static final int START_SECONDS = 2;
    private static final String STARTED = "Starting tunnel";
    private static final String SCHEDULED = "Scheduled restart job";
    private static final String EDGE_LOST = "tunnel_manager_log_signals_total{kind=\"edge_lost\"}";
    private static final String RESTARTS = "tunnel_manager_restarts_total{reason=\"process_gone\"}";

    private final Path folder;
    @SuppressWarnings("NullAway.Init") // Set before all.
    private SystemdBench host;
    private EdgeReply served = EdgeReply.NOT_PUBLIC;
    private int service;

    SystemdUnitLivePackagedTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    void start() throws Exception {
        host = SystemdBench.start(folder, Map.of("ingress.window", "1s"));
        host.stockUnit(STOCK_START_SECONDS);
        host.systemd().systemctl("enable", "--now", "cloudflared");
        host.serve();
        service = host.bench().service("shop");
        host.publish("shop", "shop", service);
        served = host.bench().ask(HOSTNAME);
    }

    @AfterAll
    void end() throws Exception {
        host.close();
    }

    private long said(String words) throws Exception {
        return host.systemd().journal(UNIT).lines().filter(line -> line.contains(words)).count();
    }

    private void signal(String name) throws Exception {
        host.systemd().systemctl("kill", "--kill-who=main", "-s", name, UNIT);
    }

    /** Waits until somebody else than before answers the public, and says how long that took since {@code began}. */
    private Duration awaitServedByAnother(List<String> before, long began, String after) throws Exception {
        try {
            Eventually.holds("served again after " + after, () -> !before.containsAll(host.bench().edgeConnectors())
                    && host.bench().ask(HOSTNAME).equals(served));
        } catch (AssertionError never) {
            throw new AssertionError(host.said(), never);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.println("Served again " + took.toMillis() + " ms after " + after);
        return took;
    }

    @Test
    void all_changes_of_a_window_share_one_restart() throws Exception {
        assertThat(host.manager("status", "--meta", "--json").endsWith(0).out()).contains("connected to the edge")
                .contains(UNIT);
        long starts = said(STARTED);
        try (Supervisor shop = host.supervisor("shop")) {
            List<CompletableFuture<JsonNode>> requests = new ArrayList<>();
            for (String name : List.of("one", "two")) {
                requests.add(shop.begin("tunnel_request_cname", "subdomain", name, "targetPort", service));
            }
            for (CompletableFuture<JsonNode> request : requests) {
                assertThat(shop.result(request).path("isError").asBoolean()).as(host.said()).isFalse();
            }
        }
        for (String name : List.of("one", "two", "shop")) {
            assertThat(host.bench().ask(name + ".example.com")).as(name).isEqualTo(served);
        }
        assertThat(said(STARTED)).as(host.said()).isEqualTo(starts + 1);
        host.manager("restart", "--meta").endsWith(0);
        assertThat(said(STARTED)).as("restarted by hand").isEqualTo(starts + 2);
        assertThat(host.bench().ask(HOSTNAME)).isEqualTo(served);
    }

    /** First, because each attempt that the watch has made in the last ten minutes makes the next one wait longer. */
    @Order(1)
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP"})
    void a_unit_that_is_dead_after_a_stray_signal_is_started_again(String signal) throws Exception {
        List<String> before = host.bench().edgeConnectors();
        long starts = said(STARTED);
        long scheduled = said(SCHEDULED);
        double lost = host.metric(EDGE_LOST);
        Files.writeString(host.bench().faults(), "say=INF Lost connection with the edge connIndex=3 after " + signal);
        Eventually.holds("it is in the journal", () -> said("edge connIndex=3 after " + signal) > 0);
        long began = System.nanoTime();

        signal(signal);

        assertThat(awaitServedByAnother(before, began, "SIG" + signal)).isLessThan(AT_ONCE);
        assertThat(said(STARTED)).isEqualTo(starts + 1);
        assertThat(said(SCHEDULED)).as("restarts by systemd").isEqualTo(scheduled);
        assertThat(host.audited()).as(host.said()).contains("watch.start");
        assertThat(host.metric(EDGE_LOST)).as("read from the journal").isGreaterThan(lost);
    }

    @Test
    void a_restart_by_systemd_itself_is_not_interfered_with() throws Exception {
        List<String> before = host.bench().edgeConnectors();
        long starts = said(STARTED);
        long scheduled = said(SCHEDULED);
        double ours = host.metric(RESTARTS);
        long began = System.nanoTime();

        signal("KILL");

        assertThat(awaitServedByAnother(before, began, "SIGKILL, by systemd")).isLessThan(PROMISED);
        assertThat(said(SCHEDULED)).as(host.said()).isEqualTo(scheduled + 1);
        assertThat(said(STARTED)).isEqualTo(starts + 1);
        assertThat(host.metric(RESTARTS)).isEqualTo(ours);
    }

    @Test
    void a_start_that_needs_longer_than_its_unit_allows_succeeds_with_the_drop_in() throws Exception {
        assertThat(startCheck()).contains("\"warn\"", "gives a start 15 s", "--connector-drop-in");
        host.stockUnit(START_SECONDS);
        Files.writeString(host.bench().faults(), "dns=timeout\ndns-ms=" + 2 * START_SECONDS * 1_000 + "\n");
        List<String> before = host.bench().edgeConnectors();
        try {
            assertThat(host.systemd().run("systemctl", "restart", UNIT).exitCode()).isNotZero();
            assertThat(said("start operation timed out")).as(host.said()).isPositive();
            long began = System.nanoTime();

            host.manager("install", "--connector-drop-in").endsWith(0);
            host.systemd().systemctl("daemon-reload");

            assertThat(host.systemd().property(UNIT, "TimeoutStartUSec")).isEqualTo("2min");
            assertThat(awaitServedByAnother(before, began, "the drop-in, with names that time out"))
                    .isLessThan(PROMISED);
            assertThat(startCheck()).contains("\"pass\"");
        } finally {
            Files.delete(host.bench().faults());
        }
    }

    private String startCheck() throws Exception {
        for (JsonNode check : host.manager("doctor", "--json").json().path("checks")) {
            if (check.path("name").asText().equals("connector.start")) {
                return check.toString();
            }
        }
        throw new AssertionError("No such check");
    }
}
