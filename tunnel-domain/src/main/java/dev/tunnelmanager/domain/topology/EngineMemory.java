package dev.tunnelmanager.domain.topology;

import java.util.Optional;

/**
 * Judges a look at the container engine in the light of an earlier one. A stopped engine takes its socket with it, so that a fresh
 * look finds no engine at all; as long as the containers that were seen there are remembered, that is not the same as none.
 */
public final class EngineMemory {

    private EngineMemory() {}

    /**
     * Returns {@code now} as it is to be understood: an engine that is absent, and that held containers when it was last seen, is
     * unknown.
     *
     * @param remembered what {@link #toRemember} has kept
     */
    public static TopologySnapshot judge(TopologySnapshot now, Optional<TopologySnapshot> remembered) {
        Optional<TopologySnapshot> last = remembered.filter(EngineMemory::holdsContainers);
        if (last.isEmpty() || !(now.engine() instanceof EngineView.Absent)) {
            return now;
        }
        return new TopologySnapshot(now.observedAt(), new EngineView.Unknown(
                "The container engine that was there at " + last.get().observedAt()
                        + " is gone, and its containers may come back. Start it, or set docker.host to \"off\" if there"
                        + " is none any more."),
                now.listeners());
    }

    /** Returns what is to be remembered in place of {@code remembered}; empty if that is still the last that is known. */
    public static Optional<TopologySnapshot> toRemember(TopologySnapshot now, Optional<TopologySnapshot> remembered) {
        boolean answered = now.engine() instanceof EngineView.Present;
        return answered || remembered.filter(EngineMemory::holdsContainers).isEmpty() ? Optional.of(now)
                : Optional.empty();
    }

    private static boolean holdsContainers(TopologySnapshot snapshot) {
        return snapshot.engine() instanceof EngineView.Present present && !present.containers().isEmpty();
    }
}
