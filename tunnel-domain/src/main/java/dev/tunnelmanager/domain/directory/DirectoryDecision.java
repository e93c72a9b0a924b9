package dev.tunnelmanager.domain.directory;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.WrittenRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether an entry of the public directory is ours. Three proofs count: the id that we wrote down, our mark, and what it says. With
 * fewer, it is somebody else's and stays as it is. The one exception is a write that was interrupted before its id could be written
 * down: then the mark and the way to our tunnel have to do, because we know that we meant to write exactly that.
 */
public final class DirectoryDecision {

    private DirectoryDecision() {}

    /** What publishing finds. */
    public sealed interface Publishing {
        /** Nothing of ours stands there, and nothing that ours could not stand beside. */
        record Free() implements Publishing {}

        /**
         * Ours stands there.
         *
         * @param entry which
         * @param adoptedAfterInterruption true if its id was not on record
         */
        record Ours(DirectoryEntry entry, boolean adoptedAfterInterruption) implements Publishing {}

        /**
         * Something stands in the way.
         *
         * @param refusal RECORD_CHANGED or FOREIGN_RECORD
         */
        record Blocked(Refusal refusal) implements Publishing {}
    }

    /** What removing finds. */
    public sealed interface Removing {
        /**
         * Ours stands there and may be removed.
         *
         * @param id the provider's id
         */
        record Remove(String id) implements Removing {}

        /** Nothing of ours is left, and the name does not lead to our tunnel. */
        record Gone() implements Removing {}

        /**
         * What stands there is not provably ours.
         *
         * @param entry what it is
         * @param leadsToTunnel true if the name still leads to our tunnel because of it
         */
        record NotOurs(DirectoryEntry entry, boolean leadsToTunnel) implements Removing {}
    }

    /**
     * Decides before the name is made to lead to the tunnel.
     *
     * @param entries everything at exactly this name
     * @param known what we wrote there
     * @param intended true if a write was begun earlier
     * @param mark our mark
     */
    public static Publishing forPublishing(List<DirectoryEntry> entries, Optional<WrittenRecord> known,
            boolean intended, String mark) {
        Optional<DirectoryEntry> written = known.flatMap(record -> withId(entries, record.id()));
        if (written.isPresent() && written.get().leadsToTunnel()
                && written.get().mark().equals(known.orElseThrow().mark())) {
            return new Publishing.Ours(written.get(), false);
        }
        if (written.isPresent() && written.get().excludes()) {
            return new Publishing.Blocked(new Refusal(RefusalCode.RECORD_CHANGED,
                    "The record that we wrote was changed by somebody else; it is " + written.get().describe()
                            + " now, so it is left alone.",
                    "Remove that record, or restore its content and comment, and ask again."));
        }
        if (known.isEmpty() && intended) {
            Optional<DirectoryEntry> interrupted = interrupted(entries, mark);
            if (interrupted.isPresent()) {
                return new Publishing.Ours(interrupted.get(), true);
            }
        }
        return entries.stream().filter(DirectoryEntry::excludes).min(Comparator.comparing(DirectoryEntry::id))
                .<Publishing>map(entry -> new Publishing.Blocked(new Refusal(RefusalCode.FOREIGN_RECORD,
                        "The name already has the record " + entry.describe() + ", which is not ours"
                                + (entry.leadsToTunnel() ? " on record although it leads to the tunnel" : "")
                                + ", and no record of ours can stand beside it.",
                        "Remove that record if it is not needed, or choose another hostname.")))
                .orElseGet(Publishing.Free::new);
    }

    /**
     * Decides before what we wrote at the name is taken away.
     *
     * @param entries everything at exactly this name, as a look that succeeded has shown it
     * @param known what we wrote there
     * @param intended true if a write was begun earlier
     * @param mark our mark
     */
    public static Removing forRemoving(List<DirectoryEntry> entries, Optional<WrittenRecord> known, boolean intended,
            String mark) {
        Optional<DirectoryEntry> written = known.flatMap(record -> withId(entries, record.id()));
        if (written.isPresent()) {
            DirectoryEntry entry = written.get();
            WrittenRecord record = known.orElseThrow();
            boolean ours = entry.mark().equals(record.mark()) && entry.content().equals(record.content())
                    && entry.type().equals(record.type());
            return ours ? new Removing.Remove(entry.id()) : new Removing.NotOurs(entry, entry.leadsToTunnel());
        }
        if (known.isEmpty() && intended) {
            Optional<DirectoryEntry> interrupted = interrupted(entries, mark);
            if (interrupted.isPresent()) {
                return new Removing.Remove(interrupted.get().id());
            }
        }
        return entries.stream().filter(DirectoryEntry::leadsToTunnel).min(Comparator.comparing(DirectoryEntry::id))
                .<Removing>map(entry -> new Removing.NotOurs(entry, true)).orElseGet(Removing.Gone::new);
    }

    private static Optional<DirectoryEntry> interrupted(List<DirectoryEntry> entries, String mark) {
        return entries.stream().filter(entry -> entry.leadsToTunnel() && entry.mark().equals(mark))
                .min(Comparator.comparing(DirectoryEntry::id));
    }

    private static Optional<DirectoryEntry> withId(List<DirectoryEntry> entries, String id) {
        return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }
}
