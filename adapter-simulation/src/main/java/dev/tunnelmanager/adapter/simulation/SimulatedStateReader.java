package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.adapter.simulation.SimulatedTables.IdempotencyKey;
import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.diagnosis.HealthSample;
import dev.tunnelmanager.domain.diagnosis.HealthTotals;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.RestartRequest;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.ownership.TokenHash;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.StateReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Answers from one moment's tables, on the thread that it was made on, until it is closed. */
class SimulatedStateReader implements StateReader, AutoCloseable {

    private static final int MOST_AUDIT_ENTRIES = 10_000;
    static final long SECONDS_OF_HOUR = 3600;

    private final SimulatedTables tables;
    private final Thread owner = Thread.currentThread();
    private boolean over;

    SimulatedStateReader(SimulatedTables tables) {
        this.tables = tables;
    }

    SimulatedTables tables() {
        if (over || !Thread.currentThread().equals(owner)) {
            throw new IllegalStateException(
                    "The state was used outside the call that handed it out, or on another thread than that call's");
        }
        return tables;
    }

    @Override
    public void close() {
        over = true;
    }

    @Override
    public String instanceId() {
        return tables().instanceId;
    }

    @Override
    public boolean registrationOpen() {
        return tables().registrationOpen;
    }

    @Override
    public Optional<TokenHash> metaToken() {
        return tables().metaToken;
    }

    @Override
    public Optional<Project> project(ProjectName name) {
        return tables().projects.find(name);
    }

    @Override
    public List<Project> projects() {
        return tables().projects.all().stream().sorted(Comparator.comparing(Project::name)).toList();
    }

    @Override
    public Optional<PortAllocation> port(PortNumber port) {
        return tables().ports.find(port);
    }

    @Override
    public List<PortAllocation> ports(Optional<ProjectName> owner) {
        return tables().ports.all().stream().filter(one -> owner.isEmpty() || owner.get().equals(one.owner()))
                .sorted(Comparator.comparing(PortAllocation::port)).toList();
    }

    @Override
    public List<PortAllocation> ports(Optional<ProjectName> owner, Optional<PortNumber> after, int limit) {
        return ports(owner).stream().filter(one -> after.isEmpty() || one.port().compareTo(after.get()) > 0)
                .limit(limit).toList();
    }

    @Override
    public int portCount(Optional<ProjectName> owner) {
        return ports(owner).size();
    }

    @Override
    public List<Zone> zones() {
        return tables().zones;
    }

    @Override
    public Optional<Instant> zonesSeenAt() {
        return tables().zonesSeenAt;
    }

    @Override
    public Optional<Route> routeHolding(HostnamePattern hostname) {
        return tables().holders.find(hostname).flatMap(tables().routes::find);
    }

    @Override
    public Optional<Route> latestRoute(HostnamePattern hostname) {
        return tables().routes.all().stream().filter(route -> route.hostname().equals(hostname))
                .max(Comparator.comparingLong(Route::id));
    }

    @Override
    public List<Route> routes(Optional<ProjectName> owner) {
        return holding(route -> owner.isEmpty() || owner.get().equals(route.owner()));
    }

    @Override
    public List<Route> routes(Optional<ProjectName> owner, Optional<String> suffix, Optional<HostnamePattern> after,
            int limit) {
        return within(owner, suffix).filter(route -> after.isEmpty() || route.hostname().compareTo(after.get()) > 0)
                .limit(limit).toList();
    }

    @Override
    public int routeCount(Optional<ProjectName> owner, Optional<String> suffix) {
        return (int) within(owner, suffix).count();
    }

    private Stream<Route> within(Optional<ProjectName> owner, Optional<String> suffix) {
        return routes(owner).stream().filter(route -> suffix.isEmpty() || route.hostname().isWithin(suffix.get()));
    }

    @Override
    public int routeCount(ProjectName owner) {
        return holding(route -> owner.equals(route.owner())).size();
    }

    @Override
    public List<Route> routesOn(PortNumber port) {
        return holding(route -> port.equals(route.port()));
    }

    @Override
    public Optional<Operation> operation(OperationId id) {
        return tables().operations.find(id);
    }

    @Override
    public Optional<Operation> operationByKey(ProjectName actor, String idempotencyKey) {
        return tables().keys.find(new IdempotencyKey(actor, idempotencyKey)).flatMap(this::operation);
    }

    @Override
    public Optional<Operation> unfinishedOn(HostnamePattern hostname) {
        return unfinished().stream().filter(operation -> operation.intent().hostname().equals(hostname)).findFirst();
    }

    @Override
    public List<Operation> unfinished() {
        // The sort is stable, so those of the same instant stay in the order in which they came.
        return tables().unfinished.all().stream().sorted(Comparator.comparing(Operation::createdAt)).toList();
    }

    @Override
    public List<AuditEntry> audit(Optional<ProjectName> visibleTo, Optional<String> subject, int limit) {
        if (limit < 1 || limit > MOST_AUDIT_ENTRIES) {
            throw new IllegalArgumentException("An audit limit is 1 to " + MOST_AUDIT_ENTRIES + ": " + limit);
        }
        return tables().audit.stream()
                .filter(one -> visibleTo.isEmpty() || visibleTo.get().equals(one.actor())
                        || visibleTo.get().equals(one.owner()))
                .filter(one -> subject.isEmpty() || subject.get().equals(one.subject())).limit(limit).toList();
    }

    @Override
    public int auditCount(String action) {
        return tables().auditCounts.find(action).orElse(0);
    }

    @Override
    public int successCount(String action) {
        return tables().successCounts.find(action).orElse(0);
    }

    @Override
    public Optional<TopologySnapshot> topology() {
        return tables().topology;
    }

    @Override
    public List<HealthSample> health(Instant since) {
        Instant oldest = tables().health.stream().findFirst()
                .map(sample -> sample.at().minus(HealthTotals.SAMPLES_KEPT))
                .filter(bound -> bound.isAfter(since)).orElse(since);
        List<HealthSample> newestFirst = tables().health.stream().takeWhile(sample -> !sample.at().isBefore(oldest))
                .toList();
        return newestFirst.reversed();
    }

    @Override
    public HealthTotals healthTotals(Instant since) {
        // What is older than is kept is left out here, and not removed: an hour takes a few bytes.
        long oldest = tables().health.stream().findFirst()
                .map(newest -> newest.at().minus(HealthTotals.HOURS_KEPT).getEpochSecond() / SECONDS_OF_HOUR)
                .orElse(0L);
        long first = Math.max(oldest, since.getEpochSecond() / SECONDS_OF_HOUR);
        Duration seen = Duration.ZERO;
        Duration up = Duration.ZERO;
        for (SimulatedTables.Hour hour : tables().hours) {
            if (hour.number() < first) {
                break;
            }
            seen = seen.plus(hour.totals().seen());
            up = up.plus(hour.totals().up());
        }
        return new HealthTotals(seen, up);
    }

    @Override
    public Optional<WatchMemory> watch() {
        return tables().watch;
    }

    @Override
    public List<TunnelEvent> events(long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A limit of events is at least 1: " + limit);
        }
        return tables().events.stream().filter(event -> event.number() > after).limit(limit).toList();
    }

    @Override
    public long lastEvent() {
        return tables().lastEvent;
    }

    @Override
    public Optional<RestartRequest> restartRequest(OperationId id) {
        return tables().restarts.find(id);
    }

    @Override
    public List<RestartRequest> openRestartRequests() {
        return tables().restarts.all().stream().filter(request -> request.outcome().isEmpty())
                .sorted(Comparator.comparing(RestartRequest::createdAt)).toList();
    }

    @Override
    public Optional<String> leader() {
        return tables().leader;
    }

    private List<Route> holding(Predicate<Route> condition) {
        return tables().holders.all().stream().map(tables().routes::find).flatMap(Optional::stream).filter(condition)
                .sorted(Comparator.comparing(Route::hostname)).toList();
    }
}
