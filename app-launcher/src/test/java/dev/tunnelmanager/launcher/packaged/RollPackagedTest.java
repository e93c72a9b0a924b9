package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a roll that goes wrong, and of the connector's processes when ours are ended. */
@SuppressWarnings("NullAway.Init") // Set before each.
class RollPackagedTest {

    private static final String GRACE_SECONDS = "1";
    /** The margin of the connector's adapter, after which a replica counts as stuck. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private Bench bench;
    private Supervisor shop;
    private List<Integer> metrics;
    private int port;

    @BeforeEach
    void start() throws Exception {
        bench = Bench.start();
        metrics = List.of(Bench.freePort(), Bench.freePort());
        bench.configure(Map.of("connector.grace-period", GRACE_SECONDS + "s", "connector.ready-timeout", "4s",
                "connector.metrics", "[127.0.0.1:" + metrics.get(0) + ", 127.0.0.1:" + metrics.get(1) + "]"));
        shop = bench.supervisor("shop", Era.MODERN);
        port = bench.service("shop");
        shop.structured("port_allocate", "port", port);
        assertThat(publish("first").path("success").asBoolean()).isTrue();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private JsonNode publish(String name) throws Exception {
        JsonNode answer = shop.structured("tunnel_request_cname", "subdomain", name, "targetPort", port);
        String operation = answer.path("operation_id").asText();
        if (!answer.path("pending").asBoolean()) {
            return answer;
        }
        Eventually.holds("the operation ends", () -> !shop.structured("tunnel_get_operation", "operationId", operation)
                .path("pending").asBoolean());
        return shop.structured("tunnel_get_operation", "operationId", operation);
    }

    private Map<Long, String> replicas() {
        return bench.replicas().stream().collect(Collectors.toMap(ProcessHandle::pid,
                process -> process.info().startInstant().map(Instant::toString).orElse("")));
    }

    @Test
    void rules_on_which_no_replica_becomes_ready_are_put_back_and_nobody_was_replaced() throws Exception {
        String config = bench.config();
        Map<Long, String> before = replicas();
        Files.writeString(bench.faults(), "ready=never\n");

        JsonNode answer = publish("second");

        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo("connector_not_ready");
        assertThat(answer.path("error").asText()).contains("did not become ready within 4 s",
                "0 connections to the edge");
        assertThat(answer.path("recommendation").asText()).contains("cloudflared-spare.log");
        assertThat(bench.config()).isEqualTo(config);
        assertThat(bench.recordsOf("second.example.com")).isZero();
        Eventually.holds("the one that was started is gone", () -> replicas().equals(before));
        assertThat(bench.ask("first.example.com")).isEqualTo(new EdgeReply(200, "shop answers /hello"));

        Files.delete(bench.faults());
        assertThat(publish("second").path("success").asBoolean()).isTrue();
        assertThat(bench.ask("second.example.com")).isEqualTo(new EdgeReply(200, "shop answers /hello"));
        shop.assertPure();
    }

    @Test
    void a_roll_that_fails_at_the_second_replica_brings_the_first_back_to_the_earlier_rules() throws Exception {
        String config = bench.config();
        Files.writeString(bench.faults(),
                "crash=failed to bind: no such thing\ncrash-with=second.example.com\ncrash-at="
                        + metrics.getFirst() + "\n");

        JsonNode answer = publish("second");

        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo("connector_not_ready");
        assertThat(answer.path("error").asText()).contains("ended with exit code 1", "failed to bind: no such thing");
        assertThat(bench.config()).isEqualTo(config);
        assertThat(bench.recordsOf("second.example.com")).isZero();
        Eventually.holds("two replicas are left", () -> bench.replicas().size() == 2);
        Eventually.holds("both serve the earlier rules", () -> shop.structured("tunnel_get_status")
                .path("ready_connections").asInt() == 8);
        for (int i = 0; i < 20; i++) {
            assertThat(bench.ask("first.example.com")).isEqualTo(new EdgeReply(200, "shop answers /hello"));
            // What serves the new rules would answer with the service, and not with the catch-all.
            assertThat(bench.askConnector("second.example.com").status()).isEqualTo(404);
        }
        shop.assertPure();
    }

    @Test
    void a_replica_that_does_not_heed_its_end_is_killed_by_the_next_leader_without_another_roll() throws Exception {
        Files.writeString(bench.faults(), "deaf=true\n");
        // These are the deaf ones; they take the places of those that were there.
        assertThat(publish("second").path("success").asBoolean()).isTrue();
        Eventually.holds("two replicas are left", () -> bench.replicas().size() == 2);
        Map<Long, String> deaf = replicas();
        Files.delete(bench.faults());
        Supervisor next = bench.supervisor("next", Era.MODERN);
        assertThat(next.structured("port_list").path("count").asInt()).isZero();

        assertThat(publish("third").path("success").asBoolean()).isTrue();
        Instant told = Instant.now();
        assertThat(replicas().keySet()).as("a deaf one goes on").containsAnyElementsOf(deaf.keySet());
        shop.close();

        Eventually.holds("they are killed", () -> deaf.keySet().stream().noneMatch(replicas()::containsKey));
        assertThat(Duration.between(told, Instant.now())).isLessThan(MARGIN.plusSeconds(12));
        Eventually.holds("two replicas are left", () -> bench.replicas().size() == 2);
        assertThat(bench.ask("third.example.com")).isEqualTo(new EdgeReply(200, "shop answers /hello"));
        Eventually.holds("no note is left", () -> notes().isEmpty());
        next.assertPure();
    }

    @Test
    void replicas_outlive_the_kill_of_their_supervisors_whole_process_group() throws Exception {
        Map<Long, String> before = replicas();
        shop.close();
        // With a session of its own it leads a process group, as a supervisor's processes do that are ended all together.
        Process group = bench.inOwnSession("mcp", "--project", "shop");
        try (Supervisor led = new Supervisor(group, Era.LEGACY)) {
            Eventually.holds("it leads", () -> led.structured("tunnel_get_status").path("leader").asText()
                    .startsWith("process " + group.pid() + " "));
            shop = led;
            assertThat(publish("second").path("success").asBoolean()).isTrue();
            Eventually.holds("two replicas are left", () -> bench.replicas().size() == 2);
            Map<Long, String> started = replicas();
            assertThat(started.keySet()).doesNotContainAnyElementsOf(before.keySet());

            assertThat(new ProcessBuilder("/bin/kill", "-KILL", "--", "-" + group.pid()).start().waitFor()).isZero();
            assertThat(group.waitFor(10, TimeUnit.SECONDS)).isTrue();

            assertThat(replicas()).isEqualTo(started);
            assertThat(bench.ask("second.example.com")).isEqualTo(new EdgeReply(200, "shop answers /hello"));
            try (Supervisor next = bench.supervisor("shop", Era.MODERN)) {
                assertThat(next.structured("tunnel_get_status").path("replicas").asInt()).isEqualTo(2);
                assertThat(replicas()).as("adopted as they are").isEqualTo(started);
            }
        }
    }

    private List<String> notes() throws IOException {
        Path folder = bench.stateDir().resolve("replicas");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).toList();
        }
    }
}
