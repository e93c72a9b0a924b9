package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.adapter.simulation.SimulatedTables.IdempotencyKey;
import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.diagnosis.HealthSample;
import dev.tunnelmanager.domain.diagnosis.HealthTotals;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.RestartRequest;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.TokenHash;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Changes tables that nobody else sees yet. */
final class SimulatedStateWriter extends SimulatedStateReader implements StateWriter {

    private static final int MOST_EVENTS = 1_000;
    private static final int FORGET_BEYOND = 10_000;
    private static final int MOST_ENDED_RESTARTS = 100;

    private boolean changed;

    /** Makes a writer that changes {@code copy}. */
    SimulatedStateWriter(SimulatedTables copy) {
        super(copy);
    }

    boolean hasChanged() {
        return changed;
    }

    @Override
    public void setRegistrationOpen(boolean open) {
        changing().registrationOpen = open;
    }

    @Override
    public void setMetaToken(Optional<TokenHash> token) {
        changing().metaToken = token;
    }

    @Override
    public void put(Project project) {
        changing().projects.put(project.name(), project);
    }

    @Override
    public void put(PortAllocation allocation) {
        changing().ports.put(allocation.port(), allocation);
    }

    @Override
    public void removePort(PortNumber port) {
        changing().ports.remove(port);
    }

    @Override
    public void putZones(List<Zone> all, Instant seenAt) {
        Map<String, Zone> byId = new LinkedHashMap<>();
        all.forEach(zone -> byId.put(zone.id(), zone));
        changing().zones = byId.values().stream().sorted(Comparator.comparing(Zone::name).thenComparing(Zone::id))
                .toList();
        changing().zonesSeenAt = Optional.of(seenAt);
    }

    @Override
    public long nextRouteId() {
        return changing().nextRouteId++;
    }

    @Override
    public void put(Route route) {
        Optional<Long> holder = tables().holders.find(route.hostname());
        boolean holds = route.state().holdsHostname();
        if (holds && holder.isPresent() && holder.get() != route.id()) {
            throw new IllegalStateException("Another route than " + route.id() + " holds " + route.hostname());
        }
        SimulatedTables tables = changing();
        tables.routes.find(route.id()).filter(old -> old.state().holdsHostname())
                .ifPresent(old -> tables.holders.remove(old.hostname()));
        if (holds) {
            tables.holders.put(route.hostname(), route.id());
        }
        tables.routes.put(route.id(), route);
        tables.nextRouteId = Math.max(tables.nextRouteId, route.id() + 1);
    }

    @Override
    public void put(Operation operation) {
        Optional<IdempotencyKey> key = operation.idempotencyKey()
                .map(text -> new IdempotencyKey(operation.actor().name(), text));
        if (key.flatMap(tables().keys::find).filter(id -> !id.equals(operation.id())).isPresent()) {
            throw new IllegalStateException("Another operation of " + operation.actor().name()
                    + " has the idempotency key of " + operation.id());
        }
        SimulatedTables tables = changing();
        tables.operations.find(operation.id())
                .flatMap(old -> old.idempotencyKey().map(text -> new IdempotencyKey(old.actor().name(), text)))
                .ifPresent(tables.keys::remove);
        key.ifPresent(one -> tables.keys.put(one, operation.id()));
        tables.operations.put(operation.id(), operation);
        if (operation.state() == Operation.State.ENDED) {
            tables.unfinished.remove(operation.id());
        } else {
            tables.unfinished.put(operation.id(), operation);
        }
    }

    @Override
    public void append(AuditEntry entry) {
        SimulatedTables tables = changing();
        tables.audit = tables.audit.with(entry);
        tables.auditCounts.put(entry.action(), auditCount(entry.action()) + 1);
        if (entry.success()) {
            tables.successCounts.put(entry.action(), successCount(entry.action()) + 1);
        }
    }

    @Override
    public void putTopology(TopologySnapshot snapshot) {
        changing().topology = Optional.of(snapshot);
    }

    @Override
    public void append(HealthSample sample) {
        SimulatedTables tables = changing();
        Optional<HealthSample> last = tables.health.stream().findFirst();
        boolean newest = last.filter(known -> !known.at().isBefore(sample.at())).isEmpty();
        if (newest) {
            last.ifPresent(known -> addSpan(tables, known, sample.at()));
            tables.health = tables.health.with(sample);
            forgetOldSamples(tables, sample.at());
            return;
        }
        NavigableMap<Instant, HealthSample> byTime = new TreeMap<>();
        tables.health.forEach(one -> byTime.put(one.at(), one));
        byTime.put(sample.at(), sample);
        SimulatedHistory<HealthSample> sorted = SimulatedHistory.empty();
        for (HealthSample one : byTime.values()) {
            sorted = sorted.with(one);
        }
        tables.health = sorted;
    }

    /** What is too old is not shown any more in any case; the walk over all samples is only to free memory. */
    private static void forgetOldSamples(SimulatedTables tables, Instant newest) {
        tables.healthSamples++;
        if (tables.healthSamples < FORGET_BEYOND) {
            return;
        }
        List<HealthSample> kept = tables.health.stream()
                .takeWhile(sample -> !sample.at().isBefore(newest.minus(HealthTotals.SAMPLES_KEPT))).toList();
        SimulatedHistory<HealthSample> rest = SimulatedHistory.empty();
        for (HealthSample sample : kept.reversed()) {
            rest = rest.with(sample);
        }
        tables.health = rest;
        tables.healthSamples = 0;
    }

    private static void addSpan(SimulatedTables tables, HealthSample from, Instant to) {
        Duration gap = Duration.between(from.at(), to);
        Duration span = gap.compareTo(HealthTotals.LONGEST_SPAN) > 0 ? HealthTotals.LONGEST_SPAN : gap;
        long number = from.at().getEpochSecond() / SECONDS_OF_HOUR;
        Optional<SimulatedTables.Hour> newest = tables.hours.stream().findFirst();
        Optional<SimulatedTables.Hour> same = newest.filter(hour -> hour.number() == number);
        HealthTotals before = same.map(SimulatedTables.Hour::totals).orElse(HealthTotals.NONE);
        SimulatedTables.Hour after = new SimulatedTables.Hour(number, new HealthTotals(before.seen().plus(span),
                from.up() ? before.up().plus(span) : before.up()));
        tables.hours = same.isPresent() ? tables.hours.withNewest(after) : tables.hours.with(after);
    }

    @Override
    public void put(WatchMemory memory) {
        changing().watch = Optional.of(memory);
    }

    @Override
    public TunnelEvent append(TunnelEvent event) {
        SimulatedTables tables = changing();
        TunnelEvent numbered = new TunnelEvent(++tables.lastEvent, event.at(), event.kind(), event.subject(),
                event.sentence());
        tables.events = Stream.concat(tables.events.stream(), Stream.of(numbered))
                .skip(Math.max(0, tables.events.size() + 1 - MOST_EVENTS)).toList();
        return numbered;
    }

    @Override
    public void put(RestartRequest request) {
        SimulatedTables tables = changing();
        tables.restarts.put(request.id(), request);
        List<RestartRequest> ended = tables.restarts.all().stream().filter(one -> one.outcome().isPresent())
                .sorted(Comparator.comparing(RestartRequest::changedAt)).toList();
        ended.stream().limit(Math.max(0, ended.size() - MOST_ENDED_RESTARTS))
                .forEach(old -> tables.restarts.remove(old.id()));
    }

    @Override
    public void setLeader(String description) {
        changing().leader = Optional.of(description);
    }

    private SimulatedTables changing() {
        SimulatedTables tables = tables();
        changed = true;
        return tables;
    }
}
