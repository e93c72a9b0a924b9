package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A connector that says it is connected and carries nothing, at the pace that is shipped: how long that lasts in the worst case, which
 * is when it begins just after a look.
 */
class BlackHolePackagedTest {

    private static final String HOSTNAME = "api.example.com";
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(40);

    @Test
    void an_idle_black_hole_is_ended_within_40_seconds_of_its_beginning() throws Exception {
        try (Bench bench = Bench.start()) {
            bench.configure(Map.of("monitor.canary", "canary." + Bench.ZONE));
            try (ServingDaemon daemon = ServingDaemon.start(bench)) {
                bench.publish("shop", "api");
                bench.publish("shop", "canary");
                StateView state = StateView.of(bench);
                // A look that was made of what was published last has seen a tunnel that carries requests.
                long published = System.currentTimeMillis();
                Eventually.holds("all was looked at", () -> state.lastSample() > published
                        && state.fault().equals("none"));
                assertThat(daemon.counted("tunnel_manager_strikes_total")).isZero();

                long began = System.nanoTime();
                Files.writeString(bench.faults(), "black-hole-before=" + System.currentTimeMillis() + "\n");
                assertThat(bench.isServed(HOSTNAME)).isFalse();
                Eventually.holds("the hostname is served again", () -> bench.isServed(HOSTNAME));
                Duration took = Duration.ofNanos(System.nanoTime() - began);

                System.out.println("Served again " + took.toMillis() + " ms after the black hole began");
                assertThat(took).isLessThan(SERVED_WITHIN);
                Eventually.holds("the restart is on record", () -> state.audit("watch.restart") == 1);
                assertThat(daemon.page("/metrics")).contains("tunnel_manager_strikes_total{reason=\"black_hole\"} 3.0");
            }
        }
    }
}
