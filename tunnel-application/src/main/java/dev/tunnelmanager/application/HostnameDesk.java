package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.hostname.HostnameChoice;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.Ownership;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateWriter;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.Page;
import dev.tunnelmanager.ports.driving.PublishRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes requests for hostnames down: refuses what needs no look outside, reserves the hostname and writes the operation in one
 * change of the state.
 */
final class HostnameDesk {

    /** Zones that are older than this are asked for again before a domain is refused, because it may be new. */
    private static final Duration DOUBTFUL_AFTER = Duration.ofSeconds(15);

    private final DrivenPorts ports;
    private final ControlPlaneSettings settings;
    private final ZoneLook zoneLook;
    private final Patience patience;

    HostnameDesk(DrivenPorts ports, ControlPlaneSettings settings, ZoneLook zoneLook) {
        this.ports = ports;
        this.settings = settings;
        this.zoneLook = zoneLook;
        this.patience = new Patience(settings);
    }

    /** What taking down a request has led to. */
    sealed interface Taken {
        /**
         * There is an operation to wait for.
         *
         * @param operation what was asked for, now or earlier
         * @param route the route that it is about, as it was then; empty if that is not known any more
         * @param asNew true if it was asked for just now
         */
        record AsOperation(Operation operation, Optional<Route> route, boolean asNew) implements Taken {}

        /**
         * It was so already.
         *
         * @param route what is the case
         */
        record Already(Route route) implements Taken {}
    }

    /** Takes down a wish for a hostname. */
    Taken publish(Caller caller, PublishRequest request) {
        PortNumber port = Refused.unless(PortNumber.parse(request.port()));
        ports.state().read(state -> {
            Identification.check(caller, state);
            return caller;
        });
        HostnameChoice.Chosen choice = choose(request);
        Instant now = ports.clock().instant();
        OperationId id = OperationId.of(ports.chance().nextLong());
        return ports.state().change(state -> {
            Identification.check(caller, state);
            Optional<Operation> same = request.idempotencyKey()
                    .flatMap(key -> state.operationByKey(caller.actor().name(), key));
            if (same.isPresent()) {
                return earlier(sameIntent(same.get(), new Intent.Publish(choice.hostname(), port)), Optional.empty());
            }
            ProjectName owner = portOwner(caller, request.owner(), port, state);
            Project project = Identification.admitted(owner, state, now);
            mayHave(caller, project, choice.hostname(), state);
            Optional<Operation> running = state.unfinishedOn(choice.hostname());
            Optional<Route> held = state.routeHolding(choice.hostname());
            Intent wish = new Intent.Publish(choice.hostname(), port);
            if (running.filter(operation -> operation.intent().equals(wish)).isPresent()) {
                return earlier(running.get(), held);
            }
            if (held.isPresent()) {
                requireSame(held.get(), owner, port);
                if (running.isPresent()) {
                    return earlier(joined(running.get(), wish), held);
                }
            }
            Route route = held.orElseGet(() -> new Route(state.nextRouteId(), choice.hostname(), owner,
                    choice.zone().id(), choice.zone().name(), port, RouteState.RESERVED, Optional.empty(), List.of(),
                    false, Optional.empty(), Optional.empty(), now, now));
            if (held.isEmpty()) {
                state.put(route);
            }
            Operation operation = pending(id, request.idempotencyKey(), caller.actor(), owner, wish, now);
            return asked(operation, held.map(Route::describe), route, state);
        });
    }

    /** Takes down a wish for a hostname that is public to be as it is on record. */
    Taken renew(Caller caller, HostnamePattern hostname) {
        Instant now = ports.clock().instant();
        OperationId id = OperationId.of(ports.chance().nextLong());
        return ports.state().change(state -> {
            Identification.check(caller, state);
            Route held = state.routeHolding(hostname)
                    .filter(route -> route.state().isPublic() && caller.actor().mayTouch(route.owner()))
                    .orElseThrow(() -> new Refused(RefusalCode.HOSTNAME_NOT_FOUND,
                            hostname + " has been withdrawn meanwhile.", "Plan again: tunnel-manager plan"));
            Intent wish = new Intent.Publish(hostname, held.port());
            Optional<Operation> running = state.unfinishedOn(hostname);
            if (running.isPresent()) {
                return earlier(joined(running.get(), wish), Optional.of(held));
            }
            Operation operation = pending(id, Optional.empty(), caller.actor(), held.owner(), wish, now);
            return asked(operation, Optional.of(held.describe()), held, state);
        });
    }

    private Taken asked(Operation operation, Optional<String> before, Route route, StateWriter state) {
        patience.require(operation.owner(), state, operation.createdAt());
        state.put(operation);
        state.append(Audit.success(operation.createdAt(), operation.actor().name(), operation.owner(),
                "hostname.request", route.hostname().text()).of(operation.id()).before(before).after(route.describe())
                .entry());
        return new Taken.AsOperation(operation, Optional.of(route), true);
    }

    /** Takes down a wish for a hostname to be gone. */
    Taken withdraw(Caller caller, String rawHostname, Optional<ProjectName> owner) {
        HostnamePattern hostname = Refused.unless(HostnamePattern.parse(rawHostname));
        Instant now = ports.clock().instant();
        OperationId id = OperationId.of(ports.chance().nextLong());
        return ports.state().change(state -> {
            Identification.check(caller, state);
            Optional<ProjectName> whose = PortDesk.visible(caller, owner);
            Optional<Route> held = state.routeHolding(hostname);
            if (held.isEmpty()) {
                return new Taken.Already(goneBefore(hostname, whose, state));
            }
            Route route = held.get();
            if (whose.isPresent() && !whose.get().equals(route.owner())) {
                throw new Refused(RefusalCode.HOSTNAME_TAKEN, hostname + " belongs to another project.",
                        "Delete only hostnames that tunnel_list_cnames shows.");
            }
            Intent wish = new Intent.Withdraw(hostname);
            Optional<Operation> running = state.unfinishedOn(hostname);
            if (running.isPresent()) {
                return earlier(joined(running.get(), wish), held);
            }
            patience.require(route.owner(), state, now);
            Operation operation = pending(id, Optional.empty(), caller.actor(), route.owner(), wish, now);
            state.put(operation);
            state.append(Audit.success(now, caller.actor().name(), route.owner(), "hostname.delete", hostname.text())
                    .of(id).before(route.describe()).after("asked for").entry());
            return new Taken.AsOperation(operation, held, true);
        });
    }

    /** Withdraws an operation that nobody has begun; does nothing otherwise. */
    void cancel(OperationId id) {
        Instant now = ports.clock().instant();
        ports.state().change(state -> {
            Optional<Operation> found = state.operation(id).filter(op -> op.state() == Operation.State.PENDING);
            found.ifPresent(operation -> {
                Refusal cancelled = new Refusal(RefusalCode.WITHDRAWN,
                        "The request was cancelled before it was begun, so nothing has changed.",
                        "Ask again if it is still wanted.");
                Optional<Route> held = state.routeHolding(operation.intent().hostname());
                Optional<Route> back = held.filter(route -> route.state() == RouteState.RESERVED)
                        .map(route -> route.takenBack(cancelled, now).in(RouteState.FAILED, now));
                back.ifPresent(state::put);
                Ending.notDone(state, operation, cancelled, held.map(Route::describe),
                        back.or(() -> held).map(Route::describe), now);
            });
            return found;
        });
    }

    List<Route> list(Caller caller, Optional<ProjectName> owner, Optional<String> domain) {
        Optional<String> suffix = domain.map(raw -> Refused.unless(HostnamePattern.parse(raw)).base());
        return ports.state().read(state -> {
            Identification.check(caller, state);
            List<Route> routes = state.routes(PortDesk.visible(caller, owner));
            return suffix.isEmpty() ? routes
                    : routes.stream().filter(route -> route.hostname().isWithin(suffix.get())).toList();
        });
    }

    Page<Route> page(Caller caller, Optional<ProjectName> owner, Optional<String> domain, Optional<String> rawAfter,
            long rawLimit) {
        int limit = Refused.unlessWithin(rawLimit, Page.MOST);
        Optional<String> suffix = domain.map(raw -> Refused.unless(HostnamePattern.parse(raw)).base());
        Optional<HostnamePattern> after = rawAfter.map(raw -> Refused.unless(HostnamePattern.parse(raw)));
        return ports.state().read(state -> {
            Identification.check(caller, state);
            Optional<ProjectName> visible = PortDesk.visible(caller, owner);
            List<Route> oneMore = state.routes(visible, suffix, after, limit + 1);
            return new Page<>(oneMore.subList(0, Math.min(limit, oneMore.size())), state.routeCount(visible, suffix),
                    oneMore.size() > limit);
        });
    }

    private HostnameChoice.Chosen choose(PublishRequest request) {
        Verdict<HostnameChoice.Chosen> first = HostnameChoice.decide(request.subdomain(), request.domain(),
                settings.defaultDomain(), zoneLook.fresh());
        if (first instanceof Verdict.Refused<HostnameChoice.Chosen> refused
                && refused.refusal().code() == RefusalCode.ZONE_NOT_FOUND) {
            return Refused.unless(HostnameChoice.decide(request.subdomain(), request.domain(), settings.defaultDomain(),
                    zoneLook.seenWithin(DOUBTFUL_AFTER)));
        }
        return Refused.unless(first);
    }

    private static ProjectName portOwner(Caller caller, Optional<ProjectName> named, PortNumber port,
            StateReader state) {
        Optional<PortAllocation> allocation = state.port(port);
        ProjectName asked = PortDesk.ownerFor(caller, named);
        boolean onBehalf = caller.actor() instanceof Actor.Meta && named.isEmpty();
        ProjectName owner = onBehalf ? allocation.map(PortAllocation::owner).orElse(asked) : asked;
        if (allocation.isEmpty()) {
            throw new Refused(RefusalCode.PORT_NOT_ALLOCATED, "Port " + port + " is not allocated to " + owner + ".",
                    "Allocate it first: port_allocate {\"port\":" + port + "}");
        }
        if (!allocation.get().owner().equals(owner)) {
            throw new Refused(RefusalCode.PORT_TAKEN, "Port " + port + " is allocated to another project.",
                    "Use a port of " + owner + "'s own; port_allocate {} allocates a free one.");
        }
        return owner;
    }

    private static void mayHave(Caller caller, Project project, HostnamePattern hostname, StateReader state) {
        Map<HostnamePattern, ProjectName> held = new HashMap<>();
        for (HostnamePattern concerned : Ownership.concerned(hostname)) {
            state.routeHolding(concerned).ifPresent(route -> held.put(concerned, route.owner()));
        }
        Ownership.claim(caller.actor(), project, hostname, held, state.routeCount(project.name()))
                .ifPresent(refusal -> {
                    throw new Refused(refusal);
                });
    }

    private static void requireSame(Route held, ProjectName owner, PortNumber port) {
        if (held.state() == RouteState.WITHDRAWING) {
            throw new Refused(RefusalCode.HOSTNAME_BUSY, held.hostname() + " is being withdrawn.",
                    "Ask again in a few seconds.");
        }
        if (!held.port().equals(port)) {
            throw new Refused(RefusalCode.HOSTNAME_CONFLICT,
                    owner + " already publishes " + held.hostname() + " with port " + held.port() + ", not " + port
                            + ".",
                    "Delete it first if it is to lead elsewhere: tunnel_delete_cname {\"hostname\":\"" + held.hostname()
                            + "\"}");
        }
    }

    private static Taken earlier(Operation operation, Optional<Route> route) {
        return new Taken.AsOperation(operation, route, false);
    }

    private static Operation joined(Operation running, Intent wish) {
        if (running.intent().equals(wish)) {
            return running;
        }
        throw new Refused(RefusalCode.HOSTNAME_BUSY,
                "Operation " + running.id() + " on " + wish.hostname() + " has not ended.",
                "Ask again when it has: tunnel_get_operation {\"operationId\":\"" + running.id() + "\"}");
    }

    private static Operation sameIntent(Operation earlier, Intent wish) {
        if (earlier.intent().equals(wish)) {
            return earlier;
        }
        throw new Refused(RefusalCode.HOSTNAME_CONFLICT,
                "The idempotency key was used before for " + earlier.intent() + ".",
                "Use a new key for a new request.");
    }

    private static Route goneBefore(HostnamePattern hostname, Optional<ProjectName> whose, StateReader state) {
        return state.latestRoute(hostname).filter(route -> whose.isEmpty() || whose.get().equals(route.owner()))
                .filter(route -> route.state() == RouteState.GONE)
                .orElseThrow(() -> new Refused(RefusalCode.HOSTNAME_NOT_FOUND, hostname + " is not published.",
                        "See what is with tunnel_list_cnames {}."));
    }

    private static Operation pending(OperationId id, Optional<String> key, Actor actor, ProjectName owner, Intent wish,
            Instant now) {
        return new Operation(id, key, actor, owner, wish, Operation.State.PENDING, "", Optional.empty(), now, now);
    }

    /** Returns the zone of a route as it is known now. */
    static Optional<Zone> zoneOf(Route route, List<Zone> zones) {
        return zones.stream().filter(zone -> zone.id().equals(route.zoneId())).findFirst();
    }
}
