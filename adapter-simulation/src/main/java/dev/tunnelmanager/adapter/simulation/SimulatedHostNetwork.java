package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.domain.diagnosis.HostNetworkSight;
import dev.tunnelmanager.domain.diagnosis.Sighting;
import dev.tunnelmanager.ports.driven.HostNetwork;
import java.util.ArrayList;
import java.util.List;

/** The network of a simulated host, on which all is well until something is taken away. Safe for use by many threads. */
public final class SimulatedHostNetwork implements HostNetwork {

    private boolean online = true;
    private boolean resolving = true;
    private boolean edgeThere = true;
    private volatile Runnable before = () -> {};

    /** Makes a network on which all is well. */
    public SimulatedHostNetwork() {}

    /** Takes the way out away, and with it all that is beyond; or gives it back. */
    public synchronized void setOnline(boolean is) {
        online = is;
    }

    /** Has names not resolve, or has them resolve again. */
    public synchronized void setResolving(boolean does) {
        resolving = does;
    }

    /** Has the edge accept no connections, or has it accept them again. */
    public synchronized void setEdgeThere(boolean is) {
        edgeThere = is;
    }

    /** Does this before each look from now on; a look hangs as long as it does. */
    public void beforeEachLook(Runnable work) {
        before = work;
    }

    @Override
    public HostNetworkSight look() {
        before.run();
        return seen();
    }

    private synchronized HostNetworkSight seen() {
        List<String> evidence = new ArrayList<>();
        if (!online) {
            evidence.add("The simulated host has no way out.");
        }
        if (!resolving) {
            evidence.add("Names do not resolve on the simulated host.");
        }
        if (!edgeThere) {
            evidence.add("The simulated edge accepts no connections.");
        }
        return new HostNetworkSight(Sighting.of(online), Sighting.of(online && resolving),
                Sighting.of(online && edgeThere), evidence);
    }
}
