package dev.tunnelmanager.simulation;

import dev.tunnelmanager.adapter.simulation.SimulatedConnector;
import dev.tunnelmanager.adapter.simulation.SimulatedHostNetwork;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.adapter.simulation.SimulatedNameResolution;
import dev.tunnelmanager.adapter.simulation.SimulatedTopology;
import dev.tunnelmanager.adapter.simulation.SimulatedVitals;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.diagnosis.LogSignal;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.topology.Network;
import dev.tunnelmanager.ports.driven.Probes;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The simulated host and the way from it to the edge, as they really are, whatever looks at them show. */
final class Host {

    private static final int REPLICAS = 2;
    private static final int OK = 200;

    final SimulatedTopology topology;
    final SimulatedConnector connector;
    final SimulatedVitals vitals;
    final SimulatedHostNetwork network = new SimulatedHostNetwork();
    final SimulatedNameResolution.Host resolver = new SimulatedNameResolution.Host();
    private final SimulatedNameDirectory directory;
    private final SortedMap<Integer, Service> services = new TreeMap<>();
    /** Ids of processes whose links carry nothing although they say that they are up. */
    private final Set<String> black = new HashSet<>();
    private boolean online = true;
    private boolean edgeThere = true;
    private boolean resolving = true;
    private boolean startsWork = true;

    Host(Supplier<List<IngressRule>> rules, SimulatedNameDirectory directory, InstantSource clock) {
        this.directory = directory;
        this.topology = new SimulatedTopology(clock);
        this.topology.put(new Network(Service.BRIDGE, Service.BRIDGE, Network.Kind.DEFAULT_BRIDGE, false,
                Optional.of("172.17.0.1")));
        this.connector = new SimulatedConnector(rules, clock, REPLICAS);
        this.vitals = new SimulatedVitals(connector, clock);
    }

    Service serve(ProjectName owner, ProjectName stranger, int port, boolean inContainer) {
        Service service = new Service(owner, stranger, port, inContainer, topology);
        services.put(port, service);
        return service;
    }

    Collection<Service> services() {
        return services.values();
    }

    Optional<Service> service(int port) {
        return Optional.ofNullable(services.get(port));
    }

    void setOnline(boolean is) {
        online = is;
        network.setOnline(is);
        refresh();
    }

    void setEdgeThere(boolean is) {
        edgeThere = is;
        network.setEdgeThere(is);
        refresh();
    }

    /** Has names not resolve: what is connected goes on, and nothing can be started. */
    void setResolving(boolean does) {
        resolving = does;
        network.setResolving(does);
        if (!does) {
            vitals.say(LogSignal.Kind.NAME_RESOLUTION_FAILED);
        }
        refresh();
    }

    void setStartsWork(boolean work) {
        startsWork = work;
        refresh();
    }

    private void refresh() {
        if (!online || !edgeThere) {
            // Links that are cut do not come back by themselves as soon as there is a way again.
            connector.loseLinks();
        }
        connector.cutFromEdge(!online || !edgeThere);
        connector.breakStarts(!startsWork || !resolving);
    }

    /** Has the processes that run now carry nothing and not notice. */
    void blacken() {
        connector.running().forEach(replica -> replica.connectorId().ifPresent(black::add));
    }

    void brighten() {
        black.clear();
    }

    /** Returns whether a connector could be started here and connect, and traffic could flow over it. */
    boolean isAble() {
        return online && edgeThere && resolving && startsWork;
    }

    /** Returns whether there is a way from here to the edge. */
    boolean isConnected() {
        return online && edgeThere;
    }

    /** Returns whether traffic flows over at least one process of the connector. */
    boolean carries() {
        return online && edgeThere && connector.running().stream().anyMatch(this::carries);
    }

    private boolean carries(Replica replica) {
        return replica.isReady() && replica.connectorId().filter(black::contains).isEmpty();
    }

    /** Returns what a visitor meets. */
    Probes.EdgeAnswer ask(HostnamePattern hostname) {
        if (!online) {
            return new Probes.EdgeAnswer.NotAnswered("The simulated host is offline.");
        }
        if (!directory.leads(hostname)) {
            return new Probes.EdgeAnswer.NotAnswered("The simulated name does not lead to the tunnel.");
        }
        Optional<Replica> replica = connector.running().stream().filter(this::carries).findFirst();
        if (!edgeThere || replica.isEmpty()) {
            return new Probes.EdgeAnswer.NotAnswered("The simulated edge has no connector to ask.");
        }
        Optional<IngressRule> rule = replica.get().serving().orElse(List.of()).stream()
                .filter(each -> matches(each, hostname)).findFirst();
        boolean answered = rule.filter(each -> accepts(each.service())).isPresent();
        return answered ? new Probes.EdgeAnswer.Answered(OK)
                : new Probes.EdgeAnswer.NotAnswered("The simulated service does not answer.");
    }

    private static boolean matches(IngressRule rule, HostnamePattern hostname) {
        return rule.isCatchAll() || (rule.path().isEmpty() && (rule.hostname().equals(hostname.text())
                || (rule.hostname().startsWith("*.") && hostname.text().endsWith(rule.hostname().substring(1)))));
    }

    Probes.Reach reach(OriginService service) {
        return accepts(service.text()) ? Probes.Reach.YES : Probes.Reach.NO;
    }

    private boolean accepts(String service) {
        return serviceAt(service).filter(found -> found.accepts(hostOf(service))).isPresent();
    }

    private Optional<Service> serviceAt(String service) {
        String port = service.substring(service.lastIndexOf(':') + 1);
        return OriginService.isOne(service) ? service(Integer.parseInt(port)) : Optional.empty();
    }

    /** Returns whose it is what stands behind a service of a rule, if it is one of this host's ports. */
    Optional<ProjectName> ownerOf(String service) {
        return serviceAt(service).map(found -> found.ownerAt(hostOf(service)));
    }

    private static String hostOf(String service) {
        return service.substring(service.indexOf("//") + 2, service.lastIndexOf(':'));
    }
}
