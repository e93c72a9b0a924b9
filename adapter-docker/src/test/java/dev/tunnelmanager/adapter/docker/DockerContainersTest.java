package dev.tunnelmanager.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.State;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerContainersTest {

    private static final PortNumber METRICS = PortNumber.of(20_241);
    private static final String OURS = "0".repeat(64);

    @TempDir
    Path folder = Path.of("");

    private FakeEngine engine;
    private DockerContainers containers;

    @BeforeEach
    void start() throws IOException {
        engine = FakeEngine.onUnix(folder.resolve("docker.sock"));
        containers = new DockerContainers(new Engine(EngineAddress.parse(engine.host())), folder);
    }

    @AfterEach
    void stop() {
        containers.close();
        engine.close();
    }

    /** Puts containers, of which each is found by its id and its name, both the same. */
    private void put(String... inspected) {
        for (String json : inspected) {
            engine.reply("/containers/" + id(json) + "/json", json);
        }
        engine.reply("/containers/json", Arrays.stream(inspected).map(json -> "{\"Id\":\"" + id(json) + "\"}")
                .collect(Collectors.joining(",", "[", "]")));
    }

    private static String id(String json) {
        return json.substring("{\"Id\":\"".length(), json.indexOf('"', "{\"Id\":\"".length()));
    }

    private static String json(String id, String state, String image, String path, String arguments, String mode,
            String settings) {
        return """
                {"Id":"%s","Name":"/%s","Path":"%s","Args":[%s],"RestartCount":3,"State":{"Status":"%s","ExitCode":137,
                 "StartedAt":"2026-11-20T22:18:25.454Z"},"Config":{"Image":"%s"},"HostConfig":{"NetworkMode":"%s"},
                 "NetworkSettings":{%s}}""".formatted(id, id, path, arguments, state, image, mode, settings);
    }

    private static String connector(String id, String mode, String settings) {
        return json(id, "running", "cloudflare/cloudflared:2026.11.0", "cloudflared", "\"tunnel\",\"run\"", mode,
                settings);
    }

    private static void assertFails(ThrowingCallable call, Kind kind, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(PortFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.problem()).contains(words);
            assertThat(failure.recommendation()).isNotBlank();
        });
    }

    @Test
    void finds_connectors_by_image_or_program_running_ones_first() {
        put(json("a-stopped", "exited", "docker.io/cloudflare/cloudflared:latest", "/x", "", "bridge", ""),
                json("b-program", "running", "distroless:1", "/usr/local/bin/cloudflared", "\"tunnel\"", "bridge", ""),
                json("c-wrapped", "running", "mine:1", "/sbin/tini", "\"--\",\"/bin/cloudflared\",\"tunnel\"", "bridge",
                        ""),
                json("d-other", "running", "nginx:1", "nginx", "\"--upstream\",\"-\",\"-\",\"cloudflared\"", "bridge",
                        ""),
                json("e-image", "running", "cloudflare/cloudflared@sha256:1", "/entry", "", "bridge", ""));
        assertThat(containers.findConnectors("")).extracting(ObservedContainer::name).containsExactly("b-program",
                "c-wrapped", "e-image", "a-stopped");
    }

    @Test
    void a_configured_name_that_exists_is_the_only_answer_and_one_that_does_not_is_no_obstacle() {
        put(connector("one", "bridge", ""), json("mine", "running", "mine:1", "/entry", "", "bridge", ""));
        assertThat(containers.findConnectors("mine")).extracting(ObservedContainer::name).containsExactly("mine");
        assertThat(containers.findConnectors("cloudflared")).extracting(ObservedContainer::name).containsExactly("one");
    }

    @Test
    void there_are_no_connectors_where_there_never_was_an_engine_and_no_answer_where_there_was_one() {
        try (DockerContainers nowhere = new DockerContainers("unix://" + folder.resolve("nothing.sock"))) {
            assertThat(nowhere.findConnectors("cloudflared")).isEmpty();
        }
        put();
        assertThat(containers.findConnectors("cloudflared")).isEmpty();
        engine.goAway(true);
        assertFails(() -> containers.findConnectors("cloudflared"), Kind.UNAVAILABLE, "its socket is not there");
    }

    @Test
    void what_no_engine_should_answer_is_a_failure_in_words() {
        put(connector("odd", "bridge", "\"Ports\":{\"80/tcp\":[{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"99999\"}]}"));
        for (ThrowingCallable question : List.<ThrowingCallable>of(() -> containers.findConnectors(""),
                () -> containers.inspect("odd"), () -> containers.waysTo("odd", METRICS))) {
            assertFails(question, Kind.UNAVAILABLE, "is not understood", "99999");
        }
        engine.reply("/containers/json", "[null]");
        assertFails(() -> containers.findConnectors(""), Kind.UNAVAILABLE, "(something is missing)");
        engine.reply("/containers/json", "[{");
        assertThatThrownBy(() -> containers.findConnectors("")).isInstanceOfSatisfying(PortFailure.class,
                failure -> assertThat(failure.problem()).doesNotContain("Exception", "Source"));
    }

    @Test
    void tells_what_a_keeper_counts() {
        put(connector("up", "bridge", ""), json("down", "exited", "i", "p", "", "bridge", ""),
                json("fresh", "created", "i", "p", "", "bridge", "").replace("2026-11-20T22:18:25.454Z",
                        "0001-01-01T00:00:00Z"));
        ObservedContainer up = containers.inspect("up").orElseThrow();
        assertThat(up.startedAt()).contains(Instant.parse("2026-11-20T22:18:25.454Z"));
        assertThat(up.restarts()).isEqualTo(3);
        assertThat(up.exitCode()).isEmpty();
        assertThat(containers.inspect("down").orElseThrow().exitCode()).contains(137);
        ObservedContainer fresh = containers.inspect("fresh").orElseThrow();
        assertThat(fresh.state()).isEqualTo(State.CREATED);
        assertThat(fresh.startedAt()).isEmpty();
        assertThat(fresh.exitCode()).isEmpty();
        assertThat(containers.inspect("nobody")).isEmpty();
    }

    @Test
    void does_not_print_the_command_which_may_hold_a_token() {
        put(json("c", "running", "i", "cloudflared", "\"tunnel\",\"run\",\"--token\",\"eyJhIjoi\"", "bridge", ""));
        assertThat(containers.inspect("c").orElseThrow().command()).contains("eyJhIjoi");
        assertThat(containers.inspect("c").orElseThrow().toString()).contains("container c").doesNotContain("eyJhIjoi");
    }

    @Test
    void restarts_with_the_time_that_it_was_given() {
        engine.reply("/containers/c/restart", 204, "");
        containers.restart("c", Duration.ofSeconds(35));
        assertThat(engine.requests()).containsExactly("POST /containers/c/restart?t=35");
    }

    @Test
    void a_restart_of_nothing_is_surely_not_applied() {
        assertFails(() -> containers.restart("c", Duration.ofSeconds(1)), Kind.UNAVAILABLE, "no container \"c\"");
    }

    @ParameterizedTest
    @CsvSource({"400,UNAVAILABLE", "403,DENIED", "409,UNAVAILABLE", "500,OUTCOME_UNKNOWN", "503,OUTCOME_UNKNOWN"})
    void a_refused_restart_says_what_is_known(int status, Kind kind) {
        engine.reply("/containers/c/restart", status, "{\"message\":\"port is already allocated\"}");
        assertFails(() -> containers.restart("c", Duration.ofSeconds(1)), kind, "port is already allocated");
    }

    @Test
    void a_restart_whose_connection_breaks_may_have_been_applied() throws InterruptedException {
        engine.beSilentOn("/containers/c/restart");
        Thread breaker = Thread.ofPlatform().start(() -> {
            try {
                engine.silenceMet().await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            engine.goAway(false);
        });
        assertFails(() -> containers.restart("c", Duration.ofSeconds(1)), Kind.OUTCOME_UNKNOWN, "restart container c");
        breaker.join();
    }

    @Test
    void a_restart_at_a_dead_socket_is_surely_not_applied() {
        engine.goAway(false);
        assertFails(() -> containers.restart("c", Duration.ofSeconds(1)), Kind.UNAVAILABLE,
                "nothing accepts connections");
    }

    @Test
    void an_interrupted_restart_may_have_been_applied() throws InterruptedException {
        engine.beSilentOn("/containers/c/restart");
        Kind[] kind = new Kind[1];
        Thread restarting = Thread.ofPlatform().start(() -> {
            try {
                containers.restart("c", Duration.ofSeconds(1));
            } catch (PortFailure e) {
                kind[0] = e.kind();
            }
        });
        engine.silenceMet().await();
        restarting.interrupt();
        restarting.join();
        assertThat(kind[0]).isEqualTo(Kind.OUTCOME_UNKNOWN);
    }

    @Test
    void a_silent_engine_fails_every_question() {
        engine.beSilentOn("/containers/c/json");
        engine.beSilentOn("/containers/json");
        engine.beSilentOn("/containers/c/logs");
        try (DockerContainers hasty = new DockerContainers(
                new Engine(EngineAddress.parse(engine.host()), Duration.ofMillis(500)), folder)) {
            assertFails(() -> hasty.inspect("c"), Kind.UNAVAILABLE, "did not answer");
            assertFails(() -> hasty.findConnectors(""), Kind.UNAVAILABLE, "did not answer");
            assertFails(() -> hasty.logsTail("c", 5), Kind.UNAVAILABLE, "did not answer");
        }
    }

    @Test
    void reads_the_end_of_a_log_whose_lines_are_cut_into_frames() {
        engine.reply("/containers/c/logs", frame(2, "first\nsec") + frame(2, "ond\n") + frame(1, "third\n"));
        assertThat(containers.logsTail("c", 10)).containsExactly("first", "second", "third");
        assertThat(containers.logsTail("c", 2)).containsExactly("second", "third");
        assertThat(engine.requests().getLast()).contains("tail=2", "stdout=true", "stderr=true");
        assertFails(() -> containers.logsTail("nobody", 1), Kind.UNAVAILABLE, "no container \"nobody\"");
    }

    @Test
    void reads_a_log_from_a_time_on_with_the_times_of_the_engine() {
        engine.reply("/containers/c/logs", frame(2, "2026-11-20T12:00:00.123456789Z first\n")
                + frame(1, "2026-11-20T12:00:01Z \n") + frame(2, "the rest of a line that was cut\n"));
        assertThat(containers.logsSince("c", Instant.parse("2026-11-20T12:00:00.9Z"), 50)).containsExactly(
                new LoggedLine(Instant.parse("2026-11-20T12:00:00.123456789Z"), "first"),
                new LoggedLine(Instant.parse("2026-11-20T12:00:01Z"), ""));
        assertThat(engine.requests().getLast()).contains("since=1795176000", "timestamps=true", "tail=50");
        assertThat(containers.logsSince("c", Instant.EPOCH.minusSeconds(9), 50)).hasSize(2);
        assertFails(() -> containers.logsSince("nobody", Instant.EPOCH, 1), Kind.UNAVAILABLE,
                "no container \"nobody\"");
    }

    /** Eight bytes of header: stream, three zeros, length; as short as to be ASCII. */
    private static String frame(int stream, String text) {
        return (char) stream + "\0\0\0\0\0\0" + (char) text.length() + text;
    }

    @Test
    void a_container_on_networks_is_reached_at_its_addresses_then_where_it_is_published() {
        put(connector("c", "shop", """
                "Ports":{"20241/tcp":[{"HostIp":"0.0.0.0","HostPort":"9001"},{"HostIp":"::","HostPort":"9001"},
                {"HostIp":"192.168.1.5","HostPort":"9002"},{"HostIp":"::1","HostPort":"9003"}],
                "20241/udp":[{"HostIp":"0.0.0.0","HostPort":"9009"}],"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"9010"}]},
                "Networks":{"shop":{"NetworkID":"s","IPAddress":"172.18.0.2","GlobalIPv6Address":"fd00::2"},
                "other":{"NetworkID":"o","IPAddress":""}}"""));
        assertThat(containers.waysTo("c", METRICS)).extracting(Endpoint::toString).containsExactly("172.18.0.2:20241",
                "[fd00::2]:20241", "127.0.0.1:9001", "192.168.1.5:9002", "[::1]:9003");
    }

    @Test
    void a_container_in_the_hosts_namespace_is_reached_on_loopback_and_one_in_none_not_at_all() {
        put(connector("h", "host", ""), connector("n", "none", ""));
        assertThat(containers.waysTo("h", METRICS)).containsExactly(new Endpoint("127.0.0.1", METRICS));
        assertThat(containers.waysTo("n", METRICS)).isEmpty();
        assertFails(() -> containers.waysTo("nobody", METRICS), Kind.UNAVAILABLE, "nobody");
    }

    @Test
    void a_borrowed_namespace_is_that_of_its_owner() {
        put(connector("c", "container:b", ""), json("b", "running", "i", "p", "", "container:a", ""),
                json("a", "running", "i", "p", "", "shop", "\"Networks\":{\"shop\":{\"IPAddress\":\"172.18.0.9\"}}"));
        assertThat(containers.waysTo("c", METRICS)).containsExactly(new Endpoint("172.18.0.9", METRICS));
    }

    @Test
    void from_inside_a_container_the_host_is_elsewhere() throws IOException {
        Files.writeString(folder.resolve("cgroup"), "0::/docker/" + OURS + "\n");
        put(connector("c", "shop", "\"Ports\":{\"20241/tcp\":[{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"9001\"}]}"),
                connector("h", "host", ""), connector("beside", "container:" + OURS, ""),
                json(OURS, "running", "i", "p", "", "shop", ""));
        assertThat(containers.ownContainerId()).isEqualTo(Optional.of(OURS));
        assertThat(containers.waysTo("c", METRICS)).extracting(Endpoint::toString)
                .containsExactly("host.docker.internal:9001");
        assertThat(containers.waysTo("h", METRICS)).extracting(Endpoint::toString)
                .containsExactly("host.docker.internal:20241");
        assertThat(containers.waysTo("beside", METRICS)).extracting(Endpoint::toString)
                .containsExactly("127.0.0.1:20241");
        assertThat(containers.inspect(OURS).orElseThrow().mode()).isEqualTo(new NetworkMode.Networks());
    }

    @Test
    void published_ports_of_a_distant_engine_are_on_its_host() throws IOException {
        try (FakeEngine remote = FakeEngine.onTcp();
                DockerContainers there = new DockerContainers(
                        new Engine(EngineAddress.parse(remote.host().replace("127.0.0.1", "localhost"))),
                        folder)) {
            remote.reply("/containers/c/json", connector("c", "shop",
                    "\"Ports\":{\"20241/tcp\":[{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"9001\"}]}"));
            assertThat(there.waysTo("c", METRICS)).extracting(Endpoint::toString).containsExactly("localhost:9001");
        }
    }
}
