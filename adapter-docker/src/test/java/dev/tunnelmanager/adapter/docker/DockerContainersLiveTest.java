package dev.tunnelmanager.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.contracts.Waits;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container.State;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.standins.engine.LiveEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Looking after one container of a real engine. */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerContainersLiveTest {

    private final LiveEngine engine;
    private final DockerContainers containers = new DockerContainers(LiveEngine.usualHost());

    DockerContainersLiveTest(@TempDir Path folder) throws IOException, InterruptedException {
        engine = new LiveEngine(folder);
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        containers.close();
        engine.clean();
    }

    @Test
    void finds_a_connector_by_its_image_and_by_its_name() throws IOException, InterruptedException {
        String connector = engine.connector("found");
        String other = engine.service("not-found", 8080);
        assertThat(containers.findConnectors("")).extracting(ObservedContainer::name).contains(connector)
                .doesNotContain(other);
        assertThat(containers.findConnectors(other)).extracting(ObservedContainer::name).containsExactly(other);
    }

    @Test
    void restarts_a_container_and_sees_that_it_has() throws IOException, InterruptedException {
        String name = engine.connector("restarted");
        ObservedContainer before = containers.inspect(name).orElseThrow();
        containers.restart(name, Duration.ofSeconds(1));
        ObservedContainer after = containers.inspect(name).orElseThrow();
        assertThat(after.state()).isEqualTo(State.RUNNING);
        assertThat(after.startedAt().orElse(Instant.EPOCH)).isAfter(before.startedAt().orElseThrow());
        assertThat(after.restarts()).describedAs("only the engine's own count").isZero();
        assertThatThrownBy(() -> containers.restart(engine.named("nobody"), Duration.ofSeconds(1)))
                .isInstanceOf(PortFailure.class).hasMessageContaining("nobody");
    }

    @Test
    void tells_how_a_container_has_ended() throws IOException, InterruptedException {
        String name = engine.service("ended", 8080);
        engine.docker("kill", name);
        ObservedContainer ended = containers.inspect(name).orElseThrow();
        assertThat(ended.state()).isEqualTo(State.STOPPED);
        assertThat(ended.exitCode()).contains(137);
        assertThat(ended.addresses()).isEmpty();
    }

    @Test
    void reads_the_end_of_a_log_with_and_without_a_terminal() throws IOException, InterruptedException {
        String name = engine.connector("log");
        engine.docker("exec", name, "/bin/sh", "-c", "for i in 1 2 3; do echo line $i > /proc/1/fd/1; done;"
                + "echo error > /proc/1/fd/2");
        assertThat(awaitLog(name, 4)).containsExactlyInAnyOrder("line 1", "line 2", "line 3", "error");
        assertThat(containers.logsTail(name, 2)).hasSize(2);
        String terminal = engine.connector("log-terminal", "-t");
        engine.docker("exec", terminal, "/bin/sh", "-c", "echo on a terminal > /proc/1/fd/1");
        assertThat(awaitLog(terminal, 1)).containsExactly("on a terminal");
        assertThatThrownBy(() -> containers.logsTail(engine.named("nobody"), 1)).isInstanceOf(PortFailure.class);
    }

    @Test
    void reads_a_log_from_a_time_on_and_what_the_health_check_says() throws IOException, InterruptedException {
        String name = engine.connector("since", "--health-cmd", "false", "--health-interval", "1s", "--health-retries",
                "1");
        engine.docker("exec", name, "/bin/sh", "-c", "echo before > /proc/1/fd/1");
        assertThat(awaitLog(name, 1)).containsExactly("before");
        Instant written = containers.logsSince(name, Instant.EPOCH, 10).getFirst().at();
        engine.docker("exec", name, "/bin/sh", "-c", "sleep 2; echo after > /proc/1/fd/1");
        assertThat(awaitLog(name, 2)).containsExactly("before", "after");
        assertThat(containers.logsSince(name, written.plusSeconds(2), 10)).extracting(LoggedLine::text)
                .containsExactly("after");
        Waits.until("its health check has failed", () -> containers.inspect(name).orElseThrow().health()
                .filter("unhealthy"::equals).isPresent());
        assertThat(containers.inspect(engine.connector("no-check")).orElseThrow().health()).isEmpty();
    }

    /** The engine writes the log beside the container. */
    private List<String> awaitLog(String name, int lines) {
        List<String> seen = List.of();
        for (int attempt = 0; attempt < 200 && seen.size() < lines; attempt++) {
            seen = containers.logsTail(name, lines);
        }
        return seen;
    }

    @Test
    void a_port_inside_is_reached_by_the_ways_that_are_told() throws IOException, InterruptedException {
        int published = LiveEngine.freePort();
        String net = engine.network("ways");
        String name = engine.service("ways", 20_241, "--network", net, "-p", "127.0.0.1:" + published + ":20241");
        List<Endpoint> ways = containers.waysTo(name, PortNumber.of(20_241));
        assertThat(ways).hasSize(2).contains(new Endpoint("127.0.0.1", PortNumber.of(published)));
        for (Endpoint way : ways) {
            assertThat(fetch(way)).isEqualTo(name);
        }
        int onHost = LiveEngine.freePort();
        String host = engine.service("ways-host", onHost, "--network", "host");
        assertThat(containers.waysTo(host, PortNumber.of(onHost))).singleElement()
                .satisfies(way -> assertThat(fetch(way)).isEqualTo(host));
    }

    private static String fetch(Endpoint endpoint) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://" + endpoint)).timeout(Duration.ofSeconds(5)).build(),
                    HttpResponse.BodyHandlers.ofString()).body().strip();
        }
    }

    @Test
    void a_process_in_a_container_can_tell_which_by_what_it_sees_of_itself(@TempDir Path folder)
            throws IOException, InterruptedException {
        for (String groups : List.of("host", "private")) {
            String name = engine.connector("self-" + groups, "--cgroupns", groups);
            Path self = Files.createDirectories(folder.resolve(groups));
            Files.writeString(self.resolve("cgroup"), engine.docker("exec", name, "/bin/cat", "/proc/self/cgroup"));
            Files.writeString(self.resolve("mountinfo"),
                    engine.docker("exec", name, "/bin/cat", "/proc/self/mountinfo"));
            assertThat(OwnContainer.find(self)).isEqualTo(containers.inspect(name).map(ObservedContainer::id));
        }
        assertThat(OwnContainer.find(Path.of("/proc/1"))).isEqualTo(Optional.empty());
    }
}
