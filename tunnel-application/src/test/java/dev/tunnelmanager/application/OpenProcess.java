package dev.tunnelmanager.application;

import dev.tunnelmanager.adapter.simulation.SimulatedChangeFeed;
import dev.tunnelmanager.adapter.simulation.SimulatedLeadership;
import dev.tunnelmanager.adapter.simulation.SimulatedStateStore;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.Topology;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/** A process as it really is: an engine on a thread of its own, calls beside each other, the system's clock unless told. */
final class OpenProcess implements AutoCloseable {

    final Fuse fuse = new Fuse();
    final SimulatedLeadership leadership;
    final TunnelControlPlane plane;

    OpenProcess(World world, SimulatedLeadership leadership, ControlPlaneSettings settings) {
        this(world, leadership, settings, InstantSource.system());
    }

    OpenProcess(World world, SimulatedLeadership leadership, ControlPlaneSettings settings, InstantSource clock) {
        this(world, leadership, settings, clock, task -> Thread.ofVirtual().start(task));
    }

    OpenProcess(World world, SimulatedLeadership leadership, ControlPlaneSettings settings, InstantSource clock,
            Executor sideBySide) {
        this.leadership = leadership;
        SimulatedChangeFeed changes = new SimulatedChangeFeed();
        world.store.onChange(changes::changed);
        this.plane = TunnelControlPlane.open(
                new DrivenPorts(fuse.round(StateStore.class, SimulatedStateStore.sharing(world.store)), changes,
                        leadership, fuse.round(NameDirectory.class, world.directory),
                        fuse.round(IngressRules.class, world.ingress), fuse.round(Connector.class, world.connector),
                        fuse.round(Topology.class, world.topology), fuse.round(Probes.class, world.probes),
                        world.watched(fuse), world.events, clock, world.chance, sideBySide),
                settings);
    }

    /** Ends the process as a signal that cannot be caught would: it leads no more, and calls nobody any more. */
    void kill() {
        fuse.blow();
        leadership.kill();
    }

    @Override
    public void close() {
        plane.close();
    }
}
