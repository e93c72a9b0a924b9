package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Topology;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What runs on a host that has no container engine, as with {@code docker.host: "off"}: listening sockets, and no containers.
 *
 * <p>Safe for use by many threads. {@link #onChange} never calls, because the system does not tell when a socket begins or
 * ceases to listen: whoever wants to know looks again.
 */
public final class HostTopology implements Topology {

    private final Supplier<Optional<List<HostListener>>> listeners;
    private final InstantSource clock;

    /**
     * Makes a topology without an engine.
     *
     * @param listeners what listens now, for example {@link ProcListeners}
     * @param clock the time of snapshots
     */
    public HostTopology(Supplier<Optional<List<HostListener>>> listeners, InstantSource clock) {
        this.listeners = listeners;
        this.clock = clock;
    }

    @Override
    public TopologySnapshot snapshot() {
        return new TopologySnapshot(clock.instant().truncatedTo(ChronoUnit.MILLIS), new EngineView.Absent(),
                listeners.get());
    }

    @Override
    public Optional<List<HostListener>> listeners() {
        return listeners.get();
    }

    @Override
    public Subscription onChange(Runnable changed) {
        return () -> {
            // Nothing was begun, so nothing has to end.
        };
    }
}
