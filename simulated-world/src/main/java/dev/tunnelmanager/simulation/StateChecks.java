package dev.tunnelmanager.simulation;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.operation.RestartRequest;
import dev.tunnelmanager.domain.route.Route;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** What must hold of every change of the state, looked at when it has become durable. */
final class StateChecks {

    private final Verdicts verdicts;
    private final Map<HostnamePattern, Route> held = new TreeMap<>();
    private final Map<OperationId, Operation> operations = new HashMap<>();
    private final Map<OperationId, RestartRequest> restarts = new HashMap<>();
    /** Whether a record and a rule stand for a route; asked only of hostnames that nobody else has touched. */
    private final BiPredicate<Route, Boolean> isPublic;
    private final Predicate<HostnamePattern> tampered;

    /**
     * Makes checks of a state in which there is nothing.
     *
     * @param isPublic asked whether a route's record stands (true) or neither record nor rule (false)
     * @param tampered whether others have their hands in a hostname, so that nothing can be said of it
     */
    StateChecks(Verdicts verdicts, BiPredicate<Route, Boolean> isPublic, Predicate<HostnamePattern> tampered) {
        this.verdicts = verdicts;
        this.isPublic = isPublic;
        this.tampered = tampered;
    }

    Optional<Route> held(HostnamePattern hostname) {
        return Optional.ofNullable(held.get(hostname));
    }

    Collection<Route> held() {
        return held.values();
    }

    boolean restartIsAskedFor() {
        return restarts.values().stream().anyMatch(request -> request.outcome().isEmpty());
    }

    /** Looks at what one change has written. */
    void committed(List<Object> written) {
        List<AuditEntry> audit = written.stream().filter(AuditEntry.class::isInstance).map(AuditEntry.class::cast)
                .toList();
        // Routes first: what an operation says of its end is about the routes as they are then.
        for (Object one : written) {
            if (one instanceof Route route) {
                put(route);
            }
        }
        for (Object one : written) {
            if (one instanceof Operation operation) {
                put(operation, audit);
            } else if (one instanceof RestartRequest request) {
                put(request, audit);
            }
        }
    }

    private void put(Route route) {
        HostnamePattern hostname = route.hostname();
        Optional<Route> before = held(hostname);
        verdicts.require(Invariant.OWNED_ONCE, before.filter(other -> other.id() != route.id()).isEmpty(),
                () -> hostname + " is held by " + before + " and by " + route);
        if (!route.state().holdsHostname()) {
            held.remove(hostname);
            verdicts.require(Invariant.OWNED, tampered.test(hostname) || isPublic.test(route, false),
                    () -> "nobody holds " + hostname + " any more, and something of it still stands");
            return;
        }
        held.put(hostname, route);
        boolean becomesPublic = route.state().isPublic() && before.filter(old -> old.state().isPublic()).isEmpty();
        if (becomesPublic) {
            verdicts.require(Invariant.LIVE_IS_LIVE, tampered.test(hostname) || isPublic.test(route, true),
                    () -> hostname + " is called live, and is not: " + route);
        }
    }

    private void put(Operation operation, List<AuditEntry> audit) {
        Optional<Operation> before = Optional.ofNullable(operations.put(operation.id(), operation));
        verdicts.require(Invariant.ENDS_ONCE,
                before.isEmpty() ? operation.state() == Operation.State.PENDING
                        : before.get().state() != Operation.State.ENDED
                                && operation.state().compareTo(before.get().state()) >= 0,
                () -> "operation " + operation.id() + " went from " + before + " to " + operation);
        if (before.isEmpty()) {
            verdicts.require(Invariant.AUDITED, audit.stream().anyMatch(entry -> isAbout(entry, operation)
                    && (entry.action().equals("hostname.request") || entry.action().equals("hostname.delete"))),
                    () -> "the audit log does not tell that operation " + operation.id() + " was asked for");
        }
        operation.outcome().ifPresent(outcome -> ended(operation, outcome, audit));
    }

    private void ended(Operation operation, OperationOutcome outcome, List<AuditEntry> audit) {
        boolean done = outcome instanceof OperationOutcome.Done;
        verdicts.require(Invariant.AUDITED, audit.stream().anyMatch(entry -> isAbout(entry, operation)
                && entry.success() == done && entry.action().startsWith("hostname.")),
                () -> "the audit log does not tell how operation " + operation.id() + " has ended");
        HostnamePattern hostname = operation.intent().hostname();
        Optional<Route> row = held(hostname);
        boolean isTrue = tampered.test(hostname) || switch (operation.intent()) {
            case Intent.Publish publish -> !done
                    || row.filter(route -> route.state().isPublic() && isPublic.test(route, true)).isPresent();
            case Intent.Withdraw withdraw -> !done || row.isEmpty();
        };
        verdicts.require(Invariant.TRUE_OUTCOME, isTrue,
                () -> "operation " + operation.id() + " says " + outcome + ", and the route is " + row);
    }

    private static boolean isAbout(AuditEntry entry, Operation operation) {
        return entry.operation().equals(Optional.of(operation.id()));
    }

    private void put(RestartRequest request, List<AuditEntry> audit) {
        Optional<RestartRequest> before = Optional.ofNullable(restarts.put(request.id(), request));
        verdicts.require(Invariant.ENDS_ONCE, before.filter(old -> old.outcome().isPresent()).isEmpty(),
                () -> "restart " + request.id() + " was touched after its end");
        if (request.outcome().isPresent()) {
            restarts.remove(request.id());
            verdicts.require(Invariant.AUDITED,
                    audit.stream().anyMatch(entry -> entry.operation().equals(Optional.of(request.id()))),
                    () -> "the audit log does not tell how restart " + request.id() + " has ended");
        }
    }
}
