package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.standins.connector.EchoService;
import dev.tunnelmanager.standins.engine.LiveEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The instances of the template unit that {@code install} writes as replicas, under a real systemd. */
@Tag("live")
class SystemdReplicasLivePackagedTest {

    private static final String HOSTNAME = "api.example.com";
    private static final String ADVICE = "Put the replicas in the place of cloudflared.service with: ";

    @Test
    void replicas_take_the_place_of_a_unit_and_are_rolled_without_losing_a_request(@TempDir Path folder)
            throws Exception {
        List<Integer> ports = List.of(Bench.freePort(), Bench.freePort());
        List<String> instances = ports.stream().map(port -> "cloudflared@" + port + ".service").toList();
        try (SystemdBench host = SystemdBench.start(folder, Map.of("connector.metrics", "[\"127.0.0.1:" + ports.get(0)
                + "\", \"127.0.0.1:" + ports.get(1) + "\"]"));
                EchoService service = EchoService
                        .start(Duration.ofSeconds(2))) {
            host.stockUnit(15);
            host.systemd().systemctl("enable", "--now", "cloudflared");
            host.serve();
            host.publish("shop", "api", service.port());

            try (PublicLoad load = PublicLoad.on(host.bench().edge().httpPort(), HOSTNAME)) {
                String advice = host.manager("install", "--connector-replicas").endsWith(0).out().lines()
                        .filter(line -> line.startsWith(ADVICE)).findFirst().orElseThrow();
                host.systemd().systemctl("daemon-reload");
                assertThat(host.systemd().run("systemd-analyze", "verify", "--man=no", instances.getFirst()).text())
                        .isEmpty();
                LiveEngine.Said done = host.systemd().run("sh", "-c", advice.substring(ADVICE.length()));
                assertThat(done.exitCode()).as(done.text()).isZero();
                assertThat(host.systemd().property("cloudflared", "ActiveState")).isEqualTo("inactive");
                assertThat(host.bench().edgeConnectors()).hasSize(2);

                host.publish("shop", "www", service.port());

                PublicLoad.Tally tally = load.end();
                assertThat(tally.lost()).as(host.said()).isEmpty();
                assertThat(tally.of("new")).isPositive();
                assertThat(tally.of("new, slow")).isPositive();
            }
            for (String instance : instances) {
                assertThat(host.systemd().journal(instance).lines().filter(line -> line.contains("Starting tunnel")))
                        .as("rolled once").hasSize(2);
            }
            assertThat(host.manager("status", "--meta").endsWith(0).out()).contains("All 2 replicas are connected");
        }
    }
}
