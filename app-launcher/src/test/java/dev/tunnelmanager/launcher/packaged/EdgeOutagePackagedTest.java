package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the daemon does while the edge cannot be reached, and when it can be again: as little as possible, and soon. */
@SuppressWarnings("NullAway.Init") // Set before each.
class EdgeOutagePackagedTest {

    private static final String HOSTNAME = "api.example.com";
    /** So long after the edge can be reached again the hostname must be served again. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(15);
    private static final long LOOKS_WHILE_CUT_OFF = 3;

    private Bench bench;

    @BeforeEach
    void start() throws Exception {
        bench = Bench.start();
        bench.configure(Map.of("monitor.interval", "2s"));
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private Set<Long> pids() {
        return bench.replicas().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    /** Cuts the host off, and returns when the daemon has seen that several times. */
    private void cutOff(ServingDaemon daemon) throws Exception {
        bench.edge().unreachable();
        StateView state = StateView.of(bench);
        Eventually.holds("the outage is seen", () -> state.fault().equals("edge_unreachable"));
        double before = daemon.counted("tunnel_manager_look_duration_seconds_count");
        Eventually.holds("it is seen again and again", () -> daemon
                .counted("tunnel_manager_look_duration_seconds_count") >= before + LOOKS_WHILE_CUT_OFF);
    }

    @Test
    void an_outage_costs_no_strike_and_no_restart_and_one_that_is_sat_out_is_ended_soon() throws Exception {
        try (ServingDaemon daemon = ServingDaemon.start(bench)) {
            bench.publish("shop", "api");
            Set<Long> before = pids();
            assertThat(before).hasSize(2);

            cutOff(daemon);
            assertThat(StateView.of(bench).strikes()).isZero();
            assertThat(daemon.counted("tunnel_manager_strikes_total")).isZero();
            assertThat(daemon.counted("tunnel_manager_restarts_total")).isZero();
            assertThat(daemon.status("/health/")).isEqualTo(503);
            assertThat(daemon.page("/health/detailed/")).contains("the provider's edge cannot be reached over it");
            bench.edge().reachable();
            Eventually.holds("all is well again", () -> daemon.status("/health/") == 200);
            assertThat(bench.isServed(HOSTNAME)).isTrue();
            assertThat(pids()).isEqualTo(before);
            assertThat(StateView.of(bench).audit("watch.restart")).isZero();

            // As after a long outage: the connector sits there for minutes before it tries again.
            Files.writeString(bench.faults(), "retry-ms=600000\n");
            cutOff(daemon);
            assertThat(pids()).isEqualTo(before);
            long began = System.nanoTime();
            bench.edge().reachable();
            Eventually.holds("the hostname is served again", () -> bench.isServed(HOSTNAME));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            System.out.println("Served again " + took.toMillis() + " ms after the edge could be reached again");
            assertThat(took).isLessThan(BACK_WITHIN);
            Eventually.holds("the restart is on record", () -> StateView.of(bench).audit("watch.restart") == 1);
        }
    }
}
