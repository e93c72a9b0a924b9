package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.operation.RestartRequest;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.domain.topology.TargetDecision;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one process does while it is leader: carries operations out, finishes what was left, and looks round now and then. */
final class LeaderTurn implements AutoCloseable {

    /** An operation during which a programming error was met this often is given up. */
    private static final int ATTEMPTS = 3;

    private final DrivenPorts ports;
    private final ControlPlaneSettings settings;
    private final Reconciler reconciler;
    private final Observation observation;
    private final LookRound lookRound;
    private final Watchman watchman;
    private final RestartDesk restartDesk;
    private final Map<HostnamePattern, Retry> retries = new TreeMap<>();
    private final Suspicions suspicions = new Suspicions(ATTEMPTS);
    /** True at first: what has moved while nobody led is found out when the office is taken. */
    private final AtomicBoolean topologyChanged = new AtomicBoolean(true);
    private final Subscription topology;
    private final String words;
    /** When a roll that has failed is tried again. */
    private Optional<Retry> roll = Optional.empty();
    /** When a look at the topology that has shown nothing is repeated: what it was for is told no second time. */
    private Optional<Retry> topologyLook = Optional.empty();

    private LeaderTurn(DrivenPorts ports, ControlPlaneSettings settings) {
        this.ports = ports;
        this.settings = settings;
        this.reconciler = new Reconciler(ports, settings);
        this.observation = new Observation(ports, settings);
        Instant now = ports.clock().instant();
        this.lookRound = new LookRound(ports, settings, now);
        this.restartDesk = new RestartDesk(ports);
        this.words = new LeaderWords(ports.leadership().self(), now).text();
        // The state has not changed, and a change that leaves it as it is would wake nobody.
        this.watchman = Watchman.begin(ports, settings, ports.changes()::nudge);
        this.topology = ports.topology().onChange(this::lookAtTopologyAgain);
    }

    /** Takes office: says so, and notes what an earlier leader has left unfinished. */
    static LeaderTurn begin(DrivenPorts ports, ControlPlaneSettings settings) {
        LeaderTurn turn = new LeaderTurn(ports, settings);
        try {
            turn.sign();
            // Beside the rest: whoever watched before may have died of the same as the connector.
            turn.watchman.lookNow();
            ports.watched().measurements().count(Measurements.Count.LEADER_CHANGE, "took_over");
            Instant now = ports.clock().instant();
            List<Route> routes = ports.state().read(state -> state.routes(Optional.empty()));
            routes.stream().filter(route -> !route.state().isPublic())
                    .forEach(route -> turn.retries.put(route.hostname(), Retry.first(now)));
            if (turn.lookRound.isRollOwed() || turn.lookRound.isCareOwed()) {
                turn.roll = Optional.of(Retry.first(now));
            }
            return turn;
        } catch (RuntimeException | Error failure) {
            turn.close();
            throw failure;
        }
    }

    /** Called on a thread of the topology's. */
    private void lookAtTopologyAgain() {
        topologyChanged.set(true);
        ports.changes().nudge();
    }

    private void sign() {
        ports.state().change(state -> {
            state.setLeader(words);
            return words;
        });
    }

    /** Does what is due, and returns after how long there is something to do even if nothing changes. */
    Duration next() {
        Instant now = ports.clock().instant();
        lookRound.look(now);
        if (watchman.step(now)) {
            return Duration.ZERO;
        }
        record Asked(List<Operation> unfinished, List<RestartRequest> restarts) {}
        Asked asked = ports.state().read(state -> new Asked(state.unfinished(), state.openRestartRequests()));
        if (restartDesk.carryOut(asked.restarts())) {
            watchman.disturbed();
            return Duration.ZERO;
        }
        List<Operation> unfinished = asked.unfinished();
        Duration collecting = collecting(unfinished, now);
        if (collecting.isPositive()) {
            return collecting;
        }
        Work due = new Work(unfinished, due(unfinished, now));
        if (due.isEmpty()) {
            catchUp(now);
            return untilDue(now);
        }
        try {
            carryOut(suspicions.narrow(due));
        } finally {
            watchman.disturbed();
        }
        return Duration.ZERO;
    }

    private Duration collecting(List<Operation> unfinished, Instant now) {
        if (unfinished.isEmpty() || unfinished.stream().anyMatch(op -> op.state() == Operation.State.RUNNING)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, unfinished.getFirst().createdAt().plus(settings.window()));
        // Never longer than the window, even if the clock was set back since.
        return left.compareTo(settings.window()) > 0 ? settings.window() : left;
    }

    private void carryOut(Work work) {
        Reconciler.Left left;
        try {
            left = reconciler.carryOut(work.operations(), work.others());
        } catch (PortFailure failure) {
            // Only the state throws here. What is unfinished is written down there; the next turn takes it up again.
            throw failure;
        } catch (RuntimeException bug) {
            ports.events().failed("The engine met a programming error: " + bug,
                    "Report it with the log; the work is tried again by itself.");
            suspicions.met(work);
            work.operations().stream().filter(operation -> suspicions.isConvicted(operation.intent().hostname()))
                    .forEach(operation -> giveUp(operation, bug));
            work.others().stream().map(Route::hostname).filter(suspicions::isConvicted).forEach(this::postpone);
            return;
        }
        countOutcomes(work.operations());
        suspicions.clear(work);
        work.others().stream().map(Route::hostname).filter(hostname -> !left.hostnames().contains(hostname))
                .forEach(retries::remove);
        left.hostnames().forEach(this::postpone);
        Instant now = ports.clock().instant();
        left.connectorLags()
                .ifPresent(lags -> roll = lags ? Optional.of(Retry.first(now).later(now)) : Optional.empty());
    }

    private void countOutcomes(List<Operation> operations) {
        List<Operation> now = ports.state()
                .read(state -> operations.stream().flatMap(one -> state.operation(one.id()).stream()).toList());
        now.stream().flatMap(operation -> operation.outcome().stream())
                .forEach(outcome -> ports.watched().measurements().count(Measurements.Count.OPERATION,
                        switch (outcome) {
                            case OperationOutcome.Done done -> "done";
                            case OperationOutcome.NotDone not -> not.refusal().code().text();
                        }));
    }

    /** Tries again to have the connector serve the rule list, after a roll that has failed. */
    private void catchUp(Instant now) {
        roll = roll.flatMap(retry -> {
            if (!retry.isDue(now)) {
                return Optional.of(retry);
            }
            boolean caughtUp = reconciler.catchUp();
            watchman.disturbed();
            return caughtUp ? Optional.empty() : Optional.of(retry.later(now));
        });
    }

    private void postpone(HostnamePattern hostname) {
        suspicions.clear(hostname);
        retries.compute(hostname, (same, retry) -> (retry == null ? Retry.first(ports.clock().instant()) : retry)
                .later(ports.clock().instant()));
    }

    private void giveUp(Operation operation, RuntimeException bug) {
        Instant now = ports.clock().instant();
        Refusal refusal = new Refusal(RefusalCode.INTERNAL,
                "A programming error was met " + ATTEMPTS + " times: " + bug.getClass().getSimpleName() + ".",
                "Report it with the log; the hostname is taken back.");
        ports.state().change(state -> {
            state.operation(operation.id()).filter(still -> still.state() != Operation.State.ENDED).ifPresent(open -> {
                Optional<Route> held = state.routeHolding(open.intent().hostname());
                Optional<Route> back = held.filter(route -> !route.state().isPublic())
                        .map(route -> route.takenBack(refusal, now));
                back.ifPresent(state::put);
                Ending.notDone(state, open, refusal, held.map(Route::describe),
                        back.or(() -> held).map(Route::describe),
                        now);
            });
            return refusal;
        });
        postpone(operation.intent().hostname());
    }

    /** Returns routes that need work although no operation is about them. */
    private List<Route> due(List<Operation> unfinished, Instant now) {
        Set<HostnamePattern> asked = unfinished.stream().map(operation -> operation.intent().hostname())
                .collect(Collectors.toSet());
        List<Route> routes = new ArrayList<>();
        Set<HostnamePattern> publicOnes = new TreeSet<>();
        for (HostnamePattern hostname : List.copyOf(retries.keySet())) {
            Retry retry = retries.get(hostname);
            if (retry == null || asked.contains(hostname) || !retry.isDue(now)) {
                continue;
            }
            switch (leftOver(hostname, now)) {
                case LeftOver.Nothing nothing -> retries.remove(hostname);
                case LeftOver.AskedFor askedFor -> {
                    // The operation has come since the unfinished ones were read; it is seen next time.
                }
                case LeftOver.Public live -> publicOnes.add(hostname);
                case LeftOver.Leaving leaving -> routes.add(leaving.route());
            }
        }
        boolean lookAgain = topologyLook.filter(retry -> retry.isDue(now)).isPresent();
        if (topologyChanged.getAndSet(false) || lookAgain || !publicOnes.isEmpty()) {
            List<Route> moved = moved().stream().filter(route -> !asked.contains(route.hostname())).toList();
            moved.forEach(route -> publicOnes.remove(route.hostname()));
            routes.addAll(moved);
        }
        publicOnes.forEach(retries::remove);
        return routes;
    }

    /** What a hostname that was to be looked at again has become. */
    private sealed interface LeftOver {
        /** Nothing is to be done. */
        record Nothing() implements LeftOver {}

        /** An operation is about it. */
        record AskedFor() implements LeftOver {}

        /** It is public; whether it leads to the right place is another question. */
        record Public() implements LeftOver {}

        /** It is to be taken away. */
        record Leaving(Route route) implements LeftOver {}
    }

    /** A route on its way in that no operation is about belongs to nobody's wish any more, so it is taken back. */
    private LeftOver leftOver(HostnamePattern hostname, Instant now) {
        return ports.state().change(state -> {
            Optional<Route> held = state.routeHolding(hostname);
            if (held.isEmpty()) {
                return new LeftOver.Nothing();
            }
            if (state.unfinishedOn(hostname).isPresent()) {
                return new LeftOver.AskedFor();
            }
            return switch (held.get().state()) {
                case LIVE, VERIFIED -> new LeftOver.Public();
                case SUSPENDED, GONE, FAILED -> new LeftOver.Nothing();
                case WITHDRAWING -> new LeftOver.Leaving(held.get());
                case RESERVED, ROUTED -> {
                    Route back = held.get().takenBack(new Refusal(RefusalCode.INTERNAL,
                            "The operation that was to publish " + hostname + " has ended without it.",
                            "Ask for the hostname again."), now);
                    state.put(back);
                    yield new LeftOver.Leaving(back);
                }
            };
        });
    }

    /** Returns the public routes whose service is to be found elsewhere now. One that is not to be found stays as it is. */
    private List<Route> moved() {
        List<Route> routes = ports.state().read(state -> state.routes(Optional.empty())).stream()
                .filter(route -> route.state().isPublic()).toList();
        if (routes.isEmpty()) {
            return List.of();
        }
        try {
            Function<Route, TargetDecision> aim = observation.aiming(Observation.place(ports.connector().glance()));
            record Aimed(Route route, TargetDecision decision) {}
            List<Aimed> all = routes.stream().map(route -> new Aimed(route, aim.apply(route))).toList();
            looked(all.stream().noneMatch(aimed -> aimed.decision() instanceof TargetDecision.Refused refused
                    && refused.refusal().code() == RefusalCode.TARGET_UNKNOWN));
            return all.stream().filter(aimed -> aimed.decision() instanceof TargetDecision.Chosen chosen
                    && !leadsTo(aimed.route(), chosen.target())).map(Aimed::route).toList();
        } catch (PortFailure failure) {
            throw failure;
        } catch (RuntimeException bug) {
            // Requests must not wait for ever because a look at what nobody asked for goes wrong.
            ports.events().failed("The look for services that have moved met a programming error: " + bug,
                    "Report it with the log.");
            looked(false);
            return List.of();
        }
    }

    private void looked(boolean seen) {
        Instant now = ports.clock().instant();
        Optional<Retry> waiting = topologyLook.filter(retry -> !retry.isDue(now));
        topologyLook = seen ? Optional.empty()
                : waiting.or(() -> Optional.of(topologyLook.orElse(Retry.first(now)).later(now)));
    }

    /** Returns whether nothing is to be done; a rule that was left between two services by a crash is not settled. */
    private static boolean leadsTo(Route route, Target chosen) {
        return route.target().filter(known -> known.service().equals(chosen.service())).isPresent()
                && route.written().equals(List.of(chosen.service()));
    }

    private Duration untilDue(Instant now) {
        Instant next = watchman.next(now).isBefore(lookRound.next()) ? watchman.next(now) : lookRound.next();
        for (Retry retry : Stream.of(retries.values().stream(), roll.stream(), topologyLook.stream())
                .flatMap(each -> each).toList()) {
            next = retry.at().isBefore(next) ? retry.at() : next;
        }
        Duration left = Duration.between(now, next);
        return left.isPositive() ? left : Duration.ofMillis(1);
    }

    @Override
    public void close() {
        watchman.close();
        topology.close();
    }
}
