package dev.tunnelmanager.launcher.live;

import static dev.tunnelmanager.launcher.live.LiveHost.INSIDE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.domain.topology.TargetDecision;
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

/** Rows of the table with the connector in a container: the way to the host. */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayLiveTest {

    private final LiveHost live;

    GatewayLiveTest(@TempDir Path folder) throws IOException, InterruptedException {
        live = new LiveHost(folder);
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        live.close();
    }

    private int published(String name, String address) throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        live.engine.service(name, INSIDE, "-p", address + port + ":" + INSIDE);
        return port;
    }

    @Test
    void published_on_every_address() throws IOException, InterruptedException {
        int port = published("wide", "0.0.0.0:");
        String wide = live.engine.named("wide");
        String net = live.engine.network("lonely");
        String named = live.engine.connector("named", "--network", net, "--add-host",
                "host.docker.internal:host-gateway");
        Target byName = live.assertServed(named, port, wide);
        assertThat(byName.service().text()).isEqualTo("http://host.docker.internal:" + port);
        assertThat(byName.warnings()).isEmpty();
        live.assertWrong(named, "http://localhost:" + port, wide);
        String plain = live.engine.connector("plain", "--network", net);
        Target byGateway = live.assertServed(plain, port, wide);
        assertThat(byGateway.service().text()).isEqualTo("http://" + live.gatewayOf(net) + ":" + port);
        assertThat(byGateway.warnings()).isNotEmpty();
        live.assertWrong(plain, "http://host.docker.internal:" + port, wide);
        String onBridge = live.engine.connector("on-bridge");
        live.assertServed(onBridge, port, wide);
    }

    @Test
    void an_internal_network_has_no_way_to_the_host() throws IOException, InterruptedException {
        int port = published("outside", "0.0.0.0:");
        String name = live.engine.named("outside");
        String sealed = live.engine.connector("sealed", "--network", live.engine.network("sealed", "--internal"),
                "--add-host", "host.docker.internal:host-gateway");
        Refusal refusal = live.assertRefused(sealed, port, RefusalCode.TARGET_UNREACHABLE);
        live.assertWrong(sealed, "http://host.docker.internal:" + port, name);
        live.carryOut(refusal);
        live.assertServed(sealed, port, name);
    }

    @Test
    void published_on_loopback_only() throws IOException, InterruptedException {
        int port = published("loopback", "127.0.0.1:");
        String name = live.engine.named("loopback");
        String net = live.engine.network("loopback");
        String connector = live.engine.connector("loopback-connector", "--network", net, "--add-host",
                "host.docker.internal:host-gateway");
        Refusal refusal = live.assertRefused(connector, port, RefusalCode.TARGET_UNREACHABLE);
        live.assertWrong(connector, "http://localhost:" + port, name);
        live.assertWrong(connector, "http://host.docker.internal:" + port, name);
        live.assertWrong(connector, "http://" + live.gatewayOf(net) + ":" + port, name);
        live.carryOut(refusal);
        assertThat(live.assertServed(connector, port, name).service().text())
                .isEqualTo("http://" + name + ":" + INSIDE);
    }

    @Test
    void published_on_one_address_of_the_host() throws IOException, InterruptedException {
        int port = published("lan", LiveHost.ownAddress() + ":");
        String connector = live.engine.connector("lan-connector", "--network", live.engine.network("lan"));
        assertThat(live.assertServed(connector, port, live.engine.named("lan")).service().text())
                .isEqualTo("http://" + LiveHost.ownAddress() + ":" + port);
    }

    @Test
    void published_on_ipv6_only() throws IOException, InterruptedException {
        int port = published("six", "[::1]:");
        String name = live.engine.named("six");
        String net = live.engine.network("six");
        String connector = live.engine.connector("six-connector", "--network", net);
        live.assertWrong(connector, "http://" + live.gatewayOf(net) + ":" + port, name);
        live.carryOut(live.assertRefused(connector, port, RefusalCode.TARGET_UNREACHABLE));
        live.assertServed(connector, port, name);
    }

    @Test
    void a_process_on_every_address() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        live.process("process-everywhere", "0.0.0.0", port);
        String net = live.engine.network("processes");
        String named = live.engine.connector("process-named", "--network", net, "--add-host",
                "host.docker.internal:host-gateway");
        assertThat(live.assertServed(named, port, "process-everywhere").service().text())
                .isEqualTo("http://host.docker.internal:" + port);
        live.assertServed(live.engine.connector("process-plain", "--network", net), port, "process-everywhere");
        String sealed = live.engine.connector("process-sealed", "--network",
                live.engine.network("process-sealed", "--internal"));
        live.carryOut(live.assertRefused(sealed, port, RefusalCode.TARGET_UNREACHABLE));
        live.assertServed(sealed, port, "process-everywhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void a_process_on_loopback(String address) throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String name = "process-on-" + address.replaceAll("[.:]", "-");
        live.process(name, address, port);
        String net = live.engine.network(name);
        String connector = live.engine.connector(name, "--network", net);
        live.assertWrong(connector, "http://" + live.gatewayOf(net) + ":" + port, name);
        live.carryOut(live.assertRefused(connector, port, RefusalCode.TARGET_UNREACHABLE));
        Await.until("it is forwarded", () -> live.decide(connector, port) instanceof TargetDecision.Chosen);
        live.assertServed(connector, port, name);
    }

    @Test
    void a_process_on_loopback_and_a_connector_without_a_way_to_the_host() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        live.process("process-sealed-off", "127.0.0.1", port);
        String connector = live.engine.connector("sealed-off", "--network",
                live.engine.network("sealed-off", "--internal"));
        live.carryOut(live.assertRefused(connector, port, RefusalCode.TARGET_UNREACHABLE));
        Await.until("it is forwarded", () -> live.decide(connector, port) instanceof TargetDecision.Chosen);
        live.assertServed(connector, port, "process-sealed-off");
    }

    @Test
    void nothing_listens() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String net = live.engine.network("nothing");
        String connector = live.engine.connector("nothing-connector", "--network", net);
        Refusal refusal = live.assertRefused(connector, port, RefusalCode.TARGET_NOT_FOUND);
        String name = live.engine.named("" + port);
        new Recommendation(refusal, live.engine).with(live.engine.serving(name, port)).run();
        assertThat(live.assertServed(connector, port, name).service().text()).isEqualTo("http://" + name + ":" + port);
    }

    @Test
    void nothing_listens_and_the_connector_is_on_the_default_bridge_only() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String connector = live.engine.connector("nothing-on-bridge");
        Refusal refusal = live.assertRefused(connector, port, RefusalCode.TARGET_NOT_FOUND);
        String name = live.engine.named("" + port);
        new Recommendation(refusal, live.engine).with(live.engine.serving(name, port)).run();
        live.assertServed(connector, port, name);
    }
}
