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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One look at everything that a plan for some hostnames depends on. */
final class Observation {

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
        return HostnameDesk.zoneOf(route, ports.state().read(state -> state.zones())).map(Verdict::granted)
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
                    state.projects().stream().map(Project::name).collect(Collectors.toSet()));
        });
        Map<PortNumber, ProjectName> owners = known.ports().values().stream()
                .collect(Collectors.toMap(PortAllocation::port, PortAllocation::owner));
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
            return Verdict.refused(Failures.refusal(Failures.Of.INGRESS, failure));
        }
    }

    private Map<HostnamePattern, DirectorySight> directory(Batch batch, Collection<HostnamePattern> hostnames) {
        Map<HostnamePattern, DirectorySight> sights = new ConcurrentHashMap<>();
        List<HostnamePattern> concerned = hostnames.stream().filter(hostname -> !batch.isLeaving(hostname)
                || batch.route(hostname).recordIntended()).toList();
        batch.sideBySide(concerned,
                hostname -> sights.put(hostname, look(batch.route(hostname), !batch.isLeaving(hostname))));
        return sights;
    }

    private DirectorySight look(Route route, boolean forPublishing) {
        return switch (zone(route)) {
            case Verdict.Refused<Zone> gone -> new DirectorySight.Unseen(gone.refusal());
            case Verdict.Granted<Zone> zone -> look(route, zone.value(), forPublishing);
        };
    }

    private DirectorySight look(Route route, Zone zone, boolean forPublishing) {
        try {
            Optional<Refusal> missing = forPublishing ? ports.directory().preflight(zone) : Optional.empty();
            return missing.isPresent() ? new DirectorySight.Unseen(missing.get())
                    : new DirectorySight.Seen(ports.directory().entriesAt(zone, route.hostname()));
        } catch (PortFailure failure) {
            return new DirectorySight.Unseen(Failures.refusal(Failures.Of.PROVIDER, failure));
        }
    }
}
