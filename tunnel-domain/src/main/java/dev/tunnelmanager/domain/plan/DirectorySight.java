package dev.tunnelmanager.domain.plan;

import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.refusal.Refusal;
import java.util.List;

/** What a look at one name in the public directory has shown. */
public sealed interface DirectorySight {

    /**
     * The provider answered.
     *
     * @param entries everything that stands at the name
     */
    record Seen(List<DirectoryEntry> entries) implements DirectorySight {

        public Seen {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The look failed: what stands there is unknown, which is not the same as nothing.
     *
     * @param failure why
     */
    record Unseen(Refusal failure) implements DirectorySight {}

    /** Nobody looked, because nothing of ours was ever to be written there. */
    record NotNeeded() implements DirectorySight {}
}
