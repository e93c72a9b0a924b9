package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.plan.DirectorySight;
import dev.tunnelmanager.domain.plan.Observed;
import dev.tunnelmanager.domain.plan.RouteSight;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.domain.topology.EngineMemory;
import dev.tunnelmanager.domain.topology.TargetDecision;
import dev.tunnelmanager.domain.topology.TargetRequest;
import dev.tunnelmanager.domain.topology.TargetSelection;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One look at everything that a plan for some hostnames depends on. */
final class Observation {

    /** Up to so many names are asked for one by one, which is quicker than reading a zone that may be large. */
    private static final int FEW = 20;

    private final DrivenPorts ports;
    private final ControlPlaneSettings settings;

    Observation(DrivenPorts ports, ControlPlaneSettings settings) {
        this.ports = ports;
        this.settings = settings;
    }

    Observed of(Batch batch, Collection<HostnamePattern> hostnames) {
        ConnectorObservation connector = ports.connector().observe();
        Map<HostnamePattern, DirectorySight> directory = directory(batch, hostnames);
        boolean somethingComes = hostnames.stream().anyMatch(hostname -> !batch.isLeaving(hostname));
        Function<Route, TargetDecision> aim = somethingComes ? aiming(place(connector)) : route -> {
            throw new IllegalStateException("Nothing was to be aimed, and yet " + route.hostname());
        };
        List<RouteSight> sights = hostnames.stream().map(batch::route)
                .map(route -> new RouteSight(route,
                        batch.isLeaving(route.hostname()) ? Optional.empty() : Optional.of(aim.apply(route)),
                        directory.getOrDefault(route.hostname(), new DirectorySight.NotNeeded())))
                .toList();
        return new Observed(sights, ingress(), connector, mark());
    }

    /** Returns the ownership mark that we put on directory entries. */
    String mark() {
        return "managed-by=tunnel-manager;i=" + ports.state().read(state -> state.instanceId());
    }

    /** Returns the zone of a route, as it was last seen. */
    Verdict<Zone> zone(Route route) {
        return zone(route, ports.state().read(state -> state.zones()));
    }

    private static Verdict<Zone> zone(Route route, List<Zone> zones) {
        return HostnameDesk.zoneOf(route, zones).map(Verdict::granted)
                .orElseGet(() -> Verdict.refused(RefusalCode.ZONE_NOT_FOUND,
                        "Zone " + route.zoneName() + " of " + route.hostname()
                                + " is not visible at the provider any more.",
                        "Give the token access to the zone again, then repeat the request."));
    }

    /** Returns a function that decides where routes lead, all on one view of the topology. */
    Function<Route, TargetDecision> aiming(ConnectorPlace place) {
        BiFunction<ProjectName, PortNumber, TargetDecision> decide = deciding(place);
        return route -> decide.apply(route.owner(), route.port());
    }

    /** Returns a function that decides where a project's ports lead, all on one view of the topology. */
    BiFunction<ProjectName, PortNumber, TargetDecision> deciding(ConnectorPlace place) {
        TopologySnapshot seen = ports.topology().snapshot();
        record Known(TopologySnapshot snapshot, Map<PortNumber, PortAllocation> ports, Set<ProjectName> projects) {}
        Known known = ports.state().change(state -> {
            Optional<TopologySnapshot> remembered = settings.engineExpected() ? state.topology() : Optional.empty();
            EngineMemory.toRemember(seen, remembered).ifPresent(state::putTopology);
            return new Known(EngineMemory.judge(seen, remembered),
                    state.ports(Optional.empty()).stream()
                            .collect(Collectors.toMap(PortAllocation::port, allocation -> allocation)),
                    // Unmodifiable, here and below, so that the requests share them: a copy for each of n hostnames is n * n.
                    state.projects().stream().map(Project::name).collect(Collectors.toUnmodifiableSet()));
        });
        Map<PortNumber, ProjectName> owners = known.ports().values().stream()
                .collect(Collectors.toUnmodifiableMap(PortAllocation::port, PortAllocation::owner));
        return (owner, port) -> {
            ServiceHint service = Optional.ofNullable(known.ports().get(port)).map(PortAllocation::service)
                    .orElse(ServiceHint.NONE);
            return TargetSelection.decide(new TargetRequest(owner, port, service, known.projects(),
                    owners, settings.reservedPorts()), place, known.snapshot());
        };
    }

    /** Returns where the connector runs, as a look has shown. */
    static ConnectorPlace place(ConnectorObservation connector) {
        return switch (connector) {
            case ConnectorObservation.Found found -> found.place();
            case ConnectorObservation.NotFound missing -> new ConnectorPlace.Unknown(missing.refusal().problem());
            case ConnectorObservation.Unknown unknown -> new ConnectorPlace.Unknown(unknown.reason());
        };
    }

    private Verdict<List<IngressRule>> ingress() {
        try {
            return switch (ports.ingress().observe()) {
                case IngressRules.Look.Seen seen -> Verdict.granted(seen.view().rules());
                case IngressRules.Look.Unusable unusable -> Verdict.refused(unusable.refusal());
            };
        } catch (PortFailure failure) {
            return Verdict.refused(Failures.refusal(ports, Failures.Of.INGRESS, failure));
        }
    }

    /** What the directory is asked in one go. */
    private record Question(Zone zone, Set<HostnamePattern> hostnames) {}

    /** Asks for a few names of a zone beside each other, and for many at once. */
    private Map<HostnamePattern, DirectorySight> directory(Batch batch, Collection<HostnamePattern> hostnames) {
        Map<HostnamePattern, DirectorySight> sights = new ConcurrentHashMap<>();
        Map<Zone, Set<HostnamePattern>> byZone = new TreeMap<>();
        List<Zone> zones = ports.state().read(state -> state.zones());
        for (HostnamePattern hostname : hostnames) {
            Route route = batch.route(hostname);
            if (!batch.isLeaving(hostname) || route.recordIntended()) {
                switch (zone(route, zones)) {
                    case Verdict.Refused<Zone> gone -> sights.put(hostname, new DirectorySight.Unseen(gone.refusal()));
                    case Verdict.Granted<Zone> zone ->
                        byZone.computeIfAbsent(zone.value(), each -> new TreeSet<>()).add(hostname);
                }
            }
        }
        List<Question> questions = new ArrayList<>();
        byZone.forEach((zone, names) -> {
            if (names.size() > FEW) {
                questions.add(new Question(zone, names));
            } else {
                names.forEach(name -> questions.add(new Question(zone, Set.of(name))));
            }
        });
        Batch.sideBySide(ports, questions,
                question -> sights.putAll(look(question.zone(), question.hostnames(), batch)));
        return sights;
    }

    private Map<HostnamePattern, DirectorySight> look(Zone zone, Set<HostnamePattern> hostnames, Batch batch) {
        Map<HostnamePattern, DirectorySight> sights = new HashMap<>();
        try {
            boolean somethingComes = !hostnames.stream().allMatch(batch::isLeaving);
            Optional<Refusal> missing = somethingComes ? ports.directory().preflight(zone) : Optional.empty();
            missing.ifPresent(refusal -> hostnames.stream().filter(hostname -> !batch.isLeaving(hostname))
                    .forEach(hostname -> sights.put(hostname, new DirectorySight.Unseen(refusal))));
            Set<HostnamePattern> rest = new TreeSet<>(hostnames);
            rest.removeAll(sights.keySet());
            (rest.size() > FEW ? ports.directory().entriesAt(zone, rest)
                    : rest.stream().collect(Collectors.toMap(name -> name,
                            name -> ports.directory().entriesAt(zone, name))))
                    .forEach((hostname, entries) -> sights.put(hostname, new DirectorySight.Seen(entries)));
        } catch (PortFailure failure) {
            Refusal why = Failures.refusal(ports, Failures.Of.PROVIDER, failure);
            hostnames.forEach(hostname -> sights.putIfAbsent(hostname, new DirectorySight.Unseen(why)));
        }
        return sights;
    }
}
