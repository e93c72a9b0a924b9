package dev.tunnelmanager.adapter.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Topology;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topology as a Docker or Podman engine shows it, over its HTTP interface.
 *
 * <p>No engine at all is told from an engine that cannot be asked by one sign only: nothing has ever existed at the path of its
 * Unix socket while this object lived. A socket that refuses, hangs, answers nonsense, may not be opened, or was there before and
 * is not any more, is {@link EngineView.Unknown}. So is whatever goes wrong with an address on the network.
 *
 * <p>A silent engine is given up on after 5 s, a slow one after 15 s.
 */
public final class DockerTopology implements Topology, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DockerTopology.class);
    private static final Duration WHOLE_LOOK = Duration.ofSeconds(15);

    private final Engine engine;
    private final Supplier<Optional<List<HostListener>>> listeners;
    private final InstantSource clock;

    /**
     * Does nothing yet.
     *
     * @param dockerHost {@code unix:///path} or {@code tcp://host:port}; anything else is an {@link IllegalArgumentException}
     * @param listeners reads the host's listening sockets; empty if they cannot be read
     * @param clock tells when a look was taken
     */
    public DockerTopology(String dockerHost, Supplier<Optional<List<HostListener>>> listeners, InstantSource clock) {
        this(new Engine(EngineAddress.parse(dockerHost)), listeners, clock);
    }

    DockerTopology(Engine engine, Supplier<Optional<List<HostListener>>> listeners, InstantSource clock) {
        this.engine = engine;
        this.listeners = listeners;
        this.clock = clock;
    }

    @Override
    public TopologySnapshot snapshot() {
        return new TopologySnapshot(clock.instant().truncatedTo(ChronoUnit.MILLIS), engineView(),
                HostListeners.read(listeners));
    }

    /** Changes of listening sockets alone are not told: nothing announces them. */
    @Override
    public Optional<List<HostListener>> listeners() {
        return HostListeners.read(listeners);
    }

    @Override
    public Subscription onChange(Runnable changed) {
        return EngineEvents.follow(engine,
                () -> engine.presence() == Engine.Presence.MAY_BE_THERE && engine.isListening(), changed);
    }

    /** Returns what the same engine knows of single containers; closing it closes this, and the other way round. */
    public DockerContainers containers() {
        return new DockerContainers(engine, OwnContainer.SELF);
    }

    /** Closes the connections that are kept for the next look. Subscriptions are closed by whoever made them. */
    @Override
    public void close() {
        engine.close();
    }

    private EngineView engineView() {
        try {
            return switch (engine.presence()) {
                case NEVER_THERE -> new EngineView.Absent();
                case WENT_AWAY -> new EngineView.Unknown("The socket of the container engine at " + engine.address()
                        + " was there before and is not any more.");
                case MAY_BE_THERE -> engine.understand("show its containers and networks", this::look);
            };
        } catch (PortFailure e) {
            LOG.debug("The engine at {} could not be looked at", engine.address(), e);
            return new EngineView.Unknown(e.problem());
        }
    }

    /** Lists containers before networks, so that every network a container is on is among those listed. */
    private EngineView look() {
        long end = System.nanoTime() + WHOLE_LOOK.toNanos();
        List<Container> listed = engine.ask("list its containers", limitBefore(end),
                client -> client.listContainersCmd().withShowAll(true).exec());
        List<InspectContainerResponse> inspected = new ArrayList<>();
        for (Container container : listed) {
            // One that has vanished since it was listed is left out.
            engine.find("inspect container " + container.getId(), limitBefore(end),
                    client -> client.inspectContainerCmd(container.getId()).exec()).ifPresent(inspected::add);
        }
        EngineNetworks networks = EngineNetworks.of(engine.ask("list its networks", limitBefore(end),
                client -> client.listNetworksCmd().exec()), inspected);
        return new EngineView.Present(networks.all(), EngineContainers.translate(inspected, networks));
    }

    private Duration limitBefore(long end) {
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        return left.compareTo(engine.limit()) < 0 ? left : engine.limit();
    }
}
