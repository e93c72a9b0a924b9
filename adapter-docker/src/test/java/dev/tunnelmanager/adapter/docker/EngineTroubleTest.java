package dev.tunnelmanager.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a snapshot says when the engine is not well. */
class EngineTroubleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(9);

    @TempDir
    Path folder = Path.of("");

    private FakeEngine engine;

    @BeforeEach
    void start() throws IOException {
        engine = FakeEngine.onUnix(folder.resolve("docker.sock")).reply("/networks", "[]").reply("/containers/json",
                "[]");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static DockerTopology topology(String host) {
        return new DockerTopology(host, Optional::empty, InstantSource.system());
    }

    private static DockerTopology hasty(String host) {
        return new DockerTopology(new Engine(EngineAddress.parse(host), Duration.ofMillis(1500)), Optional::empty,
                InstantSource.system());
    }

    private static String reason(DockerTopology topology) {
        TopologySnapshot snapshot = topology.snapshot();
        assertThat(snapshot.engine()).isInstanceOf(EngineView.Unknown.class);
        return ((EngineView.Unknown) snapshot.engine()).reason();
    }

    @Test
    void silence_is_unknown_within_seconds_and_leaves_no_connection() {
        engine.beSilentOn("/containers/json");
        try (DockerTopology topology = topology(engine.host())) {
            long begin = System.nanoTime();
            assertThat(reason(topology)).contains("did not answer within");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(4), PATIENCE);
            awaitConnections(engine, 0);
        }
    }

    @Test
    void silence_over_the_network_is_unknown_and_leaves_no_connection() throws IOException {
        try (FakeEngine remote = FakeEngine.onTcp()) {
            remote.reply("/containers/json", "[]").beSilentOn("/networks");
            try (DockerTopology topology = hasty(remote.host())) {
                assertThat(reason(topology)).contains("did not answer within");
                awaitConnections(remote, 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/containers/a/json", "/networks"})
    void silence_in_the_middle_is_unknown_and_the_next_look_may_be_well(String path) {
        engine.reply("/containers/json", "[{\"Id\":\"a\"}]").reply("/containers/a/json", "{\"Id\":\"a\"}")
                .beSilentOn(path);
        try (DockerTopology topology = hasty(engine.host())) {
            assertThat(reason(topology)).contains("did not answer within");
            engine.speakAgain();
            assertThat(topology.snapshot().engine()).isInstanceOf(EngineView.Present.class);
        }
    }

    @Test
    void an_interrupted_look_is_unknown_and_the_thread_stays_interrupted() throws InterruptedException {
        engine.beSilentOn("/containers/json");
        try (DockerTopology topology = topology(engine.host())) {
            boolean[] interrupted = new boolean[1];
            Thread looking = Thread.ofPlatform().start(() -> {
                assertThat(reason(topology)).contains("interrupted");
                interrupted[0] = Thread.currentThread().isInterrupted();
            });
            engine.silenceMet().await();
            looking.interrupt();
            looking.join();
            assertThat(interrupted[0]).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 500, 503})
    void an_error_answer_is_unknown_with_the_engines_words(int status) {
        engine.reply("/containers/json", status, "{\"message\":\"disk on fire\"}");
        try (DockerTopology topology = topology(engine.host())) {
            String reason = reason(topology);
            assertThat(reason).startsWith("The container engine at " + engine.host());
            if (status != 404) {
                assertThat(reason).contains("HTTP " + status, "disk on fire");
            }
        }
    }

    @Test
    void an_error_on_one_container_makes_the_whole_look_unknown() {
        engine.reply("/containers/json", "[{\"Id\":\"a\"}]").reply("/containers/a/json", 500, "{\"message\":\"busy\"}");
        try (DockerTopology topology = topology(engine.host())) {
            assertThat(reason(topology)).contains("inspect container a", "busy");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "<html>", "{}", "[{", "[null]", "[{}]", "[{\"Id\":\"a\",\"Ports\":\"none\"}]"})
    void nonsense_is_unknown(String body) {
        engine.reply("/containers/json", body);
        try (DockerTopology topology = topology(engine.host())) {
            assertThat(reason(topology)).isNotBlank();
        }
    }

    @Test
    void a_port_that_no_engine_should_show_is_unknown_and_not_an_exception() {
        engine.reply("/containers/json", "[{\"Id\":\"a\"}]").reply("/containers/a/json", """
                {"Id":"a","State":{"Status":"running"},
                 "NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"99999"}]}}}""");
        try (DockerTopology topology = topology(engine.host())) {
            assertThat(reason(topology)).contains("99999");
        }
    }

    @Test
    void a_socket_that_nobody_serves_is_unknown() {
        engine.goAway(false);
        assertThat(folder.resolve("docker.sock")).exists();
        try (DockerTopology topology = topology(engine.host())) {
            assertThat(reason(topology)).contains("nothing accepts connections");
        }
    }

    @Test
    void a_socket_that_has_gone_is_unknown_for_ever_and_one_that_never_was_is_absent() {
        try (DockerTopology before = topology(engine.host()); DockerTopology after = topology(engine.host())) {
            assertThat(before.snapshot().engine()).isInstanceOf(EngineView.Present.class);
            engine.goAway(true);
            assertThat(reason(before)).contains("was there before");
            assertThat(reason(before)).contains("was there before");
            assertThat(after.snapshot().engine()).isEqualTo(new EngineView.Absent());
        }
    }

    @Test
    void something_else_at_the_path_is_unknown() throws IOException {
        Path file = Files.writeString(folder.resolve("file.sock"), "");
        Path link = Files.createSymbolicLink(folder.resolve("link.sock"), folder.resolve("nothing"));
        try (DockerTopology toFile = topology("unix://" + file);
                DockerTopology toNothing = topology("unix://" + link)) {
            assertThat(reason(toFile)).contains(file.toString());
            assertThat(reason(toNothing)).contains("its socket is not there");
        }
    }

    @Test
    void a_network_address_that_refuses_is_unknown() throws IOException {
        String host;
        try (FakeEngine gone = FakeEngine.onTcp()) {
            host = gone.host();
        }
        try (DockerTopology topology = topology(host)) {
            assertThat(reason(topology)).contains("nothing accepts connections");
        }
    }

    @Test
    void listeners_that_break_do_not_break_the_look() {
        try (DockerTopology topology = new DockerTopology(engine.host(), () -> {
            throw new IllegalStateException("no /proc");
        }, InstantSource.system())) {
            TopologySnapshot snapshot = topology.snapshot();
            assertThat(snapshot.listeners()).isEmpty();
            assertThat(snapshot.engine()).isInstanceOf(EngineView.Present.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "off", "/var/run/docker.sock", "unix://", "unix:///", "unix://var/run/docker.sock",
            "tcp://host",
            "tcp://:2375", "ssh://host", "npipe:////./pipe/docker_engine", "unix:///a b"})
    void an_address_of_another_form_is_refused_with_the_value(String host) {
        assertThatThrownBy(() -> topology(host)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + host + "\"").hasMessageContaining("unix:///var/run/docker.sock");
    }

    private static void awaitConnections(FakeEngine engine, int expected) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (engine.connections() != expected && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        assertThat(engine.connections()).isEqualTo(expected);
    }
}
