package dev.tunnelmanager.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.simulation.SimulatedConnector;
import dev.tunnelmanager.adapter.simulation.SimulatedHostNetwork;
import dev.tunnelmanager.adapter.simulation.SimulatedIngressRules;
import dev.tunnelmanager.adapter.simulation.SimulatedMeasurements;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.adapter.simulation.SimulatedNameResolution;
import dev.tunnelmanager.adapter.simulation.SimulatedProbes;
import dev.tunnelmanager.adapter.simulation.SimulatedStateStore;
import dev.tunnelmanager.adapter.simulation.SimulatedTopology;
import dev.tunnelmanager.adapter.simulation.SimulatedVitals;
import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.diagnosis.ConnectorVitals;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.RestartRequest;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.Network;
import dev.tunnelmanager.ports.driven.HostNetwork;
import dev.tunnelmanager.ports.driven.NameResolution;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * One host with its outside: what outlives every process. Projects {@code consilio} (ports 5000 and 5001) and {@code other} (port
 * 6000) have a service listening on each port, two replicas of the connector run, and two zones are there.
 */
final class World {

    static final ProjectName CONSILIO = new ProjectName("consilio");
    static final ProjectName OTHER = new ProjectName("other");
    static final HostnamePattern API = HostnamePattern.of("api.example.com");
    static final IngressRule CATCH_ALL = new IngressRule("", "", "http_status:404");
    static final IngressRule API_RULE = new IngressRule("api.example.com", "", "http://localhost:5000");
    static final String TUNNEL = "tunnel.invalid";
    static final Zone COM = new Zone("z-com", "example.com", ZoneStanding.ACTIVE, 1, List.of());
    static final Zone ORG = new Zone("z-org", "example.org", ZoneStanding.ACTIVE, 1, List.of());

    static final ControlPlaneSettings SETTINGS = ControlPlaneSettings.DEFAULTS
            .withDefaultDomain(Optional.of("example.com"));

    final TestClock clock = new TestClock();
    final SimulatedStateStore store = new SimulatedStateStore("0badcafe");
    final SimulatedNameDirectory directory = new SimulatedNameDirectory(TUNNEL, List.of(COM, ORG));
    final SimulatedIngressRules ingress = new SimulatedIngressRules(List.of(CATCH_ALL));
    final SimulatedConnector connector = new SimulatedConnector(ingress::standing, clock, 2);
    final SimulatedTopology topology = new SimulatedTopology(clock);
    final SimulatedProbes probes = new SimulatedProbes();
    final SimulatedVitals vitals = new SimulatedVitals(connector, clock);
    final SimulatedHostNetwork network = new SimulatedHostNetwork();
    final SimulatedNameResolution.Host resolver = new SimulatedNameResolution.Host();
    final SimulatedMeasurements measurements = new SimulatedMeasurements();
    final RecordedEvents events = new RecordedEvents();
    final Random chance = new Random(20261120);

    World() {
        connector.roll(ingress.standing(), what -> {});
        allocate(CONSILIO, 5000, ServiceHint.NONE);
        allocate(CONSILIO, 5001, ServiceHint.NONE);
        allocate(OTHER, 6000, ServiceHint.NONE);
        for (int port : List.of(5000, 5001, 6000)) {
            topology.listen(new HostListener("127.0.0.1", PortNumber.of(port)));
        }
    }

    void allocate(ProjectName owner, int port, ServiceHint service) {
        store.change(state -> {
            Identification.admitted(owner, state, clock.instant());
            state.put(new PortAllocation(PortNumber.of(port), owner, service, clock.instant()));
            return port;
        });
    }

    /** Has the container of {@link #container} be published at {@code address} of the host instead. */
    void move(Container container, String address) {
        Container.PortBinding binding = container.bindings().getFirst();
        topology.put(new Container(container.id(), container.name(), container.state(), container.mode(),
                container.memberships(), List.of(new Container.PortBinding(address, binding.hostPort(),
                        binding.containerPort(), binding.protocol())),
                container.exposed(), container.labels(), container.hostGateway()));
    }

    /** Has port 5000 be served by a container of consilio's that publishes it on the host, and by no process of the host. */
    Container container(Container.State state) {
        topology.stopListening(new HostListener("127.0.0.1", PortNumber.of(5000)));
        topology.put(new Network("bridge", "bridge", Network.Kind.DEFAULT_BRIDGE, false, Optional.of("172.17.0.1")));
        Container container = new Container("c0ffee", "consilio-api", state, new Container.NetworkMode.Networks(),
                List.of(new Container.Membership("bridge", List.of(), Optional.of("172.17.0.2"))),
                List.of(new Container.PortBinding("0.0.0.0", PortNumber.of(5000), PortNumber.of(80),
                        Container.Protocol.TCP)),
                List.of(PortNumber.of(80)), Container.Labels.NONE, false);
        topology.put(container);
        return container;
    }

    /** Returns what the watch of the process behind {@code fuse} sees of this world; one that has ended is told nothing more. */
    WatchedPorts watched(Fuse fuse) {
        Vitals felt = new Vitals() {
            @Override
            public ConnectorVitals look(Instant since) {
                return vitals.look(since);
            }

            @Override
            public Subscription onChange(Runnable changed) {
                return vitals.onChange(() -> {
                    if (!fuse.hasBlown()) {
                        changed.run();
                    }
                });
            }
        };
        return new WatchedPorts(fuse.round(Vitals.class, felt), fuse.round(HostNetwork.class, network),
                fuse.round(NameResolution.class, SimulatedNameResolution.on(resolver, true)), measurements);
    }

    /** Returns a process that asks and, while it waits, is its own leader; on the calling thread alone. */
    LoneProcess process() {
        return new LoneProcess(this, SETTINGS);
    }

    <T> T state(Function<StateReader, T> query) {
        return store.read(query);
    }

    Optional<Route> held(HostnamePattern hostname) {
        return state(reader -> reader.routeHolding(hostname));
    }

    Route latest(HostnamePattern hostname) {
        return state(reader -> reader.latestRoute(hostname)).orElseThrow();
    }

    List<Operation> unfinished() {
        return state(StateReader::unfinished);
    }

    List<RestartRequest> openRestarts() {
        return state(StateReader::openRestartRequests);
    }

    /** Returns the audit entries of {@code action}, oldest first. */
    List<AuditEntry> audit(String action) {
        return state(reader -> reader.audit(Optional.empty(), Optional.empty(), 10_000)).reversed().stream()
                .filter(entry -> entry.action().equals(action)).toList();
    }

    /** Returns whether every replica serves {@code rule}. */
    boolean isServed(IngressRule rule) {
        return connector.observe() instanceof ConnectorObservation.Found found && found.replicas().size() == 2
                && found.replicas().stream().allMatch(replica -> replica.serving().orElseThrow().contains(rule));
    }

    boolean hasRuleOf(HostnamePattern hostname) {
        return ingress.standing().stream().anyMatch(rule -> rule.hostname().equals(hostname.text()));
    }

    /** Fails unless nothing anywhere is about {@code hostname}, and nothing is under way. */
    void isFreeOf(HostnamePattern hostname) {
        assertThat(held(hostname)).isEmpty();
        assertThat(directory.leads(hostname)).isFalse();
        assertThat(hasRuleOf(hostname)).isFalse();
        assertThat(connector.observe().toString()).doesNotContain("hostname=" + hostname + ",");
        assertThat(unfinished()).isEmpty();
    }

    /** Has the leader of {@code process} work until nothing is under way any more; fails if that takes for ever. */
    void settle(LoneProcess process) {
        int patience = 20;
        for (int step = 0; step < 300; step++) {
            boolean quiet = state(reader -> reader.unfinished().isEmpty()
                    && reader.routes(Optional.empty()).stream().allMatch(route -> route.state().isPublic()));
            Duration idle = process.lead();
            if (quiet && !idle.isZero()) {
                patience--;
                if (isListServed() || patience == 0) {
                    return;
                }
            }
            clock.advance(idle);
        }
        throw new AssertionError("Not settled: " + unfinished() + state(reader -> reader.routes(Optional.empty())));
    }

    private boolean isListServed() {
        return connector.observe() instanceof ConnectorObservation.Found found && found.replicas().size() == 2
                && found.replicas().stream()
                        .allMatch(replica -> replica.serving().orElseThrow().equals(ingress.standing()));
    }
}
