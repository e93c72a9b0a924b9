package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.standins.connector.EchoService;
import dev.tunnelmanager.standins.connector.StandInEdge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public asks for hostnames that stay, through two replicas, while others come and go and so the replicas are rolled again and
 * again. The edge is strict: it gives each request to one connector, once.
 */
class LoadPackagedTest {

    private static final Duration GRACE = Duration.ofSeconds(5);
    /** On a busy machine the edge notices the drain a while after the connector has begun to count. */
    private static final Duration UNSHARP = Duration.ofSeconds(1);
    private static final int TENANTS = 4;

    @Test
    void no_request_is_lost_while_fifty_hostnames_come_and_go() throws Exception {
        loaded(13, 13, (bench, tenants) -> {});
    }

    @Test
    void no_request_is_lost_when_the_leader_is_killed_in_the_middle_of_a_roll() throws Exception {
        loaded(13, 7, (bench, tenants) -> killLeaders(bench, tenants, 3));
    }

    /** What happens while hostnames come and go. */
    private interface Disturbance {
        void happen(Bench bench, List<Tenant> tenants) throws Exception;
    }

    private static void loaded(int hostnamesEach, int atOnce, Disturbance disturbance) throws Exception {
        try (Bench bench = Bench.start(); EchoService service = EchoService.start(Duration.ofSeconds(2))) {
            bench.configure(Map.of("connector.grace-period", GRACE.toSeconds() + "s"));
            Tenant stays = new Tenant(bench, "stays", service.port());
            stays.publish(List.of("shop"));
            List<Tenant> tenants = new ArrayList<>();
            for (int i = 0; i < TENANTS; i++) {
                tenants.add(new Tenant(bench, "tenant" + i, bench.service("tenant" + i)));
            }
            List<Tenant> all = new ArrayList<>(tenants);
            all.add(stays);
            int startsBefore = starts(bench);
            try (PublicLoad load = PublicLoad.on(bench.edge().httpPort(), "shop." + Bench.ZONE)) {
                Eventually.holds("the load runs", () -> load.soFar().of("new, slow") > 0);
                churn(tenants, hostnamesEach, atOnce, () -> disturbance.happen(bench, all));
                Eventually.holds("whoever was replaced is gone", () -> bench.replicas().size() == 2);
                List<StandInEdge.EndedUpgrade> ended = bench.edge().endedUpgrades();
                PublicLoad.Tally tally = load.end();
                System.out.println("Load: " + tally.answered() + ", lost " + tally.lost().size() + ", replicas started "
                        + (starts(bench) - startsBefore) + ", WebSockets ended "
                        + ended.stream().map(each -> each.drainedFor().map(Duration::toMillis).orElse(-1L)).toList());
                assertThat(tally.lost()).as("requests without their answer").isEmpty();
                assertThat(tally.answered()).containsOnlyKeys("kept", "new", "kept, slow", "new, slow", "websocket",
                        "echo");
                assertThat(starts(bench) - startsBefore).as("replicas that were started").isGreaterThanOrEqualTo(4);
                assertThat(ended).as("WebSockets that ended").isNotEmpty()
                        .allSatisfy(each -> assertThat(each.drainedFor()).as("how long its connector had drained")
                                .hasValueSatisfying(
                                        drained -> assertThat(drained).isGreaterThan(GRACE.minus(UNSHARP))));
                assertThat(tally.of("websocket")).isBetween(ended.size(), ended.size() + 1);
            }
            assertSettled(bench, all);
        }
    }

    /** Something that may fail. */
    private interface Deed {
        void happen() throws Exception;
    }

    /** Has hostnames come and go, at least so many and as long as something else happens. */
    private static void churn(List<Tenant> tenants, int hostnamesEach, int atOnce, Deed meanwhile) throws Exception {
        AtomicBoolean happens = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Tenant tenant : tenants) {
                running.add(threads.submit(() -> {
                    for (int first = 0; first < hostnamesEach || happens.get(); first += atOnce) {
                        tenant.comeAndGo(first, atOnce);
                    }
                    return tenant;
                }));
            }
            try {
                meanwhile.happen();
            } finally {
                happens.set(false);
            }
            for (Future<?> each : running) {
                each.get(10, TimeUnit.MINUTES);
            }
        }
    }

    /** Kills the leader a moment after it has started a replica, at another moment each time. */
    private static void killLeaders(Bench bench, List<Tenant> tenants, int times) throws Exception {
        long seed = System.nanoTime();
        System.out.println("Load: leaders are killed with seed " + seed);
        Random chance = new Random(seed);
        Set<Long> before = pids(bench);
        for (int i = 0; i < times; i++) {
            Set<Long> known = before;
            Eventually.holds("a roll begins", () -> !known.containsAll(pids(bench)));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(chance.nextInt(1500)));
            Supervisor leader = leader(tenants);
            leader.close();
            before = pids(bench);
        }
    }

    private static Supervisor leader(List<Tenant> tenants) throws Exception {
        List<Supervisor> found = new ArrayList<>();
        Eventually.holds("somebody leads", () -> {
            for (Tenant tenant : tenants) {
                Supervisor asked = tenant.supervisor();
                if (!asked.process().isAlive()) {
                    continue;
                }
                String words = asked.structured("tunnel_get_status").path("leader").asText();
                tenants.stream().map(Tenant::supervisor).filter(each -> each.process().isAlive()
                        && words.startsWith("process " + each.process().pid() + " ")).forEach(found::add);
                return !found.isEmpty();
            }
            return false;
        });
        return found.getFirst();
    }

    private static Set<Long> pids(Bench bench) {
        return bench.replicas().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static int starts(Bench bench) throws IOException {
        int starts = 0;
        try (Stream<Path> logs = Files.list(bench.stateDir().resolve("logs"))) {
            for (Path log : logs.filter(file -> file.getFileName().toString().startsWith("cloudflared-")).toList()) {
                starts += Files.readString(log).split("Starting tunnel", -1).length - 1;
            }
        }
        return starts;
    }

    /** Nothing half-done is left: no hostname, record or rule but the one that stays, and no child but one for each address. */
    private static void assertSettled(Bench bench, List<Tenant> all) throws Exception {
        assertThat(bench.provider().records(Bench.ZONE)).hasSize(1);
        assertThat(bench.recordsOf("shop." + Bench.ZONE)).isEqualTo(1);
        assertThat(bench.config()).contains("shop." + Bench.ZONE).doesNotContain("tenant");
        Eventually.holds("two replicas are left", () -> bench.replicas().size() == 2);
        Supervisor late = bench.supervisor("late", Era.MODERN);
        assertThat(late.structured("tunnel_get_status").path("replicas").asInt()).isEqualTo(2);
        assertThat(bench.ask("shop." + Bench.ZONE)).isEqualTo(new EdgeReply(200, "echo /hello"));
        all.forEach(tenant -> tenant.supervisor().assertPure());
    }
}
