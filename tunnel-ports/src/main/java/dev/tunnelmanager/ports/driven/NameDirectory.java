package dev.tunnelmanager.ports.driven;

import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.route.WrittenRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The public directory of names: which zones there are, and what makes a name lead to the tunnel.
 *
 * <p>Safe for use by many threads. A write that returns is accepted by the provider; reads may be older than the last write by
 * as much as the provider lets them. Retries of what is safe to repeat are the adapter's. Every adapter passes
 * {@code NameDirectoryContract}.
 */
public interface NameDirectory {

    /**
     * Returns every zone that the provider shows, by name, whatever its standing; none twice.
     *
     * @throws PortFailure UNAVAILABLE, SECRET or DENIED
     */
    List<Zone> zones();

    /**
     * Returns why names cannot be published in {@code zone} with what we are allowed, naming what is missing; empty if they can
     * be.
     *
     * @throws PortFailure UNAVAILABLE
     */
    Optional<Refusal> preflight(Zone zone);

    /**
     * Returns everything that stands at exactly this name, of every type, by id.
     *
     * @throws PortFailure UNAVAILABLE, SECRET or DENIED
     */
    List<DirectoryEntry> entriesAt(Zone zone, HostnamePattern hostname);

    /**
     * Returns the same for each of many names. The provider is asked about as often as reading the whole zone takes, and not once
     * for each.
     *
     * @return a value for each of {@code hostnames}, empty for a name at which nothing stands
     * @throws PortFailure UNAVAILABLE, SECRET or DENIED
     */
    Map<HostnamePattern, List<DirectoryEntry>> entriesAt(Zone zone, Set<HostnamePattern> hostnames);

    /**
     * Returns what a publisher of this name should know, a sentence each: for example that no certificate covers it. Never fails:
     * what could not be checked is said.
     */
    List<String> advice(Zone zone, HostnamePattern hostname);

    /**
     * Makes the name lead to the tunnel. An entry that is provably ours is brought into shape, and not written if it already is;
     * anything else is left alone.
     *
     * @param known what we wrote there earlier, if anything; an entry is ours if its id is this one's and it still has our mark
     *            and leads to the tunnel, or, when no id is known because an earlier write was interrupted, if it has our mark
     *            and leads to the tunnel
     * @param mark the ownership mark to put on it
     * @throws PortFailure UNAVAILABLE, SECRET or DENIED; OUTCOME_UNKNOWN if the write was sent, was not answered, and could not be
     *             read back
     */
    PublishOutcome publish(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known, String mark);

    /**
     * Takes an entry of ours away, if it is still provably ours: same id, same mark, same content.
     *
     * @throws PortFailure UNAVAILABLE, SECRET or DENIED; OUTCOME_UNKNOWN if the removal was sent, was not answered, and could not be
     *             read back
     */
    RemoveOutcome remove(Zone zone, WrittenRecord ours);

    /** How publishing has ended, when nothing broke. */
    sealed interface PublishOutcome {
        /**
         * The name leads to the tunnel.
         *
         * @param entry what stands there now
         * @param written false if it stood there already
         */
        record Published(WrittenRecord entry, boolean written) implements PublishOutcome {}

        /**
         * Nothing was changed.
         *
         * @param refusal FOREIGN_RECORD, RECORD_CHANGED, RECORD_QUOTA or INVALID_HOSTNAME
         */
        record Refused(Refusal refusal) implements PublishOutcome {}
    }

    /** How removing has ended, when nothing broke. */
    sealed interface RemoveOutcome {
        /** It is gone, and we removed it. */
        record Removed() implements RemoveOutcome {}

        /** It was gone already. */
        record AlreadyGone() implements RemoveOutcome {}

        /**
         * Somebody has changed it; nothing was done.
         *
         * @param now what stands there
         */
        record Changed(DirectoryEntry now) implements RemoveOutcome {}
    }
}
