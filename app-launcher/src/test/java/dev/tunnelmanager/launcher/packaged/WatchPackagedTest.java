package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch of the program as it is shipped, over child processes. How long a recovery took is printed; it is no part of the test. */
@SuppressWarnings("NullAway.Init") // Set before each.
class WatchPackagedTest {

    private static final String HOSTNAME = "api.example.com";
    private static final EdgeReply SERVED = new EdgeReply(200, "shop answers /hello");

    private Bench bench;
    private Supervisor shop;

    @BeforeEach
    void start() throws Exception {
        bench = Bench.start();
        bench.configure(Map.of("monitor.interval", "1s"));
        int port = bench.service("shop");
        shop = bench.supervisor("shop", Era.MODERN);
        shop.structured("port_allocate", "port", port);
        assertThat(shop.structured("tunnel_request_cname", "subdomain", "api", "targetPort", port).path("success")
                .asBoolean()).isTrue();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private Set<Long> pids() {
        return bench.replicas().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private void awaitServed(String after) throws Exception {
        long began = System.nanoTime();
        Eventually.holds("the hostname is served again", () -> bench.ask(HOSTNAME).equals(SERVED));
        System.out.println("Served again " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms after "
                + after);
    }

    @Test
    void children_that_were_killed_are_replaced_and_it_is_told() throws Exception {
        Set<Long> before = pids();
        assertThat(before).hasSize(2);
        List<ProcessHandle> victims = bench.replicas();
        victims.forEach(ProcessHandle::destroyForcibly);
        victims.forEach(victim -> victim.onExit().join());

        awaitServed("both children were killed");

        Eventually.holds("both are back", () -> pids().size() == 2);
        assertThat(pids()).doesNotContainAnyElementsOf(before);
        Eventually.holds("the status says so", () -> shop.structured("tunnel_get_status").path("status").asText()
                .equals("up"));
        assertThat(bench.run("audit", "--meta", "--json").endsWith(0).json().toString()).contains("watch.start");
    }

    @Test
    void children_of_which_none_is_left_are_known_and_started_at_once_where_the_kind_is_found_out() throws Exception {
        Files.writeString(bench.settings(), Files.readString(bench.settings()).replace("kind: process",
                "kind: auto\n  unit: no-unit-of-this-machine").replace("interval: 1s", "interval: 30s"));
        shop.close();
        shop = bench.supervisor("shop", Era.MODERN);
        shop.structured("tunnel_get_status");
        Path note = bench.stateDir().resolve("connector-kind");
        Eventually.holds("it is noted whose they are", () -> Files.exists(note)
                && Files.readString(note).equals("process\n"));
        List<ProcessHandle> victims = bench.replicas();
        long began = System.nanoTime();

        victims.forEach(ProcessHandle::destroyForcibly);
        victims.forEach(victim -> victim.onExit().join());

        awaitServed("both children of a kind that is found out were killed");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).as("told, and not found by looking")
                .isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void a_config_file_that_was_broken_by_hand_is_put_back_when_the_connector_cannot_start_on_it() throws Exception {
        String good = bench.config();
        Eventually.holds("the good one is kept", () -> Files.exists(bench.stateDir().resolve("backups/last-good.yml")));
        Files.writeString(bench.configFile(), "ingress: [\n");
        bench.replicas().forEach(ProcessHandle::destroyForcibly);

        awaitServed("the file was broken and the children killed");

        assertThat(bench.config()).isEqualTo(good);
    }
}
