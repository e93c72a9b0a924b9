package dev.tunnelmanager.launcher.live;

import static dev.tunnelmanager.launcher.live.LiveHost.HOST;
import static dev.tunnelmanager.launcher.live.LiveHost.INSIDE;
import static dev.tunnelmanager.launcher.live.LiveHost.OTHERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.standins.engine.LiveEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the table that hold wherever the connector is: states, owners, choices, and an engine that cannot be asked. */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnershipLiveTest {

    private final LiveHost live;

    OwnershipLiveTest(@TempDir Path folder) throws IOException, InterruptedException {
        live = new LiveHost(folder);
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        live.close();
    }

    private String connector(String name) throws IOException, InterruptedException {
        return live.engine.connector(name + "-connector", "--network", live.engine.network(name));
    }

    private String serviceBeside(String name, int port) throws IOException, InterruptedException {
        return live.engine.service(name, port, "--expose", "" + port, "--network", live.engine.named(name));
    }

    @Test
    void a_paused_container_accepts_and_never_answers() throws IOException, InterruptedException {
        String connector = connector("paused");
        String name = serviceBeside("paused", 9101);
        live.assertServed(connector, 9101, name);
        live.engine.docker("pause", name);
        live.assertWrong(connector, "http://" + name + ":9101", name);
        live.carryOut(live.assertRefused(connector, 9101, RefusalCode.TARGET_NOT_RUNNING));
        live.assertServed(connector, 9101, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "container"})
    void a_stopped_container_is_started(String seat) throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String connector = seat.equals("host") ? HOST : connector("stopped");
        String name = live.engine.service("stopped-" + seat, port, "-p", port + ":" + port);
        live.engine.docker("stop", "-t", "0", name);
        live.assertWrong(HOST, "http://localhost:" + port, name);
        live.carryOut(live.assertRefused(connector, port, RefusalCode.TARGET_NOT_RUNNING));
        live.assertServed(connector, port, name);
    }

    @Test
    void a_created_container_is_started_and_connected() throws IOException, InterruptedException {
        String connector = connector("created");
        String name = live.engine.createService("created", 9102, "--expose", "9102");
        Refusal refusal = live.assertRefused(connector, 9102, RefusalCode.TARGET_NOT_RUNNING);
        live.carryOut(refusal);
        live.assertServed(connector, 9102, name);
    }

    @Test
    void a_container_that_keeps_failing_is_restarted_once_it_can_run() throws IOException, InterruptedException {
        String connector = connector("failing");
        String counting = "echo . >> /tmp/starts; test $(wc -l < /tmp/starts) -gt 7 || exit 1; ";
        String name = live.engine.script("failing",
                counting + "echo ready > /www/index.html; exec httpd -f -p 9103 -h /www",
                "--restart", "always", "--expose", "9103", "--network", live.engine.named("failing"));
        Await.until("it waits for its eighth start", () -> live.engine
                .docker("inspect", "-f", "{{.RestartCount}} {{.State.Status}}", name).equals("6 restarting"));
        live.assertWrong(connector, "http://" + name + ":9103", "ready");
        live.carryOut(live.assertRefused(connector, 9103, RefusalCode.TARGET_NOT_RUNNING));
        live.assertServed(connector, 9103, "ready");
    }

    /** A container is dead if it could not be removed, and can neither be started nor be told from one that never was. */
    @Test
    void a_dead_container_is_replaced() throws IOException, InterruptedException {
        String connector = connector("dead");
        String name = serviceBeside("dead", 9107);
        Path obstacle = Files.createFile(Path.of(live.engine.docker("info", "-f", "{{.DockerRootDir}}"), "containers",
                live.engine.docker("inspect", "-f", "{{.Id}}", name), "obstacle"));
        boolean fixed = live.engine.shell("chattr +i " + obstacle).exitCode() == 0;
        try {
            assumeThat(fixed).as("a file system that knows files that cannot be removed").isTrue();
            live.engine.tryDocker("rm", "-f", name);
            assertThat(live.engine.docker("inspect", "-f", "{{.State.Status}}", name)).isEqualTo("dead");
            Refusal refusal = live.assertRefused(connector, 9107, RefusalCode.TARGET_NOT_FOUND);
            String next = live.engine.named("9107");
            new Recommendation(refusal, live.engine).with(live.engine.serving(next, 9107)).run();
            live.assertServed(connector, 9107, next);
        } finally {
            live.engine.shell("chattr -i " + obstacle);
        }
    }

    @Test
    void a_port_of_another_project_is_never_taken() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String theirs = live.engine.service("theirs", INSIDE, "--label", OTHERS, "-p", port + ":" + INSIDE);
        Refusal refusal = live.assertRefused(HOST, port, RefusalCode.TARGET_NOT_YOURS);
        live.assertWrong(HOST, "http://localhost:" + port, "one of ours");
        assertThat(LiveEngine.fetch("http://localhost:" + port)).as("what one would choose is wrong").contains(theirs);
        assertThat(refusal.recommendation()).contains("port_allocate {}");
        int allocated = LiveEngine.freePort();
        String ours = live.engine.service("ours", allocated, "-p", allocated + ":" + allocated);
        live.assertServed(HOST, allocated, ours);
    }

    @Test
    void an_unpublished_container_whose_port_another_project_publishes_goes_elsewhere()
            throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        live.engine.service("squatter", INSIDE, "--label", OTHERS, "-p", port + ":" + INSIDE);
        String name = live.engine.service("squatted", port, "--expose", "" + port);
        Refusal refusal = live.assertRefused(HOST, port, RefusalCode.TARGET_NOT_YOURS);
        live.assertWrong(HOST, "http://localhost:" + port, name);
        int allocated = LiveEngine.freePort();
        new Recommendation(refusal, live.engine).withPort(allocated).with(live.engine.howMade(name).orElseThrow())
                .run();
        live.assertServed(HOST, allocated, name);
    }

    @Test
    void two_projects_with_one_port_inside() throws IOException, InterruptedException {
        String connector = connector("both");
        String theirNet = live.engine.network("their");
        live.engine.docker("network", "connect", theirNet, connector);
        live.engine.service("their-service", 9104, "--label", OTHERS, "--expose", "9104", "--network", theirNet);
        Refusal refusal = live.assertRefused(connector, 9104, RefusalCode.TARGET_NOT_YOURS);
        String name = live.engine.named("9104");
        new Recommendation(refusal, live.engine).with(live.engine.serving(name, 9104)).run();
        live.assertServed(connector, 9104, name);
    }

    @Test
    void a_namespace_that_another_project_shares_may_be_answered_by_it() throws IOException, InterruptedException {
        String connector = connector("crowded");
        String owner = live.engine.connector("crowded-owner", "--label", OTHERS, "--expose", "9105", "--network",
                live.engine.named("crowded"));
        String name = live.engine.sidecar("crowded-service", 9105, owner);
        Refusal refusal = live.assertRefused(connector, 9105, RefusalCode.TARGET_NOT_YOURS);
        new Recommendation(refusal, live.engine).with(live.engine.howMade(name).orElseThrow()).run();
        live.assertServed(connector, 9105, name);
    }

    @Test
    void several_that_fit_are_told_apart_by_name() throws IOException, InterruptedException {
        String connector = connector("several");
        String first = serviceBeside("several", 9106);
        live.engine.service("several-too", 9106, "--expose", "9106", "--network", live.engine.named("several"));
        Refusal refusal = live.assertRefused(connector, 9106, RefusalCode.TARGET_AMBIGUOUS);
        assertThat(refusal.problem()).contains(first).contains(live.engine.named("several-too"));
        ServiceHint hint = new Recommendation(refusal, live.engine).hint();
        live.assertServed(connector, 9106, hint, hint.container().orElseThrow());
    }

    @Test
    void a_container_and_a_process_on_one_port_are_told_apart() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        live.process("the-process", "127.0.0.1", port);
        live.engine.service("the-container", port, "--expose", "" + port);
        Refusal refusal = live.assertRefused(HOST, port, RefusalCode.TARGET_AMBIGUOUS);
        live.assertServed(HOST, port, new Recommendation(refusal, live.engine).hint(), "the-process");
    }
}
