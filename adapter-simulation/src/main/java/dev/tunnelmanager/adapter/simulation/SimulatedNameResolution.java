package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.ports.driven.NameResolution;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The resolver of a simulated host. What was switched belongs to the host and outlives the process; {@link #on} makes another process's
 * view of the same host. Safe for use by many threads.
 */
public final class SimulatedNameResolution implements NameResolution {

    /** What is the same for all processes of one host. */
    public static final class Host {

        private final AtomicBoolean switched = new AtomicBoolean();
        private final AtomicInteger recoveries = new AtomicInteger();

        /** Makes a host whose resolver asks its usual servers. */
        public Host() {}

        /** Returns whether the resolver asks other servers than usual. */
        public boolean isSwitched() {
            return switched.get();
        }

        /** Returns how often the resolver was helped. */
        public int recoveries() {
            return recoveries.get();
        }
    }

    private final Host host;
    private final boolean allowed;

    private SimulatedNameResolution(Host host, boolean allowed) {
        this.host = host;
        this.allowed = allowed;
    }

    /** Returns one process's view of {@code host}, which may do everything if {@code allowed}, and else nothing but undo. */
    public static SimulatedNameResolution on(Host host, boolean allowed) {
        return new SimulatedNameResolution(host, allowed);
    }

    @Override
    public Outcome recover() {
        if (!allowed) {
            return new Outcome.NotDone("It is not allowed to touch the simulated resolver.");
        }
        host.recoveries.incrementAndGet();
        return host.switched.compareAndSet(false, true)
                ? new Outcome.Done("The simulated resolver was switched to other servers.")
                : new Outcome.NotDone("The simulated resolver was switched already.");
    }

    @Override
    public Outcome undo() {
        return host.switched.compareAndSet(true, false)
                ? new Outcome.Done("The simulated resolver asks its usual servers again.")
                : new Outcome.NotDone("Nothing was switched.");
    }

    @Override
    public boolean isSwitched() {
        return host.switched.get();
    }
}
