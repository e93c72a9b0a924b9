package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The state in memory. Each simulated process has a store of its own; {@link #sharing} gives them the same state, which also
 * outlives the stores, as a file would.
 *
 * <p>A change works on a copy that replaces the state in one step, so one that throws leaves nothing, and a read goes on with
 * what it began with.
 */
public final class SimulatedStateStore implements StateStore {

    private static final Pattern INSTANCE_ID = Pattern.compile("[0-9a-f]{8}");

    private final Shared shared;
    private volatile boolean closed;

    /**
     * Returns a store of a new state.
     *
     * @param instanceId 8 hexadecimal digits, as {@link StateReader#instanceId()} returns them
     */
    public SimulatedStateStore(String instanceId) {
        if (!INSTANCE_ID.matcher(instanceId).matches()) {
            throw new IllegalArgumentException("Not an instance id: " + instanceId);
        }
        this.shared = new Shared(instanceId);
    }

    private SimulatedStateStore(Shared shared) {
        this.shared = shared;
    }

    /** Returns another store of the state that {@code store} has or had, which may be closed. */
    public static SimulatedStateStore sharing(SimulatedStateStore store) {
        return new SimulatedStateStore(store.shared);
    }

    /** Calls {@code listener} after each change of the state by any store that shares it, on the thread that made it. */
    public void onChange(Runnable listener) {
        shared.listeners.add(listener);
    }

    @Override
    public <T> T read(Function<StateReader, T> query) {
        requireOpen();
        try (SimulatedStateReader reader = new SimulatedStateReader(shared.current)) {
            return query.apply(reader);
        }
    }

    @Override
    public <T> T change(Function<StateWriter, T> work) {
        requireOpen();
        if (shared.changing.isHeldByCurrentThread()) {
            throw new IllegalStateException("A change was asked for inside a change of the same state");
        }
        T answer;
        boolean changed;
        shared.changing.lock();
        try (SimulatedStateWriter writer = new SimulatedStateWriter(new SimulatedTables(shared.current))) {
            requireOpen();
            answer = work.apply(writer);
            changed = writer.hasChanged();
            if (changed) {
                shared.current = writer.tables();
            }
        } finally {
            shared.changing.unlock();
        }
        if (changed) {
            shared.listeners.forEach(Runnable::run);
        }
        return answer;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "The simulated state has been closed.",
                    "Open another store that shares it.");
        }
    }

    /** What the stores of one state have in common. */
    private static final class Shared {

        private final ReentrantLock changing = new ReentrantLock(true);
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        private volatile SimulatedTables current;

        Shared(String instanceId) {
            this.current = new SimulatedTables(instanceId);
        }
    }
}
