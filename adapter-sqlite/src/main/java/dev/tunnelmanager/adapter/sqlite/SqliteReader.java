package dev.tunnelmanager.adapter.sqlite;

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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers each question from the table that knows. */
class SqliteReader implements StateReader {

    final MetaRows meta;
    final ProjectRows projects;
    final PortRows ports;
    final ZoneRows zones;
    final RouteRows routes;
    final OperationRows operations;
    final AuditRows audit;
    final TopologyRows topology;
    final HealthRows health;
    final WatchRows watch;
    final EventRows events;
    final RestartRows restarts;

    SqliteReader(Session session) {
        this.meta = new MetaRows(session);
        this.projects = new ProjectRows(session);
        this.ports = new PortRows(session);
        this.zones = new ZoneRows(session);
        this.routes = new RouteRows(session);
        this.operations = new OperationRows(session);
        this.audit = new AuditRows(session);
        this.topology = new TopologyRows(session);
        this.health = new HealthRows(session);
        this.watch = new WatchRows(session);
        this.events = new EventRows(session);
        this.restarts = new RestartRows(session);
    }

    @Override
    public String instanceId() {
        return meta.instanceId();
    }

    @Override
    public boolean registrationOpen() {
        return meta.registrationOpen();
    }

    @Override
    public Optional<TokenHash> metaToken() {
        return meta.metaToken();
    }

    @Override
    public Optional<Project> project(ProjectName name) {
        return projects.project(name);
    }

    @Override
    public List<Project> projects() {
        return projects.projects();
    }

    @Override
    public Optional<PortAllocation> port(PortNumber port) {
        return ports.port(port);
    }

    @Override
    public List<PortAllocation> ports(Optional<ProjectName> owner) {
        return ports.ports(owner);
    }

    @Override
    public List<PortAllocation> ports(Optional<ProjectName> owner, Optional<PortNumber> after, int limit) {
        return ports.page(owner, after, limit);
    }

    @Override
    public int portCount(Optional<ProjectName> owner) {
        return ports.count(owner);
    }

    @Override
    public List<Zone> zones() {
        return zones.zones();
    }

    @Override
    public Optional<Instant> zonesSeenAt() {
        return zones.seenAt();
    }

    @Override
    public Optional<Route> routeHolding(HostnamePattern hostname) {
        return routes.holding(hostname);
    }

    @Override
    public Optional<Route> latestRoute(HostnamePattern hostname) {
        return routes.latest(hostname);
    }

    @Override
    public List<Route> routes(Optional<ProjectName> owner) {
        return owner.isEmpty() ? routes.all() : routes.ownedBy(owner.get());
    }

    @Override
    public List<Route> routes(Optional<ProjectName> owner, Optional<String> suffix, Optional<HostnamePattern> after,
            int limit) {
        return routes.page(owner, suffix, after, limit);
    }

    @Override
    public int routeCount(Optional<ProjectName> owner, Optional<String> suffix) {
        return routes.count(owner, suffix);
    }

    @Override
    public int routeCount(ProjectName owner) {
        return routes.count(Optional.of(owner), Optional.empty());
    }

    @Override
    public List<Route> routesOn(PortNumber port) {
        return routes.on(port);
    }

    @Override
    public Optional<Operation> operation(OperationId id) {
        return operations.operation(id);
    }

    @Override
    public Optional<Operation> operationByKey(ProjectName actor, String idempotencyKey) {
        return operations.byKey(actor, idempotencyKey);
    }

    @Override
    public Optional<Operation> unfinishedOn(HostnamePattern hostname) {
        return operations.unfinishedOn(hostname);
    }

    @Override
    public List<Operation> unfinished() {
        return operations.unfinished();
    }

    @Override
    public List<AuditEntry> audit(Optional<ProjectName> visibleTo, Optional<String> subject, int limit) {
        return audit.newest(visibleTo, subject, limit);
    }

    @Override
    public int auditCount(String action) {
        return audit.count(action);
    }

    @Override
    public int successCount(String action) {
        return audit.successes(action);
    }

    @Override
    public Optional<TopologySnapshot> topology() {
        return topology.topology();
    }

    @Override
    public List<HealthSample> health(Instant since) {
        return health.since(since);
    }

    @Override
    public HealthTotals healthTotals(Instant since) {
        return health.totals(since);
    }

    @Override
    public Optional<WatchMemory> watch() {
        return watch.memory();
    }

    @Override
    public List<TunnelEvent> events(long after, int limit) {
        return events.after(after, limit);
    }

    @Override
    public long lastEvent() {
        return events.last();
    }

    @Override
    public Optional<RestartRequest> restartRequest(OperationId id) {
        return restarts.request(id);
    }

    @Override
    public List<RestartRequest> openRestartRequests() {
        return restarts.open();
    }

    @Override
    public Optional<String> leader() {
        return meta.leader();
    }
}
