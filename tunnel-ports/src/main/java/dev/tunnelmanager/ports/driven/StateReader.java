package dev.tunnelmanager.ports.driven;

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

/** The state at one moment. Valid only inside the call that hands it out, and only on that thread. */
public interface StateReader {

    /** Returns 8 hexadecimal digits that were drawn when the state was made; they tell our marks from another instance's. */
    String instanceId();

    /** Returns whether a project that is not on record may come into being by acting; true unless set otherwise. */
    boolean registrationOpen();

    /** Returns the hash of the meta-supervisor's token, if one is set. */
    Optional<TokenHash> metaToken();

    /** Returns a project on record. */
    Optional<Project> project(ProjectName name);

    /** Returns every project on record, by name. */
    List<Project> projects();

    /** Returns whose a port is. */
    Optional<PortAllocation> port(PortNumber port);

    /** Returns every allocated port, by number; only {@code owner}'s if one is given. */
    List<PortAllocation> ports(Optional<ProjectName> owner);

    /**
     * Returns a part of the same.
     *
     * @param after only those behind this one in the order
     * @param limit at most so many, at least 1
     */
    List<PortAllocation> ports(Optional<ProjectName> owner, Optional<PortNumber> after, int limit);

    /** Returns how many ports are allocated; only {@code owner}'s if one is given. */
    int portCount(Optional<ProjectName> owner);

    /** Returns the zones as they were last seen, by name; empty if they never were. */
    List<Zone> zones();

    /** Returns when the zones were last seen. */
    Optional<Instant> zonesSeenAt();

    /** Returns the route that holds a hostname now. */
    Optional<Route> routeHolding(HostnamePattern hostname);

    /** Returns the newest route of a hostname, whether or not it still holds it. */
    Optional<Route> latestRoute(HostnamePattern hostname);

    /** Returns the routes that hold their hostname, by hostname; only {@code owner}'s if one is given. */
    List<Route> routes(Optional<ProjectName> owner);

    /**
     * Returns a part of the same.
     *
     * @param suffix only those whose hostname is within this domain, as {@link HostnamePattern#isWithin} says
     * @param after only those behind this one in the order
     * @param limit at most so many, at least 1
     */
    List<Route> routes(Optional<ProjectName> owner, Optional<String> suffix, Optional<HostnamePattern> after,
            int limit);

    /** Returns how many hostnames are held; only {@code owner}'s, and only those within {@code suffix}, if they are given. */
    int routeCount(Optional<ProjectName> owner, Optional<String> suffix);

    /** Returns how many hostnames {@code owner} holds. */
    int routeCount(ProjectName owner);

    /** Returns the routes that hold their hostname and use {@code port}, by hostname. */
    List<Route> routesOn(PortNumber port);

    /** Returns an operation. */
    Optional<Operation> operation(OperationId id);

    /** Returns the operation that {@code actor} asked for under an idempotency key. */
    Optional<Operation> operationByKey(ProjectName actor, String idempotencyKey);

    /** Returns the operation on {@code hostname} that has not ended. */
    Optional<Operation> unfinishedOn(HostnamePattern hostname);

    /** Returns the operations that have not ended, oldest first. */
    List<Operation> unfinished();

    /**
     * Returns audit entries, newest first.
     *
     * @param visibleTo only entries whose actor or owner is this project; empty means all
     * @param subject only entries about this subject; empty means all
     * @param limit at most so many, 1 to 10,000
     */
    List<AuditEntry> audit(Optional<ProjectName> visibleTo, Optional<String> subject, int limit);

    /** Returns how many audit entries of {@code action} there are. */
    int auditCount(String action);

    /** Returns how many audit entries of {@code action} tell of a success. */
    int successCount(String action);

    /** Returns the topology as it was last seen. */
    Optional<TopologySnapshot> topology();

    /** Returns health samples from {@code since} on, oldest first; those of the last two days before the newest are kept. */
    List<HealthSample> health(Instant since);

    /** Returns for how long the tunnel was looked at and up since {@code since}, to the hour: a day ago means 24 to 25 hours. */
    HealthTotals healthTotals(Instant since);

    /** Returns what the watch remembers, if it ever looked. */
    Optional<WatchMemory> watch();

    /**
     * Returns events that came after the one of number {@code after}, oldest first. Only the newest 1,000 are kept.
     *
     * @param limit at most so many, at least 1
     */
    List<TunnelEvent> events(long after, int limit);

    /** Returns the number of the newest event; 0 if there never was one. */
    long lastEvent();

    /** Returns a request to restart the connector. */
    Optional<RestartRequest> restartRequest(OperationId id);

    /** Returns the requests to restart the connector that have not ended, oldest first. */
    List<RestartRequest> openRestartRequests();

    /** Returns who last became leader, in words, for example {@code process 4711 since 2026-11-20T10:00:00Z}. */
    Optional<String> leader();
}
