package dev.tunnelmanager.domain.route;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.topology.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A hostname that leads, led or is to lead to a service: what is desired of it, and what we have done for it.
 *
 * @param id unique for ever; a hostname that is published again has a new one
 * @param hostname the public name
 * @param owner whose it is
 * @param zoneId the zone it lies in
 * @param zoneName that zone's name
 * @param port the owner's port behind it
 * @param state where it stands
 * @param target where the connector finds the service; empty before it is chosen
 * @param written the services that an ingress rule of ours may hold now: none if none was written, one as a rule, two while
 *            it is being changed from one to the other
 * @param recordIntended true once a directory entry was about to be written, until it is known to be gone
 * @param record the directory entry that we wrote; empty if none is known
 * @param cause why it failed or is being taken back; empty for an ordinary withdrawal
 * @param createdAt when it was asked for
 * @param changedAt when any of this last changed
 */
public record Route(long id, HostnamePattern hostname, ProjectName owner, String zoneId, String zoneName,
        PortNumber port, RouteState state, Optional<Target> target, List<OriginService> written,
        boolean recordIntended, Optional<WrittenRecord> record, Optional<Refusal> cause, Instant createdAt,
        Instant changedAt) {

    public Route {
        written = List.copyOf(written);
    }

    /** Returns this route in another state. */
    public Route in(RouteState next, Instant now) {
        return new Route(id, hostname, owner, zoneId, zoneName, port, next, target, written, recordIntended, record,
                cause, createdAt, now);
    }

    /** Returns this route with a chosen target. */
    public Route aimedAt(Target chosen, Instant now) {
        return new Route(id, hostname, owner, zoneId, zoneName, port, state, Optional.of(chosen), written,
                recordIntended, record, cause, createdAt, now);
    }

    /** Returns this route with {@code services} as what its ingress rule may hold. */
    public Route withRule(List<OriginService> services, Instant now) {
        return new Route(id, hostname, owner, zoneId, zoneName, port, state, target, services, recordIntended, record,
                cause, createdAt, now);
    }

    /** Returns this route with its directory entry about to be written. */
    public Route intendingRecord(Instant now) {
        return new Route(id, hostname, owner, zoneId, zoneName, port, state, target, written, true, record, cause,
                createdAt, now);
    }

    /** Returns this route with the directory entry that we wrote. */
    public Route withRecord(WrittenRecord entry, Instant now) {
        return new Route(id, hostname, owner, zoneId, zoneName, port, state, target, written, true, Optional.of(entry),
                cause, createdAt, now);
    }

    /** Returns this route with no directory entry of ours left. */
    public Route withoutRecord(Instant now) {
        return new Route(id, hostname, owner, zoneId, zoneName, port, state, target, written, false, Optional.empty(),
                cause, createdAt, now);
    }

    /** Returns this route on its way out because of {@code why}. */
    public Route takenBack(Refusal why, Instant now) {
        return new Route(id, hostname, owner, zoneId, zoneName, port, RouteState.WITHDRAWING, target, written,
                recordIntended, record, Optional.of(why), createdAt, now);
    }

    /** Returns a few words for the audit log. */
    public String describe() {
        return state.text() + " port " + port + target.map(t -> " → " + t.service()).orElse("")
                + record.map(r -> " record " + r.id()).orElse("");
    }
}
