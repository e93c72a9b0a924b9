package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.plan.Plan;
import dev.tunnelmanager.domain.plan.Planner;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings routes into their desired state: looks, plans, does. Whatever interrupts it, doing it again leads to the same end. Only
 * the leader uses it, one batch at a time.
 */
final class Reconciler {

    private final DrivenPorts ports;
    private final Observation observation;
    private final Serving serving;
    private final Records records;

    Reconciler(DrivenPorts ports, ControlPlaneSettings settings) {
        this.ports = ports;
        this.observation = new Observation(ports, settings);
        this.serving = new Serving(ports);
        this.records = new Records(ports, observation);
    }

    /**
     * What has not come about, and must be tried again although no operation is about it any more.
     *
     * @param hostnames still being withdrawn, or not yet led elsewhere
     * @param connectorLags whether the connector was left without serving the rule list; empty if it was not rolled
     */
    record Left(Set<HostnamePattern> hostnames, Optional<Boolean> connectorLags) {}

    /** Has the connector serve what it was left without; returns whether it does now. */
    boolean catchUp() {
        return serving.catchUp();
    }

    /**
     * Carries out operations, and brings other routes into shape on the way.
     *
     * @return what is left to be done because something outside broke
     */
    Left carryOut(List<Operation> operations, List<Route> others) {
        Batch batch = Batch.begin(ports, operations, others);
        pass(batch, batch.hostnames());
        readBack(batch);
        Set<HostnamePattern> stuck = new TreeSet<>();
        batch.failed().stream().filter(batch::isLeaving).forEach(stuck::add);
        Set<HostnamePattern> halfMade = new TreeSet<>();
        for (HostnamePattern hostname : batch.failed()) {
            if (!batch.isLeaving(hostname) && isHalfMade(batch.route(hostname))) {
                batch.takeBack(hostname);
                halfMade.add(hostname);
            }
        }
        if (!halfMade.isEmpty()) {
            batch.progress("taking back what was made");
            stuck.addAll(takeAway(batch, halfMade));
        }
        finish(batch, stuck);
        batch.failed().stream().filter(hostname -> batch.operation(hostname).isEmpty()).forEach(stuck::add);
        return new Left(stuck, batch.lagging());
    }

    /** Looks again, once, at what may or may not have been done, and does what is missing. */
    private void readBack(Batch batch) {
        Map<HostnamePattern, Refusal> unknown = new TreeMap<>();
        for (HostnamePattern hostname : batch.failed()) {
            batch.failure(hostname).filter(why -> why.code() == RefusalCode.OUTCOME_UNKNOWN)
                    .ifPresent(why -> unknown.put(hostname, why));
        }
        if (unknown.isEmpty()) {
            return;
        }
        batch.progress("reading back what may have been done");
        unknown.keySet().forEach(batch::forgive);
        pass(batch, unknown.keySet());
        unknown.forEach((hostname, first) -> {
            if (batch.failure(hostname).isPresent()) {
                // What comes after it is a consequence; the first reason says what is uncertain.
                batch.forgive(hostname);
                batch.fail(hostname, first);
            }
        });
    }

    private void pass(Batch batch, Collection<HostnamePattern> hostnames) {
        Plan plan = Planner.plan(observation.of(batch, hostnames));
        plan.rejections().forEach(batch::fail);
        plan.remarks().forEach(batch::warn);
        records.remove(batch, plan);
        serving.serve(batch, plan);
        records.publish(batch, plan);
        records.confirm(batch, plan);
    }

    /** Takes away what failed operations have made; returns for which hostnames that could not be done. */
    private Set<HostnamePattern> takeAway(Batch batch, Set<HostnamePattern> hostnames) {
        List<Route> routes = hostnames.stream().map(batch::route).toList();
        Batch away = Batch.begin(ports, List.of(), routes);
        pass(away, hostnames);
        Set<HostnamePattern> left = away.failed();
        hostnames.forEach(hostname -> batch.update(hostname, route -> away.route(hostname)));
        away.lagging().ifPresent(batch::setLagging);
        return left;
    }

    private static boolean isHalfMade(Route route) {
        return !route.state().isPublic() && (!route.written().isEmpty() || route.recordIntended());
    }

    private void finish(Batch batch, Set<HostnamePattern> stuck) {
        Instant now = ports.clock().instant();
        ports.state().change(state -> {
            for (HostnamePattern hostname : batch.hostnames()) {
                end(batch, hostname, stuck.contains(hostname), state, now);
            }
            return batch;
        });
    }

    private void end(Batch batch, HostnamePattern hostname, boolean stuck, StateWriter state, Instant now) {
        Route route = batch.route(hostname);
        Optional<Operation> operation = batch.operation(hostname);
        Optional<Refusal> failure = failure(batch, operation, route);
        Route after = after(batch, route, stuck, now);
        if (!after.equals(route)) {
            state.put(after);
        }
        String before = batch.before(hostname).describe();
        if (operation.isEmpty()) {
            if (!after.state().holdsHostname()) {
                state.append(Audit.success(now, batch.actor(route), route.owner(), "hostname.withdraw", hostname.text())
                        .before(before).after(after.describe()).entry());
            }
        } else if (failure.isPresent()) {
            Ending.notDone(state, operation.get(), told(failure.get(), after), Optional.of(before),
                    Optional.of(after.describe()), now);
        } else {
            Ending.done(state, operation.get(), batch.warnings(hostname), Optional.of(before), after.describe(), now);
        }
    }

    /** Returns why an operation has not come true. One that was to publish has not if its hostname is on its way out. */
    private static Optional<Refusal> failure(Batch batch, Optional<Operation> operation, Route route) {
        HostnamePattern hostname = route.hostname();
        if (!batch.isLeaving(hostname) || operation.filter(op -> op.intent() instanceof Intent.Publish).isEmpty()) {
            return batch.failure(hostname);
        }
        // The cause was written down when the route was taken back, maybe by a leader that is gone.
        return Optional.of(route.cause().or(() -> batch.failure(hostname)).orElseGet(() -> new Refusal(
                RefusalCode.HOSTNAME_BUSY, hostname + " was being withdrawn.", "Ask again in a few seconds.")));
    }

    private static Route after(Batch batch, Route route, boolean stuck, Instant now) {
        Optional<Refusal> failure = batch.failure(route.hostname());
        if (batch.isLeaving(route.hostname()) && !stuck) {
            boolean asked = batch.operation(route.hostname())
                    .filter(operation -> operation.intent() instanceof Intent.Withdraw).isPresent();
            return route.withRule(List.of(), now)
                    .in(route.cause().isPresent() && !asked ? RouteState.FAILED : RouteState.GONE, now);
        }
        if (stuck) {
            boolean untouched = failure.filter(Reconciler::isRefusal).isPresent() && route.cause().isEmpty()
                    && route.record().isPresent();
            return untouched ? route.in(RouteState.LIVE, now) : route;
        }
        return failure.isPresent() && !route.state().isPublic()
                ? route.takenBack(failure.get(), now).in(RouteState.FAILED, now)
                : route;
    }

    private static boolean isRefusal(Refusal refusal) {
        return refusal.code().kind() == RefusalCode.Kind.REFUSAL;
    }

    private static Refusal told(Refusal failure, Route after) {
        return after.state() != RouteState.WITHDRAWING ? failure
                : new Refusal(failure.code(), failure.problem() + " " + after.hostname()
                        + " is still being taken away; that goes on by itself as soon as it can.",
                        failure.recommendation());
    }
}
