package dev.tunnelmanager.launcher.live;

import static dev.tunnelmanager.launcher.live.LiveHost.HOST;
import static dev.tunnelmanager.launcher.live.LiveHost.INSIDE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.standins.engine.LiveEngine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the table with the connector on the host: as a process, and in a container that uses the host's network. */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostConnectorLiveTest {

    private final LiveHost live;

    HostConnectorLiveTest(@TempDir Path folder) throws IOException, InterruptedException {
        live = new LiveHost(folder);
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        live.close();
    }

    private String connector(String seat) throws IOException, InterruptedException {
        return seat.equals("process") ? HOST
                : live.engine.connector("seat-" + LiveEngine.freePort(), "--network", "host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "container"})
    void a_process_of_the_host_is_reached_where_it_listens(String seat) throws IOException, InterruptedException {
        String connector = connector(seat);
        int port = LiveEngine.freePort();
        live.process("loopback-" + seat, "127.0.0.1", port);
        Target loopback = live.assertServed(connector, port, "loopback-" + seat);
        assertThat(loopback.service().text()).isEqualTo("http://localhost:" + port);
        assertThat(loopback.kind()).isEqualTo(Target.Kind.LOCALHOST);
        int six = LiveEngine.freePort();
        live.process("six-" + seat, "::1", six);
        assertThat(live.assertServed(connector, six, "six-" + seat).service().text())
                .isEqualTo("http://[::1]:" + six);
        live.assertWrong(connector, "http://127.0.0.1:" + six, "six-" + seat);
        int one = LiveEngine.freePort();
        live.process("one-" + seat, LiveHost.ownAddress(), one);
        assertThat(live.assertServed(connector, one, "one-" + seat).service().text())
                .isEqualTo("http://" + LiveHost.ownAddress() + ":" + one);
        live.assertWrong(connector, "http://127.0.0.1:" + one, "one-" + seat);
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "container"})
    void a_published_container_is_reached_at_the_hosts_port(String seat) throws IOException, InterruptedException {
        String connector = connector(seat);
        int everywhere = LiveEngine.freePort();
        String wide = live.engine.service("wide-" + seat, INSIDE, "-p", everywhere + ":" + INSIDE);
        assertThat(live.assertServed(connector, everywhere, wide).service().text())
                .isEqualTo("http://localhost:" + everywhere);
        live.assertWrong(connector, "http://localhost:" + INSIDE, wide);
        live.assertWrong(connector, "http://" + wide + ":" + INSIDE, wide);
        int local = LiveEngine.freePort();
        int second = LiveEngine.freePort();
        String narrow = live.engine.service("narrow-" + seat, INSIDE, "-p", "127.0.0.1:" + local + ":" + INSIDE, "-p",
                "127.0.0.1:" + second + ":" + INSIDE);
        assertThat(live.assertServed(connector, local, narrow).service().text()).isEqualTo("http://localhost:" + local);
        assertThat(live.assertServed(connector, second, narrow).service().text())
                .as("several bindings: the one that was asked for").isEqualTo("http://localhost:" + second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "container"})
    void a_binding_of_one_address_is_reached_there(String seat) throws IOException, InterruptedException {
        String connector = connector(seat);
        int six = LiveEngine.freePort();
        String bySix = live.engine.service("six-only-" + seat, INSIDE, "-p", "[::1]:" + six + ":" + INSIDE);
        assertThat(live.assertServed(connector, six, bySix).service().text()).isEqualTo("http://[::1]:" + six);
        live.assertWrong(connector, "http://127.0.0.1:" + six, bySix);
        int port = LiveEngine.freePort();
        String lan = live.engine.service("lan-" + seat, INSIDE, "-p",
                LiveHost.ownAddress() + ":" + port + ":" + INSIDE);
        assertThat(live.assertServed(connector, port, lan).service().text())
                .isEqualTo("http://" + LiveHost.ownAddress() + ":" + port);
        live.assertWrong(connector, "http://localhost:" + port, lan);
    }

    @Test
    void localhost_is_left_where_it_would_lead_to_somebody_else() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String ours = live.engine.service("v4", INSIDE, "-p", "127.0.0.1:" + port + ":" + INSIDE);
        live.process("somebody-else", "::1", port);
        assertThat(live.assertServed(HOST, port, ours).service().text()).isEqualTo("http://127.0.0.1:" + port);
        live.assertWrong(HOST, "http://[::1]:" + port, ours);
    }

    @Test
    void udp_is_not_tcp() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String name = live.engine.service("udp", port, "-p", port + ":" + port + "/udp");
        Refusal refusal = live.assertRefused(HOST, port, RefusalCode.TARGET_UNREACHABLE);
        live.assertWrong(HOST, "http://localhost:" + port, name);
        new Recommendation(refusal, live.engine).with(live.engine.serving(name, port)).run();
        live.assertServed(HOST, port, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "container"})
    void expose_is_not_publish(String seat) throws IOException, InterruptedException {
        String connector = connector(seat);
        int port = LiveEngine.freePort();
        String name = live.engine.service("exposed-" + seat, port, "--expose", "" + port, "--network",
                live.engine.network("exposed-" + seat));
        Refusal refusal = live.assertRefused(connector, port, RefusalCode.TARGET_UNREACHABLE);
        live.assertWrong(connector, "http://localhost:" + port, name);
        live.assertWrong(connector, "http://" + name + ":" + port, name);
        new Recommendation(refusal, live.engine).with(live.engine.howMade(name).orElseThrow()).run();
        live.assertServed(connector, port, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "container"})
    void a_container_on_the_hosts_network_is_a_process_of_the_host(String seat)
            throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String name = live.engine.service("hosted-" + seat, port, "--network", "host", "--expose", "" + port);
        Await.until(name + " answers", () -> LiveEngine.fetchOnce("http://localhost:" + port).isPresent());
        assertThat(live.assertServed(connector(seat), port, name).service().text())
                .isEqualTo("http://localhost:" + port);
    }

    @Test
    void a_container_without_a_network_is_made_anew_with_one() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String name = live.engine.service("netless", port, "--expose", "" + port, "--network", "none");
        Refusal refusal = live.assertRefused(HOST, port, RefusalCode.TARGET_UNREACHABLE);
        new Recommendation(refusal, live.engine).with(live.engine.howMade(name).orElseThrow()).run();
        live.assertServed(HOST, port, name);
    }

    @Test
    void a_sidecar_is_reached_by_what_the_owner_of_its_network_publishes() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String owner = live.engine.connector("lender", "-p", "127.0.0.1:" + port + ":" + INSIDE);
        String name = live.engine.service("sidecar", INSIDE, "--network", "container:" + owner);
        assertThat(live.assertServed(HOST, port, name).service().text()).isEqualTo("http://localhost:" + port);
    }
}
