package dev.tunnelmanager.domain.diagnosis;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the watch must remember from one look to the next, and across our own restarts and a change of the leader.
 *
 * @param seenAt when the latest look was; every look is in the health series, this one may be older by as long as nothing changed
 * @param diagnosis what it showed
 * @param strikes how many looks in a row were bad in a way that only the number of looks makes certain
 * @param ladder how often the connector was started or restarted
 * @param down whether the tunnel carries nothing, as far as is certain
 * @param edgeLost whether the edge could not be reached since the connector was last connected
 * @param edgeDoubt whether the look at the edge is to be believed
 * @param namesTried how often the resolver was helped since all was last well for long
 * @param connectorIds the connector id of each replica, by its name, as last seen
 * @param troubles the hostnames that are not answered, by name
 */
public record WatchMemory(Instant seenAt, Diagnosis diagnosis, int strikes, RestartLadder ladder, boolean down,
        boolean edgeLost, EdgeDoubt edgeDoubt, int namesTried, SortedMap<String, String> connectorIds,
        List<HostnameTrouble> troubles) {

    public WatchMemory {
        connectorIds = Collections.unmodifiableSortedMap(new TreeMap<>(connectorIds));
        troubles = List.copyOf(troubles);
    }

    /** Returns the memory before the first look. */
    public static WatchMemory blank(Instant now) {
        return new WatchMemory(now,
                new Diagnosis(Fault.NOT_SEEN, now, Diagnosis.Confidence.SUSPECTED, "Nobody has looked yet.", List.of()),
                0, RestartLadder.FOOT, false, false, EdgeDoubt.NONE, 0, new TreeMap<>(), List.of());
    }

    /** Returns this memory with no idea of which processes run, after they were replaced on purpose. */
    public WatchMemory withoutConnectorIds() {
        return new WatchMemory(seenAt, diagnosis, strikes, ladder, down, edgeLost, edgeDoubt, namesTried,
                new TreeMap<>(),
                troubles);
    }

    /** Returns this memory with the ladder as it is when the latest attempt has ended. */
    public WatchMemory attemptEnded(Instant end) {
        return new WatchMemory(seenAt, diagnosis, strikes, ladder.ended(end), down, edgeLost, edgeDoubt, namesTried,
                connectorIds,
                troubles);
    }

    /** Returns this memory when it is known how often the resolver was helped, or that no more can be done. */
    public WatchMemory withNamesTried(int times) {
        return new WatchMemory(seenAt, diagnosis, strikes, ladder, down, edgeLost, edgeDoubt, times, connectorIds,
                troubles);
    }

    /** Returns whether {@code other} says the same, but for the time of the look. */
    public boolean saysTheSameAs(WatchMemory other) {
        return equals(new WatchMemory(seenAt, other.diagnosis, other.strikes, other.ladder, other.down, other.edgeLost,
                other.edgeDoubt, other.namesTried, other.connectorIds, other.troubles));
    }
}
