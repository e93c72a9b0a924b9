package dev.tunnelmanager.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.contracts.TopologyContract;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.domain.topology.TargetDecision;
import dev.tunnelmanager.domain.topology.TargetRequest;
import dev.tunnelmanager.domain.topology.TargetSelection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Targets that are chosen from what a real engine shows, and then asked for from where the connector is. */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetSelectionLiveTest {

    private static final ProjectName SHOP = new ProjectName("shop");
    private static final String OURS = "com.supervisor.project=shop";
    private static final int INSIDE = 8080;

    private final LiveEngine engine;
    private final AtomicReference<Optional<List<HostListener>>> listeners = new AtomicReference<>(
            Optional.of(List.of()));
    private final DockerTopology topology = new DockerTopology(LiveEngine.host(), listeners::get,
            InstantSource.system());

    TargetSelectionLiveTest(@TempDir Path folder) throws IOException, InterruptedException {
        engine = new LiveEngine(folder);
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        topology.close();
        engine.clean();
    }

    private TargetDecision decide(ConnectorPlace place, int port) {
        return TargetSelection.decide(new TargetRequest(SHOP, PortNumber.of(port), ServiceHint.NONE, Set.of(SHOP),
                Map.of(PortNumber.of(port), SHOP), Set.of()), place, topology.snapshot());
    }

    private Target chosen(ConnectorPlace place, int port) {
        TargetDecision decision = decide(place, port);
        assertThat(decision).isInstanceOf(TargetDecision.Chosen.class);
        return ((TargetDecision.Chosen) decision).target();
    }

    private void assertRefused(ConnectorPlace place, int port, RefusalCode code) {
        assertThat(decide(place, port)).isInstanceOfSatisfying(TargetDecision.Refused.class,
                refused -> assertThat(refused.refusal().code()).isEqualTo(code));
    }

    private ConnectorPlace placeOf(String name) {
        return TopologyContract.present(topology.snapshot()).containers().stream()
                .filter(seen -> seen.name().equals(name))
                .findFirst().<ConnectorPlace>map(seen -> new ConnectorPlace.InContainer(seen.id())).orElseThrow();
    }

    private static String fetch(Target target) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client
                    .send(HttpRequest.newBuilder(URI.create(target.service().text())).timeout(Duration.ofSeconds(5))
                            .build(), HttpResponse.BodyHandlers.ofString())
                    .body().strip();
        }
    }

    @Test
    void connector_on_the_host_and_a_published_container() throws IOException, InterruptedException {
        int everywhere = LiveEngine.freePort();
        String published = engine.service("published", INSIDE, "--label", OURS, "-p", everywhere + ":" + INSIDE);
        Target target = chosen(new ConnectorPlace.OnHost(), everywhere);
        assertThat(target.service().text()).isEqualTo("http://localhost:" + everywhere);
        assertThat(fetch(target)).isEqualTo(published);
        int local = LiveEngine.freePort();
        String loopback = engine.service("loopback", INSIDE, "--label", OURS, "-p",
                "127.0.0.1:" + local + ":" + INSIDE);
        assertThat(fetch(chosen(new ConnectorPlace.OnHost(), local))).isEqualTo(loopback);
    }

    @Test
    void connector_on_the_host_and_a_host_process() throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "host process".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        try {
            listeners.set(Optional.of(List.of(new HostListener("127.0.0.1", PortNumber.of(port)))));
            Target target = chosen(new ConnectorPlace.OnHost(), port);
            assertThat(target.kind()).isEqualTo(Target.Kind.LOCALHOST);
            assertThat(fetch(target)).isEqualTo("host process");
            assertRefused(placeOf(engine.connector("beside-a-host-process")), port, RefusalCode.TARGET_UNREACHABLE);
        } finally {
            listeners.set(Optional.of(List.of()));
            server.stop(0);
        }
    }

    @Test
    void connector_and_service_on_one_network() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String net = engine.network("shared");
        String service = engine.service("shared-service", INSIDE, "--label", OURS, "--network", net, "-p",
                "127.0.0.1:" + port + ":" + INSIDE);
        String connector = engine.connector("shared-connector", "--network", net);
        Target target = chosen(placeOf(connector), port);
        assertThat(target.service().text()).isEqualTo("http://" + service + ":" + INSIDE);
        assertThat(target.network()).contains(net);
        assertThat(engine.fetchFrom(connector, target.service().text())).contains(service);
        engine.docker("pause", service);
        assertRefused(placeOf(connector), port, RefusalCode.TARGET_NOT_RUNNING);
        engine.docker("unpause", service);
        engine.docker("network", "disconnect", net, connector);
        assertRefused(placeOf(connector), port, RefusalCode.TARGET_UNREACHABLE);
    }

    @Test
    void connector_in_a_container_and_a_service_published_on_every_address() throws IOException, InterruptedException {
        int port = LiveEngine.freePort();
        String service = engine.service("far", INSIDE, "--label", OURS, "-p", port + ":" + INSIDE);
        String net = engine.network("lonely");
        String named = engine.connector("far-named", "--network", net, "--add-host",
                "host.docker.internal:host-gateway");
        Target byName = chosen(placeOf(named), port);
        assertThat(byName.service().text()).isEqualTo("http://host.docker.internal:" + port);
        assertThat(engine.fetchFrom(named, byName.service().text())).contains(service);
        String unnamed = engine.connector("far-unnamed", "--network", net);
        Target byGateway = chosen(placeOf(unnamed), port);
        assertThat(byGateway.warnings()).isNotEmpty();
        assertThat(engine.fetchFrom(unnamed, byGateway.service().text())).contains(service);
        String sealed = engine.connector("far-sealed", "--network", engine.network("sealed-in", "--internal"));
        assertRefused(placeOf(sealed), port, RefusalCode.TARGET_UNREACHABLE);
    }

    @Test
    void connector_in_a_borrowed_namespace_sees_what_its_owner_sees() throws IOException, InterruptedException {
        String net = engine.network("borrowed");
        int port = LiveEngine.freePort();
        String service = engine.service("borrowed-service", INSIDE, "--label", OURS, "--network", net, "-p",
                "127.0.0.1:" + port + ":" + INSIDE);
        String owner = engine.connector("borrowed-owner", "--network", net);
        String connector = engine.connector("borrowed-connector", "--network", "container:" + owner);
        Target target = chosen(placeOf(connector), port);
        assertThat(engine.fetchFrom(connector, target.service().text())).contains(service);
    }
}
