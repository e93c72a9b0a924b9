package dev.tunnelmanager.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.TopologyContract;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.Container.Membership;
import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.PortBinding;
import dev.tunnelmanager.domain.topology.Container.Protocol;
import dev.tunnelmanager.domain.topology.Container.State;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.Network;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.standins.engine.LiveEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a real engine shows. Other containers may be there; only our own are looked at. */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerTopologyLiveTest {

    private final LiveEngine engine;
    private final DockerTopology topology;

    DockerTopologyLiveTest(@TempDir Path folder) throws IOException, InterruptedException {
        engine = new LiveEngine(folder);
        topology = new DockerTopology(LiveEngine.usualHost(), Optional::empty, InstantSource.system());
    }

    @BeforeAll
    void engine_is_there() {
        assertThat(topology.snapshot().engine()).isInstanceOf(EngineView.Present.class);
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        topology.close();
        engine.clean();
    }

    private EngineView.Present present() {
        return TopologyContract.present(topology.snapshot());
    }

    private Container container(String name) {
        return present().containers().stream().filter(seen -> seen.name().equals(name)).findFirst().orElseThrow();
    }

    private Network network(String name) {
        return present().networks().stream().filter(seen -> seen.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void shows_networks_aliases_bindings_labels_and_the_way_to_the_host() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        int local = LiveEngine.freePort();
        Network net = network(engine.network("all"));
        String name = engine.service("everything", 8080, "--network", net.name(), "--network-alias", "web", "-p",
                port + ":8080",
                "-p", "127.0.0.1:" + local + ":8081/udp", "--expose", "9000", "--label", "com.supervisor.project=shop",
                "--label", "com.docker.compose.service=web", "--add-host", "host.docker.internal:host-gateway");
        Container seen = container(name);
        assertThat(net.kind()).isEqualTo(Network.Kind.USER_DEFINED);
        assertThat(net.internal()).isFalse();
        assertThat(net.gateway()).isPresent();
        assertThat(seen.id()).hasSize(64);
        assertThat(seen.state()).isEqualTo(State.RUNNING);
        assertThat(seen.memberships()).singleElement().satisfies(membership -> {
            assertThat(membership.networkId()).isEqualTo(net.id());
            assertThat(membership.aliases()).containsExactly("web");
            assertThat(membership.address()).isPresent();
        });
        assertThat(seen.bindings()).contains(binding("0.0.0.0", port, 8080, Protocol.TCP),
                binding("127.0.0.1", local, 8081, Protocol.UDP));
        assertThat(seen.exposed()).containsExactly(PortNumber.of(8080), PortNumber.of(9000));
        assertThat(seen.labels().supervisorProject()).contains("shop");
        assertThat(seen.labels().composeService()).contains("web");
        assertThat(seen.hostGateway()).isTrue();
    }

    @Test
    void shows_every_network_mode() throws IOException, InterruptedException {
        String owner = engine.service("owner", 8080);
        assertThat(container(engine.create("host-mode", "--network", "host")).mode()).isEqualTo(new NetworkMode.Host());
        assertThat(container(engine.create("none-mode", "--network", "none")).mode()).isEqualTo(new NetworkMode.None());
        assertThat(container(engine.service("sidecar", 8081, "--network", "container:" + owner)).mode())
                .isEqualTo(new NetworkMode.SharedWith(container(owner).id()));
        Container onDefault = container(owner);
        assertThat(onDefault.mode()).isEqualTo(new NetworkMode.Networks());
        Network bridge = network("bridge");
        assertThat(bridge.kind()).isEqualTo(Network.Kind.DEFAULT_BRIDGE);
        assertThat(bridge.gateway()).describedAs("read from a container on it, if the engine does not list it")
                .isPresent();
        assertThat(onDefault.memberships()).extracting(Membership::networkId).containsExactly(bridge.id());
        assertThat(network("host").kind()).isEqualTo(Network.Kind.HOST);
        assertThat(network("none").kind()).isEqualTo(Network.Kind.NONE);
        assertThat(network(engine.network("sealed", "--internal")).internal()).isTrue();
    }

    @Test
    void follows_a_container_through_its_states() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        Network net = network(engine.network("states"));
        String name = engine.create("states", "--network", net.name(), "-p", "127.0.0.1:" + port + ":80");
        assertThat(container(name).state()).isEqualTo(State.CREATED);
        assertThat(container(name).memberships()).extracting(Membership::networkId).containsExactly(net.id());
        assertThat(container(name).bindings()).containsExactly(binding("127.0.0.1", port, 80, Protocol.TCP));
        engine.docker("start", name);
        assertThat(container(name).state()).isEqualTo(State.RUNNING);
        engine.docker("pause", name);
        assertThat(container(name).state()).isEqualTo(State.PAUSED);
        assertThat(container(name).bindings()).containsExactly(binding("127.0.0.1", port, 80, Protocol.TCP));
        engine.docker("unpause", name);
        engine.docker("stop", "-t", "0", name);
        assertThat(container(name).state()).isEqualTo(State.STOPPED);
        assertThat(container(name).bindings()).containsExactly(binding("127.0.0.1", port, 80, Protocol.TCP));
        engine.docker("rename", name, name + "-renamed");
        assertThat(container(name + "-renamed").state()).isEqualTo(State.STOPPED);
        engine.docker("rm", name + "-renamed");
        assertThat(present().containers()).noneMatch(seen -> seen.name().startsWith(name));
    }

    @Test
    void a_container_that_keeps_failing_is_restarting() throws IOException, InterruptedException {
        String name = engine.create("failing", "--restart", "always", "--entrypoint", "/bin/wget");
        engine.docker("start", name);
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        State seen = container(name).state();
        while (seen != State.RESTARTING && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            seen = container(name).state();
        }
        assertThat(seen).isEqualTo(State.RESTARTING);
    }

    @Test
    void tells_of_what_happens_to_containers_and_networks() throws IOException, InterruptedException {
        String name = engine.service("watched", 8080);
        String net = engine.network("watched");
        Semaphore calls = new Semaphore(0);
        try (Subscription subscription = topology.onChange(calls::release)) {
            assertThat(subscription).isNotNull();
            assertThat(calls.tryAcquire(10, TimeUnit.SECONDS)).describedAs("the call for the connection").isTrue();
            awaitCallAfter(calls, "restart", "-t", "0", name);
            awaitCallAfter(calls, "network", "connect", net, name);
            awaitCallAfter(calls, "network", "disconnect", net, name);
            awaitCallAfter(calls, "pause", name);
            awaitCallAfter(calls, "unpause", name);
            awaitCallAfter(calls, "rename", name, name + "2");
            awaitCallAfter(calls, "rm", "-f", name + "2");
        }
    }

    /** The engine is shared, so that more calls than our own may come. */
    private void awaitCallAfter(Semaphore calls, String... command) throws IOException, InterruptedException {
        calls.drainPermits();
        engine.docker(command);
        assertThat(calls.tryAcquire(10, TimeUnit.SECONDS))
                .describedAs("a call after docker %s", String.join(" ", command))
                .isTrue();
    }

    @Test
    void a_look_at_ten_containers_is_quick() throws IOException, InterruptedException {
        for (int count = 0; count < 10; count++) {
            engine.create("many-" + count);
        }
        long cold = nanos(new DockerTopology(LiveEngine.usualHost(), Optional::empty, InstantSource.system()));
        long warm = Long.MAX_VALUE;
        for (int count = 0; count < 20; count++) {
            warm = Math.min(warm, nanos(topology));
        }
        assertThat(Duration.ofNanos(warm)).describedAs("first look of a new client: %s", Duration.ofNanos(cold))
                .isLessThan(Duration.ofSeconds(1));
    }

    private static long nanos(DockerTopology looked) {
        long begin = System.nanoTime();
        assertThat(looked.snapshot().engine()).isInstanceOf(EngineView.Present.class);
        return System.nanoTime() - begin;
    }

    private static PortBinding binding(String address, int host, int inside, Protocol protocol) {
        return new PortBinding(address, PortNumber.of(host), PortNumber.of(inside), protocol);
    }
}
