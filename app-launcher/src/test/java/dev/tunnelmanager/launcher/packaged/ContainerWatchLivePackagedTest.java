package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.standins.engine.LiveEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon over a connector in a container of a real engine. */
@Tag("live")
class ContainerWatchLivePackagedTest {

    private static final String HOSTNAME = "api.example.com";
    private static final String GRACE = "20s";
    private static final String INTERVAL = "15s";
    /** Less than that, so that the watch must have been told. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @Test
    void a_container_that_was_killed_is_started_at_once_and_what_the_engine_says_of_it_is_told(@TempDir Path folder)
            throws Exception {
        LiveEngine engine = new LiveEngine(folder);
        try (Bench bench = Bench.start()) {
            int status = Bench.freePort();
            String health = "wget -q -O /dev/null http://127.0.0.1:" + status + "/ready";
            String connector = engine.start(engine.named("tunnel"), StandInContainer.of(engine, bench, status, GRACE,
                    List.of("--network", "host", "--health-cmd", health,
                            "--health-interval", "1s", "--health-retries", "1"),
                    List.of("--edge", bench.edge().address())));
            bench.configure(Map.of("monitor.interval", INTERVAL, "connector.kind", "docker", "connector.container",
                    connector, "connector.metrics",
                    "[\"127.0.0.1:" + status + "\"]", "connector.grace-period", GRACE, "docker.host",
                    "\"" + engine.host() + "\"", "connector.extra-args", "[]", "edge.addresses",
                    "[\"" + bench.edge().address() + "\"]", "http.listen", "\"off\""));
            Eventually.holds("it is linked", () -> bench.edgeConnectors().size() == 1);
            Process daemon = bench.inOwnSession("serve");
            try {
                int port = bench.service("shop");
                bench.run("ports", "allocate", Integer.toString(port), "--project", "shop").endsWith(0);
                bench.run("request", "api", Integer.toString(port), "--project", "shop").endsWith(0);
                EdgeReply served = bench.ask(HOSTNAME);
                assertThat(served.status()).isEqualTo(200);
                List<String> before = bench.edgeConnectors();

                Duration took = killed(engine, bench, connector, before, served);

                assertThat(took).isLessThan(AT_ONCE);
                assertThat(engine.docker("inspect", "-f", "{{.RestartCount}}", connector)).as("by the engine")
                        .isEqualTo("0");
                String audit = bench.run("audit", "--meta", "--json").endsWith(0).out();
                assertThat(audit).contains("watch.start", "No connector process runs");

                StateView state = StateView.of(bench);
                bench.edge().outage(true);
                try {
                    Eventually.holds("what the engine says of its health is evidence", () -> state.evidence()
                            .contains("container " + connector + " is running (unhealthy), 0 restarts."));
                } catch (AssertionError never) {
                    throw new AssertionError(state.evidence() + said(bench), never);
                }
            } finally {
                daemon.destroy();
                daemon.waitFor();
            }
        } finally {
            engine.clean();
        }
    }

    private static String said(Bench bench) throws Exception {
        return Files.readString(bench.stateDir().resolve("logs/tunnel-manager.log"));
    }

    private static Duration killed(LiveEngine engine, Bench bench, String connector, List<String> before,
            EdgeReply served) throws Exception {
        long began = System.nanoTime();
        engine.docker("kill", connector);
        try {
            Eventually.holds("served again", () -> !before.containsAll(bench.edgeConnectors())
                    && bench.ask(HOSTNAME).equals(served));
        } catch (AssertionError never) {
            throw new AssertionError(said(bench), never);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.println("Served again " + took.toMillis() + " ms after the container was killed");
        return took;
    }
}
