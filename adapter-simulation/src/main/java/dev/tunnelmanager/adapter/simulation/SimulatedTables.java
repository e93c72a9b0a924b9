package dev.tunnelmanager.adapter.simulation;

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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The state at one moment. Changed only while a change works on its own copy, never once others can see it. */
final class SimulatedTables {

    final String instanceId;
    boolean registrationOpen = true;
    Optional<TokenHash> metaToken = Optional.empty();
    Optional<String> leader = Optional.empty();
    long nextRouteId = 1;
    List<Zone> zones = List.of();
    Optional<Instant> zonesSeenAt = Optional.empty();
    Optional<TopologySnapshot> topology = Optional.empty();
    final SimulatedTable<ProjectName, Project> projects;
    final SimulatedTable<PortNumber, PortAllocation> ports;
    final SimulatedTable<Long, Route> routes;
    /** Which route holds a hostname. */
    final SimulatedTable<HostnamePattern, Long> holders;
    final SimulatedTable<OperationId, Operation> operations;
    /** Those that have not ended, in the order in which they came. */
    final SimulatedTable<OperationId, Operation> unfinished;
    final SimulatedTable<IdempotencyKey, OperationId> keys;
    final SimulatedTable<String, Integer> auditCounts;
    final SimulatedTable<String, Integer> successCounts;
    SimulatedHistory<AuditEntry> audit;
    SimulatedHistory<HealthSample> health;
    /** How many were appended since the old ones were last let go. */
    int healthSamples;
    /** Newest first; only the newest is ever changed. */
    SimulatedHistory<Hour> hours;
    Optional<WatchMemory> watch = Optional.empty();
    List<TunnelEvent> events = List.of();
    long lastEvent;
    final SimulatedTable<OperationId, RestartRequest> restarts;

    SimulatedTables(String instanceId) {
        this.instanceId = instanceId;
        projects = new SimulatedTable<>();
        ports = new SimulatedTable<>();
        routes = new SimulatedTable<>();
        holders = new SimulatedTable<>();
        operations = new SimulatedTable<>();
        unfinished = new SimulatedTable<>();
        keys = new SimulatedTable<>();
        auditCounts = new SimulatedTable<>();
        successCounts = new SimulatedTable<>();
        audit = SimulatedHistory.empty();
        health = SimulatedHistory.empty();
        hours = SimulatedHistory.empty();
        restarts = new SimulatedTable<>();
    }

    /** Makes a copy, in which a table is copied when it is first changed. */
    SimulatedTables(SimulatedTables other) {
        instanceId = other.instanceId;
        registrationOpen = other.registrationOpen;
        metaToken = other.metaToken;
        leader = other.leader;
        nextRouteId = other.nextRouteId;
        zones = other.zones;
        zonesSeenAt = other.zonesSeenAt;
        topology = other.topology;
        projects = other.projects.copy();
        ports = other.ports.copy();
        routes = other.routes.copy();
        holders = other.holders.copy();
        operations = other.operations.copy();
        unfinished = other.unfinished.copy();
        keys = other.keys.copy();
        auditCounts = other.auditCounts.copy();
        successCounts = other.successCounts.copy();
        audit = other.audit;
        health = other.health;
        healthSamples = other.healthSamples;
        hours = other.hours;
        watch = other.watch;
        events = other.events;
        lastEvent = other.lastEvent;
        restarts = other.restarts.copy();
    }

    /** The totals of an hour, which is told by its number since 1970. */
    record Hour(long number, HealthTotals totals) {}

    /** A key that one actor has used. */
    record IdempotencyKey(ProjectName actor, String key) {}
}
