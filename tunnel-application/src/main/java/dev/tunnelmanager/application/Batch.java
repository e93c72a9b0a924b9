package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The operations and routes that are carried out together. What it knows of a route is what is durable: each change goes to the
 * state first. Used by the leader only; the steps for different hostnames may run beside each other.
 */
final class Batch {

    private final DrivenPorts ports;
    private final Map<HostnamePattern, Operation> operations = new ConcurrentSkipListMap<>();
    private final Map<HostnamePattern, Route> routes = new ConcurrentSkipListMap<>();
    private final Map<HostnamePattern, Refusal> failures = new ConcurrentSkipListMap<>();
    private final Map<HostnamePattern, List<String>> warnings = new ConcurrentSkipListMap<>();
    private final Map<HostnamePattern, Route> before = new ConcurrentSkipListMap<>();
    private final Set<HostnamePattern> leaving = new TreeSet<>();
    private String progress = "";
    private Optional<Boolean> lagging = Optional.empty();

    private Batch(DrivenPorts ports) {
        this.ports = ports;
    }

    /**
     * Takes up operations, and routes that no operation is about.
     *
     * @param others routes to be taken away if they are being withdrawn, and to be brought into shape otherwise
     */
    static Batch begin(DrivenPorts ports, List<Operation> operations, List<Route> others) {
        Batch batch = new Batch(ports);
        Instant now = ports.clock().instant();
        others.forEach(route -> batch.add(route, route.state() == RouteState.WITHDRAWING));
        ports.state().change(state -> {
            for (Operation asked : operations) {
                // It may have been cancelled since it was read.
                state.operation(asked.id()).filter(operation -> operation.state() != Operation.State.ENDED)
                        .ifPresent(operation -> batch.take(operation, state, now));
            }
            return batch;
        });
        return batch;
    }

    private void take(Operation operation, StateWriter state, Instant now) {
        Optional<Route> held = state.routeHolding(operation.intent().hostname());
        if (held.isEmpty()) {
            endWithoutRoute(operation, state, now);
            return;
        }
        before.put(held.get().hostname(), held.get());
        boolean away = operation.intent() instanceof Intent.Withdraw;
        Route route = away && held.get().state() != RouteState.WITHDRAWING
                ? held.get().in(RouteState.WITHDRAWING, now)
                : held.get();
        Operation begun = operation.begun("looking", now);
        state.put(route);
        state.put(begun);
        operations.put(route.hostname(), begun);
        add(route, away || route.state() == RouteState.WITHDRAWING);
    }

    /** What was held when the operation was asked for may have gone since, when an earlier withdrawal was tried again. */
    private static void endWithoutRoute(Operation operation, StateWriter state, Instant now) {
        switch (operation.intent()) {
            case Intent.Withdraw withdraw -> Ending.done(state, operation, List.of(), Optional.empty(), "gone", now);
            case Intent.Publish publish -> Ending.notDone(state, operation,
                    new Refusal(RefusalCode.HOSTNAME_NOT_FOUND,
                            publish.hostname() + " is not held by anybody any more.", "Ask again."),
                    Optional.empty(), Optional.empty(), now);
        }
    }

    private void add(Route route, boolean away) {
        routes.put(route.hostname(), route);
        before.putIfAbsent(route.hostname(), route);
        if (away) {
            leaving.add(route.hostname());
        }
    }

    Set<HostnamePattern> hostnames() {
        return new TreeSet<>(routes.keySet());
    }

    Route route(HostnamePattern hostname) {
        Route route = routes.get(hostname);
        if (route == null) {
            throw new IllegalArgumentException("Not in this batch: " + hostname);
        }
        return route;
    }

    /** Returns a route as it was when this batch took it up. */
    Route before(HostnamePattern hostname) {
        return before.getOrDefault(hostname, route(hostname));
    }

    Optional<Operation> operation(HostnamePattern hostname) {
        return Optional.ofNullable(operations.get(hostname));
    }

    /** Returns who wanted what is done for a route: who asked, or its owner if nobody has asked just now. */
    ProjectName actor(Route route) {
        return operation(route.hostname()).map(operation -> operation.actor().name()).orElse(route.owner());
    }

    Collection<Operation> operations() {
        return operations.values();
    }

    boolean isLeaving(HostnamePattern hostname) {
        return leaving.contains(hostname);
    }

    /** Says that what was to come is to be taken away again, because of the failure that it has met. */
    void takeBack(HostnamePattern hostname) {
        Refusal why = failure(hostname).orElseThrow();
        update(hostname, route -> route.takenBack(why, ports.clock().instant()));
        leaving.add(hostname);
    }

    /** Makes a change of a route durable. */
    void update(HostnamePattern hostname, UnaryOperator<Route> change) {
        update(hostname, change, state -> {});
    }

    /** Makes a change of a route durable, together with what else belongs to it. */
    void update(HostnamePattern hostname, UnaryOperator<Route> change, Consumer<StateWriter> also) {
        Route before = route(hostname);
        Route after = change.apply(before);
        ports.state().change(state -> {
            if (!after.equals(before)) {
                state.put(after);
            }
            also.accept(state);
            return after;
        });
        routes.put(hostname, after);
    }

    /** Makes changes of several routes durable in one step. */
    void updateAll(Collection<HostnamePattern> hostnames, UnaryOperator<Route> change) {
        List<HostnamePattern> changing = hostnames.stream()
                .filter(hostname -> !change.apply(route(hostname)).equals(route(hostname))).toList();
        updateAll(changing, change, (state, changed) -> {});
    }

    /** Makes changes of several routes durable in one step, together with what else belongs to each. */
    void updateAll(Collection<HostnamePattern> hostnames, UnaryOperator<Route> change,
            BiConsumer<StateWriter, Route> also) {
        List<Route> all = hostnames.stream().map(this::route).map(change).toList();
        if (all.isEmpty()) {
            return;
        }
        ports.state().change(state -> {
            for (Route after : all) {
                if (!after.equals(route(after.hostname()))) {
                    state.put(after);
                }
                also.accept(state, after);
            }
            return all;
        });
        all.forEach(route -> routes.put(route.hostname(), route));
    }

    void fail(HostnamePattern hostname, Refusal refusal) {
        failures.putIfAbsent(hostname, refusal);
    }

    /** Says that a failure is to be forgotten, because the hostname is looked at again. */
    void forgive(HostnamePattern hostname) {
        failures.remove(hostname);
    }

    Optional<Refusal> failure(HostnamePattern hostname) {
        return Optional.ofNullable(failures.get(hostname));
    }

    Set<HostnamePattern> failed() {
        return new TreeSet<>(failures.keySet());
    }

    void warn(HostnamePattern hostname, List<String> sentences) {
        warnings.merge(hostname, List.copyOf(sentences), (old, added) -> {
            List<String> all = new ArrayList<>(old);
            added.stream().filter(sentence -> !all.contains(sentence)).forEach(all::add);
            return List.copyOf(all);
        });
    }

    List<String> warnings(HostnamePattern hostname) {
        return warnings.getOrDefault(hostname, List.of());
    }

    /** Says whether the connector was left without serving the rule list. */
    void setLagging(boolean lags) {
        lagging = Optional.of(lags);
    }

    /** Returns whether the connector was left without serving the rule list; empty if it was not rolled. */
    Optional<Boolean> lagging() {
        return lagging;
    }

    /** Tells everybody who waits what is being done. */
    void progress(String what) {
        if (what.equals(progress) || operations.isEmpty()) {
            return;
        }
        progress = what;
        Instant now = ports.clock().instant();
        List<Operation> told = operations.values().stream().map(operation -> operation.begun(what, now)).toList();
        ports.state().change(state -> {
            told.forEach(state::put);
            return told;
        });
        told.forEach(operation -> operations.put(operation.intent().hostname(), operation));
    }

    /**
     * Runs {@code work} for each hostname beside each other, and returns when all have ended; throws what one of them has thrown.
     */
    void sideBySide(Collection<HostnamePattern> hostnames, Consumer<HostnamePattern> work) {
        sideBySide(ports, hostnames, work);
    }

    /** Does the same for whatever there are several of. */
    static <T> void sideBySide(DrivenPorts ports, Collection<T> each, Consumer<T> work) {
        CompletableFuture<?>[] all = each.stream()
                .map(one -> CompletableFuture.runAsync(() -> work.accept(one), ports.sideBySide()))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).join();
        } catch (CompletionException wrapped) {
            // A failure must reach the caller as what it is: one of the state is not a programming error.
            switch (wrapped.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw wrapped;
            }
        }
    }
}
