package dev.tunnelmanager.launcher.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.standins.engine.LiveEngine;
import dev.tunnelmanager.standins.engine.OwnEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a published hostname does while containers move about and the engine stops, hangs and comes back. */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReactionLiveTest {

    private static final int INSIDE = 8080;

    private final OwnEngine own;
    private final LiveEngine engine;
    private final Path folder;
    private int tests;
    private Plane plane;
    private String net = "";
    private String connector = "";
    private String service = "";
    private int port;

    ReactionLiveTest(@TempDir Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        own = OwnEngine.start();
        engine = new LiveEngine(folder, own.host());
    }

    @BeforeEach
    void publish() throws IOException, InterruptedException {
        String name = "t" + ++tests;
        net = engine.network(name);
        connector = engine.connector(name + "-connector", "--restart", "always", "--network", net);
        service = engine.service(name + "-web", INSIDE, "--restart", "always", "--expose", "" + INSIDE, "--network",
                net);
        port = INSIDE;
        plane = new Plane(Files.createDirectory(folder.resolve(name)), own.host(), new ProjectName(engine.run()));
        plane.connectorIn(engine.docker("inspect", "-f", "{{.Id}}", connector));
        plane.allocate(port);
        assertThat(plane.published("api", port)).isEqualTo("http://" + service + ":" + INSIDE);
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        plane.close();
        own.goOn();
        engine.docker("rm", "-f", connector, service);
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        own.close();
    }

    private void assertFollowed(String expected) throws IOException, InterruptedException {
        Await.until("the rule leads to " + expected, () -> plane.service("api").equals(Optional.of(expected)));
        assertThat(engine.fetchFrom(connector, expected)).as("what answers at %s", expected).isPresent();
        assertUndisturbed();
    }

    /** The record is the one that was made at first, and what others wrote stands. */
    private void assertUndisturbed() {
        assertThat(plane.directory.changes()).as("changes of records").isEqualTo(1);
        assertThat(plane.leads("api")).isTrue();
        assertThat(plane.rules.standing()).contains(Plane.SOMEBODY_ELSES);
        assertThat(plane.rules.standing().stream().map(IngressRule::hostname).collect(Collectors.toList()))
                .isEqualTo(List.of("blog.example.com", "api.example.com", ""));
        assertThat(plane.route("api").state()).isIn(RouteState.LIVE, RouteState.VERIFIED);
    }

    @Test
    void a_renamed_container_is_followed() throws IOException, InterruptedException {
        String renamed = service + "-renamed";
        engine.docker("rename", service, renamed);
        service = renamed;
        assertFollowed("http://" + renamed + ":" + INSIDE);
    }

    @Test
    void a_container_that_leaves_the_network_and_comes_back_under_another_name_is_followed()
            throws IOException, InterruptedException {
        int changes = plane.rules.changes();
        String other = engine.network("elsewhere" + tests);
        engine.docker("network", "connect", other, service);
        engine.docker("network", "disconnect", net, service);
        Refusal refusal = awaitRefusal();
        assertThat(plane.rules.changes()).as("nothing is withdrawn for want of a target").isEqualTo(changes);
        assertUndisturbed();
        assertThat(refusal.code()).isEqualTo(RefusalCode.TARGET_UNREACHABLE);
        engine.docker("rename", service, service + ".1");
        service += ".1";
        engine.docker("network", "connect", "--alias", "back", net, service);
        assertFollowed("http://back:" + INSIDE);
    }

    /** Asks for another hostname at the same service until that is refused: the engine has shown the change by then. */
    private Refusal awaitRefusal() {
        return plane.refused("other", port);
    }

    @Test
    void a_container_made_anew_with_another_port_is_followed() throws IOException, InterruptedException {
        engine.docker("rm", "-f", service);
        engine.service(service.substring(engine.run().length() + 1), 9000, "-p", "127.0.0.1:" + port + ":9000",
                "--network", net);
        assertFollowed("http://" + service + ":9000");
    }

    @Test
    void a_container_that_stops_and_starts_keeps_its_hostname() throws IOException, InterruptedException {
        int changes = plane.rules.changes();
        engine.docker("stop", "-t", "1", service);
        assertThat(plane.refused("other", port).code()).isEqualTo(RefusalCode.TARGET_NOT_RUNNING);
        assertUndisturbed();
        engine.docker("start", service);
        assertThat(plane.published("other", port)).isEqualTo("http://" + service + ":" + INSIDE);
        assertThat(plane.rules.changes()).isEqualTo(changes + 1);
        assertThat(plane.service("api")).contains("http://" + service + ":" + INSIDE);
    }

    @Test
    void an_engine_that_restarts_changes_nothing_and_is_followed_afterwards()
            throws IOException, InterruptedException {
        int changes = plane.rules.changes();
        own.stop();
        assertThat(plane.refused("other", port).code()).isEqualTo(RefusalCode.TARGET_UNKNOWN);
        assertUndisturbed();
        own.startAgain();
        Await.until("its containers run again", () -> engine.docker("inspect", "-f", "{{.State.Running}}", service,
                connector).equals("true\ntrue"));
        assertThat(plane.rules.changes()).isEqualTo(changes);
        String renamed = service + "-renamed";
        engine.docker("rename", service, renamed);
        service = renamed;
        assertFollowed("http://" + renamed + ":" + INSIDE);
    }

    @Test
    void what_moved_while_nobody_could_look_is_followed() throws IOException, InterruptedException {
        String renamed = service + "-renamed";
        engine.docker("rename", service, renamed);
        // The event is on its way, and the look that it causes is not answered.
        own.hang();
        service = renamed;
        Refusal refusal = plane.refused("other", port);
        assertThat(refusal.code()).isEqualTo(RefusalCode.TARGET_UNKNOWN);
        assertUndisturbed();
        own.goOn();
        assertFollowed("http://" + renamed + ":" + INSIDE);
    }

    @Test
    void an_engine_that_is_gone_comes_back_by_what_is_recommended() throws IOException, InterruptedException {
        own.stop();
        Refusal refusal = plane.refused("other", port);
        assertThat(refusal.code()).isEqualTo(RefusalCode.TARGET_UNKNOWN);
        assertUndisturbed();
        // This machine may have no systemd, so what stands for it starts the engine that the test is about.
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path asked = folder.resolve("asked");
        Path systemctl = Files.writeString(bin.resolve("systemctl"), "#!/bin/sh\necho \"$@\" > " + asked + "\n");
        assertThat(systemctl.toFile().setExecutable(true)).isTrue();
        assertThat(engine.shell("PATH=" + bin + ":$PATH; " + refusal.recommendation()).exitCode()).isZero();
        assertThat(Files.readString(asked).strip()).isEqualTo("start docker");
        own.startAgain();
        Await.until("its containers run again", () -> engine.docker("inspect", "-f", "{{.State.Running}}", service,
                connector).equals("true\ntrue"));
        assertThat(plane.published("other", port)).isEqualTo("http://" + service + ":" + INSIDE);
    }
}
