package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.plan.Planner;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.topology.TargetDecision;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.Explanation;
import dev.tunnelmanager.ports.driving.PlanReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Answers what would be done, and why, from the same look and the same decisions as when it is done; and does nothing. */
final class PlanDesk {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final DrivenPorts ports;
    private final Observation observation;

    PlanDesk(DrivenPorts ports, ControlPlaneSettings settings) {
        this.ports = ports;
        this.observation = new Observation(ports, settings);
    }

    /** Says where a hostname or a port leads now, and why. */
    Explanation explain(Caller caller, String subject) {
        record Known(ProjectName owner, PortNumber port, Optional<Route> route) {}
        Known known = ports.state().read(state -> {
            Identification.check(caller, state);
            if (NUMBER.matcher(subject).matches()) {
                PortNumber port = Refused.unless(PortNumber.parse(Long.parseLong(subject)));
                PortAllocation allocation = state.port(port).filter(a -> caller.actor().mayTouch(a.owner()))
                        .orElseThrow(() -> new Refused(RefusalCode.PORT_NOT_ALLOCATED,
                                "Port " + port + " is not allocated to " + caller.actor().name() + ".",
                                "See what is with: tunnel-manager ports"));
                return new Known(allocation.owner(), port, Optional.empty());
            }
            HostnamePattern hostname = Refused.unless(HostnamePattern.parse(subject));
            Route route = state.routeHolding(hostname).filter(held -> caller.actor().mayTouch(held.owner()))
                    .orElseThrow(() -> new Refused(RefusalCode.HOSTNAME_NOT_FOUND,
                            hostname + " is not published by " + caller.actor().name() + ".",
                            "See what is with: tunnel-manager list"));
            return new Known(route.owner(), route.port(), Optional.of(route));
        });
        TargetDecision decision = observation.deciding(Observation.place(ports.connector().glance()))
                .apply(known.owner(), known.port());
        return new Explanation(known.owner(), known.port(), known.route(), decision);
    }

    /** Says what would have to be done for the hostnames that the caller may see. */
    PlanReport plan(Caller caller, Optional<String> domain) {
        record Known(List<Route> routes, List<Operation> unfinished) {}
        Optional<String> suffix = domain.map(raw -> Refused.unless(HostnamePattern.parse(raw)).base());
        Known known = ports.state().read(state -> {
            Identification.check(caller, state);
            return new Known(state.routes(PortDesk.visible(caller, Optional.empty())).stream()
                    .filter(route -> route.state() != RouteState.SUSPENDED)
                    .filter(route -> suffix.isEmpty() || route.hostname().isWithin(suffix.get())).toList(),
                    state.unfinished());
        });
        Map<HostnamePattern, Operation> asked = known.unfinished().stream()
                .collect(Collectors.toMap(operation -> operation.intent().hostname(), Function.identity(),
                        (first, later) -> first));
        Instant now = ports.clock().instant();
        List<Route> wanted = known.routes().stream()
                .map(route -> Optional.ofNullable(asked.get(route.hostname()))
                        .filter(operation -> operation.intent() instanceof Intent.Withdraw)
                        .map(operation -> route.in(RouteState.WITHDRAWING, now)).orElse(route))
                .toList();
        TreeSet<HostnamePattern> ownWork = new TreeSet<>();
        wanted.stream().filter(route -> asked.containsKey(route.hostname()) || !route.state().isPublic())
                .map(Route::hostname).forEach(ownWork::add);
        // A batch without operations writes nothing.
        Batch looked = Batch.begin(ports, List.of(), wanted);
        return new PlanReport(Planner.plan(observation.of(looked, looked.hostnames())),
                new TreeSet<>(looked.hostnames()), ownWork);
    }
}
