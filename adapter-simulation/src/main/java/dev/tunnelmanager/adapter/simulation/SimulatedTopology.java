package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.Network;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Topology;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A world of networks, containers and listening sockets that is changed by calls.
 *
 * <p>Safe for use by many threads. Begins with an engine that holds nothing, and nothing that listens. Subscribers are called on the
 * thread that makes the change, once per change, before the change returns; a change that changes nothing calls nobody. What an
 * engine holds is kept while it is away. No rule binds the parts together: a container may be on a network that is not there.
 */
public final class SimulatedTopology implements Topology {

    private final InstantSource clock;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    private final Object lock = new Object();
    private final Map<String, Network> networks = new LinkedHashMap<>();
    private final Map<String, Container> containers = new LinkedHashMap<>();
    /** What is said instead of what the engine holds; empty while it answers. */
    private Optional<EngineView> notPresent = Optional.empty();
    private boolean silent;
    private Optional<List<HostListener>> listeners = Optional.of(List.of());

    /**
     * Makes a world.
     *
     * @param clock tells when a look was taken
     */
    public SimulatedTopology(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public TopologySnapshot snapshot() {
        synchronized (lock) {
            return new TopologySnapshot(clock.instant().truncatedTo(ChronoUnit.MILLIS), view(), listeners);
        }
    }

    @Override
    public Optional<List<HostListener>> listeners() {
        synchronized (lock) {
            return listeners;
        }
    }

    @Override
    public Subscription onChange(Runnable changed) {
        Subscriber subscriber = new Subscriber(changed);
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }

    /** Adds a network, or replaces the one of the same id. */
    public void put(Network network) {
        change(() -> !network.equals(networks.put(network.id(), network)));
    }

    /** Adds a container, or replaces the one of the same id: that is how it is stopped, renamed or connected. */
    public void put(Container container) {
        change(() -> !container.equals(containers.put(container.id(), container)));
    }

    /** Removes the network of that name, if there is one. */
    public void removeNetwork(String name) {
        change(() -> networks.values().removeIf(network -> network.name().equals(name)));
    }

    /** Removes the container of that name, if there is one. */
    public void removeContainer(String name) {
        change(() -> containers.values().removeIf(container -> container.name().equals(name)));
    }

    /** Has something listen on the host, beside what listens already, which is known from then on. */
    public void listen(HostListener listener) {
        change(() -> {
            if (listeners.isPresent() && listeners.get().contains(listener)) {
                return false;
            }
            List<HostListener> before = listeners.orElse(List.of());
            listeners = Optional.of(Stream.concat(before.stream(), Stream.of(listener)).toList());
            return true;
        });
    }

    /** Has something no longer listen on the host. */
    public void stopListening(HostListener listener) {
        change(() -> {
            if (listeners.isEmpty() || !listeners.get().contains(listener)) {
                return false;
            }
            listeners = listeners.map(all -> all.stream().filter(other -> !other.equals(listener)).toList());
            return true;
        });
    }

    /** Says all that listens on the host; empty means that it cannot be read. */
    public void listeners(Optional<List<HostListener>> all) {
        change(() -> {
            boolean differs = !all.equals(listeners);
            listeners = all.map(List::copyOf);
            return differs;
        });
    }

    /** Has the engine answer with what it holds. */
    public void enginePresent() {
        engine(Optional.empty());
    }

    /** Has the engine not answer. */
    public void engineUnknown(String reason) {
        engine(Optional.of(new EngineView.Unknown(reason)));
    }

    /** Has there be no engine. */
    public void engineAbsent() {
        engine(Optional.of(new EngineView.Absent()));
    }

    /** Makes the world look like {@code snapshot}, except for its time; an engine that does not answer in it holds what it held. */
    public void show(TopologySnapshot snapshot) {
        change(() -> {
            boolean differs = !view().equals(snapshot.engine()) || !listeners.equals(snapshot.listeners());
            listeners = snapshot.listeners();
            if (snapshot.engine() instanceof EngineView.Present present) {
                notPresent = Optional.empty();
                networks.clear();
                containers.clear();
                present.networks().forEach(network -> networks.put(network.id(), network));
                present.containers().forEach(container -> containers.put(container.id(), container));
            } else {
                notPresent = Optional.of(snapshot.engine());
            }
            return differs;
        });
    }

    /** Has nobody be told of what changes, as while the connection for that is broken; or puts that right, of which all are told. */
    public void keepSilent(boolean keeps) {
        change(() -> {
            boolean ends = silent && !keeps;
            silent = keeps;
            return ends;
        });
    }

    private void engine(Optional<EngineView> view) {
        change(() -> {
            boolean differs = !notPresent.equals(view);
            notPresent = view;
            return differs;
        });
    }

    private EngineView view() {
        return notPresent.orElseGet(() -> new EngineView.Present(
                networks.values().stream().sorted(Comparator.comparing(Network::name).thenComparing(Network::id))
                        .toList(),
                containers.values().stream().sorted(Comparator.comparing(Container::name).thenComparing(Container::id))
                        .toList()));
    }

    /** Calls outside the lock, so that a subscriber may look, change, or wait for another thread that does. */
    private void change(BooleanSupplier edit) {
        boolean differs;
        synchronized (lock) {
            differs = edit.getAsBoolean() && !silent;
        }
        if (differs) {
            subscribers.forEach(subscriber -> subscriber.changed().run());
        }
    }

    /** Told apart by identity, as the same callback may be subscribed twice. */
    private static final class Subscriber {

        private final Runnable changed;

        Subscriber(Runnable changed) {
            this.changed = changed;
        }

        Runnable changed() {
            return changed;
        }
    }
}
