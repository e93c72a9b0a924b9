package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.diagnosis.HealthSample;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes each change in the table that it concerns. */
final class SqliteWriter extends SqliteReader implements StateWriter {

    SqliteWriter(Session session) {
        super(session);
    }

    @Override
    public void setRegistrationOpen(boolean open) {
        meta.setRegistrationOpen(open);
    }

    @Override
    public void setMetaToken(Optional<TokenHash> token) {
        meta.setMetaToken(token);
    }

    @Override
    public void put(Project project) {
        projects.put(project);
    }

    @Override
    public void put(PortAllocation allocation) {
        ports.put(allocation);
    }

    @Override
    public void removePort(PortNumber port) {
        ports.remove(port);
    }

    @Override
    public void putZones(List<Zone> all, Instant seenAt) {
        zones.replace(all, seenAt);
    }

    @Override
    public long nextRouteId() {
        return routes.nextId();
    }

    @Override
    public void put(Route route) {
        routes.put(route);
    }

    @Override
    public void put(Operation operation) {
        operations.put(operation);
    }

    @Override
    public void append(AuditEntry entry) {
        audit.append(entry);
    }

    @Override
    public void putTopology(TopologySnapshot snapshot) {
        topology.replace(snapshot);
    }

    @Override
    public void append(HealthSample sample) {
        health.append(sample);
    }

    @Override
    public void put(WatchMemory memory) {
        watch.put(memory);
    }

    @Override
    public TunnelEvent append(TunnelEvent event) {
        return events.append(event);
    }

    @Override
    public void put(RestartRequest request) {
        restarts.put(request);
    }

    @Override
    public void setLeader(String description) {
        meta.setLeader(description);
    }
}
