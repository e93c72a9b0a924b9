package dev.tunnelmanager.ports.driven;

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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The state while it is being changed; reads see the change so far. Valid only inside the call that hands it out. */
public interface StateWriter extends StateReader {

    /** Opens or closes registration. */
    void setRegistrationOpen(boolean open);

    /** Sets or clears the meta-supervisor's token. */
    void setMetaToken(Optional<TokenHash> token);

    /** Adds the project, or replaces the one of that name. */
    void put(Project project);

    /** Adds the allocation, or replaces the one of that port. */
    void put(PortAllocation allocation);

    /** Removes the allocation of {@code port}, if there is one. */
    void removePort(PortNumber port);

    /** Replaces all zones by what was seen at {@code seenAt}. */
    void putZones(List<Zone> zones, Instant seenAt);

    /** Returns an id for a new route that no route ever had. */
    long nextRouteId();

    /**
     * Adds the route, or replaces the one of that id.
     *
     * @throws IllegalStateException if another route holds the hostname; the caller has looked before
     */
    void put(Route route);

    /**
     * Adds the operation, or replaces the one of that id.
     *
     * @throws IllegalStateException if another operation of the same actor has the same idempotency key
     */
    void put(Operation operation);

    /** Appends to the audit log. */
    void append(AuditEntry entry);

    /** Replaces the last seen topology. */
    void putTopology(TopologySnapshot snapshot);

    /**
     * Appends to the health series; a sample of the same instant is replaced. One that is newer than all others adds the time since
     * the newest before it, at most {@link HealthTotals#LONGEST_SPAN}, to the totals of the hour in which that one lies; samples and
     * totals that are too old by then are let go.
     */
    void append(HealthSample sample);

    /** Replaces what the watch remembers. */
    void put(WatchMemory memory);

    /** Appends an event and returns it with its number, one more than the last; the oldest beyond 1,000 is let go. */
    TunnelEvent append(TunnelEvent event);

    /** Adds the request, or replaces the one of that id; of those that have ended only the newest 100 are kept. */
    void put(RestartRequest request);

    /** Says who became leader. */
    void setLeader(String description);
}
