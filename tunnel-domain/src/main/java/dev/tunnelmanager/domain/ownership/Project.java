package dev.tunnelmanager.domain.ownership;

import dev.tunnelmanager.domain.port.PortRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A project as it is on record, with the limits that the meta-supervisor has set.
 *
 * @param name its name
 * @param ports where its ports must lie; empty means anywhere
 * @param quota how many hostnames it may hold at once; empty means no limit
 * @param suffixes zones or suffixes below which its hostnames must lie; empty means every visible zone
 * @param tokenHash salted hash of the token that its processes must present; empty means none is needed
 * @param createdAt when it first acted or was set up
 */
public record Project(ProjectName name, Optional<PortRange> ports, OptionalInt quota, List<String> suffixes,
        Optional<TokenHash> tokenHash, Instant createdAt) {

    public Project {
        suffixes = List.copyOf(suffixes);
        if (quota.isPresent() && quota.getAsInt() < 0) {
            throw new IllegalArgumentException("A quota is not negative: " + quota.getAsInt());
        }
    }

    /** Returns a project without any limits. */
    public static Project unlimited(ProjectName name, Instant createdAt) {
        return new Project(name, Optional.empty(), OptionalInt.empty(), List.of(), Optional.empty(), createdAt);
    }
}
