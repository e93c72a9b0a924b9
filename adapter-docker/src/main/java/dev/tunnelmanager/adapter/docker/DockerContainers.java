package dev.tunnelmanager.adapter.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.State;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers of a Docker or Podman engine as somebody who looks after one of them needs them: finding the connector, its state, its
 * log, where it can be asked for its status, and restarting it.
 *
 * <p>Safe for use by many threads. Every method throws {@link PortFailure} if the engine cannot be asked; a container that does
 * not exist is a failure only where it is needed. A question that is not answered within 5 s has failed.
 */
public final class DockerContainers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DockerContainers.class);
    private static final String CONNECTOR = "cloudflared";
    /** What a restart may take beyond the time that the container has for stopping. */
    private static final Duration START_AND_KILL = Duration.ofSeconds(30);
    /** A namespace may be joined from a container that has joined another; a circle is not possible, a limit costs nothing. */
    private static final int LONGEST_CHAIN = 8;
    private static final String HOST_FROM_INSIDE = "host.docker.internal";

    private final Engine engine;
    private final Path self;

    /**
     * Does nothing yet.
     *
     * @param dockerHost {@code unix:///path} or {@code tcp://host:port}; anything else is an {@link IllegalArgumentException}
     */
    public DockerContainers(String dockerHost) {
        this(new Engine(EngineAddress.parse(dockerHost)), OwnContainer.SELF);
    }

    DockerContainers(Engine engine, Path self) {
        this.engine = engine;
        this.self = self;
    }

    /**
     * Finds the containers that run cloudflared, in every state, running ones first, then by name. None where there is no engine.
     *
     * @param configured the name that somebody has configured; a container of that name is the only answer. Otherwise the image's
     *     name or the program tells.
     */
    public List<ObservedContainer> findConnectors(String configured) {
        if (engine.presence() == Engine.Presence.NEVER_THERE) {
            return List.of();
        }
        Optional<ObservedContainer> named = configured.isBlank() ? Optional.empty() : inspect(configured);
        if (named.isPresent()) {
            return List.of(named.get());
        }
        return engine.understand("list its containers", () -> inspectAll().stream().map(ObservedContainers::translate)
                .filter(DockerContainers::runsConnector)
                .sorted(Comparator.comparing((ObservedContainer found) -> found.state() != State.RUNNING)
                        .thenComparing(ObservedContainer::name))
                .toList());
    }

    /** Looks at one container; empty if there is none of that name or id. */
    public Optional<ObservedContainer> inspect(String nameOrId) {
        return engine.understand("inspect container " + nameOrId,
                () -> raw(nameOrId).map(ObservedContainers::translate));
    }

    /**
     * Restarts a container and waits until its process has been started, not until it is of use.
     *
     * @param stopTimeout how long it may take to end by itself before it is killed, in whole seconds
     * @throws PortFailure UNAVAILABLE if it does not exist; OUTCOME_UNKNOWN if the engine did not say how it went
     */
    public void restart(String nameOrId, Duration stopTimeout) {
        int seconds = Math.toIntExact(stopTimeout.toSeconds());
        boolean exists = engine.change("restart container " + nameOrId, stopTimeout.plus(START_AND_KILL),
                client -> client.restartContainerCmd(nameOrId).withTimeout(seconds).exec());
        if (!exists) {
            throw EngineFailures.noContainer(engine.address(), nameOrId);
        }
        LOG.info("Restarted container {} of {}", nameOrId, engine.address());
    }

    /**
     * Returns the last lines that a container has written, standard output and error as they came.
     *
     * @param lines how many, at most
     * @throws PortFailure UNAVAILABLE if it does not exist, or its engine does not keep its log
     */
    public List<String> logsTail(String nameOrId, int lines) {
        return engine.find("read the log of container " + nameOrId, engine.limit(),
                client -> LogTail.read(client, nameOrId, lines))
                .orElseThrow(() -> EngineFailures.noContainer(engine.address(), nameOrId));
    }

    /**
     * Returns what a container has written since, standard output and error as they came, oldest first.
     *
     * @param since what was written before is left out, in whole seconds
     * @param lines how many, at most, the last
     * @throws PortFailure UNAVAILABLE if it does not exist, or its engine does not keep its log
     */
    public List<LoggedLine> logsSince(String nameOrId, Instant since, int lines) {
        return engine.find("read the log of container " + nameOrId, engine.limit(),
                client -> LogTail.readSince(client, nameOrId, since, lines))
                .orElseThrow(() -> EngineFailures.noContainer(engine.address(), nameOrId)).stream()
                .flatMap(line -> LoggedLine.parse(line).stream()).toList();
    }

    /**
     * Returns where a port inside a container can be asked for from here, most promising first; each is a possibility that has to
     * be tried, as it depends on the address at which the container's process listens. Empty if there is no way.
     *
     * @throws PortFailure UNAVAILABLE if the container does not exist
     */
    public List<Endpoint> waysTo(String nameOrId, PortNumber portInside) {
        return engine.understand("inspect container " + nameOrId, () -> possibleWaysTo(nameOrId, portInside));
    }

    private List<Endpoint> possibleWaysTo(String nameOrId, PortNumber portInside) {
        InspectContainerResponse container = namespaceOwner(nameOrId);
        ObservedContainer owner = ObservedContainers.translate(container);
        boolean inside = ownContainerId().isPresent();
        boolean onHost = owner.mode() instanceof NetworkMode.Host;
        List<Endpoint> ways = new ArrayList<>();
        if (inside ? sharesNamespace(owner) : onHost) {
            ways.add(new Endpoint("127.0.0.1", portInside));
        } else if (onHost) {
            ways.add(new Endpoint(HOST_FROM_INSIDE, portInside));
        }
        owner.addresses().forEach(address -> ways.add(new Endpoint(address, portInside)));
        owner.bindings().stream().filter(binding -> binding.containerPort().equals(portInside))
                .filter(binding -> binding.protocol() == dev.tunnelmanager.domain.topology.Container.Protocol.TCP)
                .map(binding -> new Endpoint(publishedHost(binding.hostAddress(), inside),
                        binding.hostPort()))
                .forEach(ways::add);
        return ways.stream().distinct().toList();
    }

    /** Returns the full id of the container in which this very process runs, as far as can be told; empty on a host. */
    public Optional<String> ownContainerId() {
        return OwnContainer.find(self);
    }

    /** Closes the connections that are kept for the next question. */
    @Override
    public void close() {
        engine.close();
    }

    private Optional<InspectContainerResponse> raw(String nameOrId) {
        return engine.find("inspect container " + nameOrId, engine.limit(),
                client -> client.inspectContainerCmd(nameOrId).exec());
    }

    private List<InspectContainerResponse> inspectAll() {
        List<Container> listed = engine.ask("list its containers", engine.limit(),
                client -> client.listContainersCmd().withShowAll(true).exec());
        return listed.stream().flatMap(container -> raw(container.getId()).stream()).toList();
    }

    private InspectContainerResponse namespaceOwner(String nameOrId) {
        InspectContainerResponse seen = raw(nameOrId)
                .orElseThrow(() -> EngineFailures.noContainer(engine.address(), nameOrId));
        for (int step = 0; step < LONGEST_CHAIN
                && EngineContainers.mode(seen, List.of()) instanceof NetworkMode.SharedWith(String other); step++) {
            seen = raw(other).orElseThrow(() -> EngineFailures.noContainer(engine.address(), other));
        }
        return seen;
    }

    /** Tells whether this process and a container see the same network; a process on the host shares with none of them. */
    private boolean sharesNamespace(ObservedContainer owner) {
        Optional<InspectContainerResponse> ours = ownContainerId().flatMap(this::raw);
        return ours.isPresent() && namespaceOwner(ours.get().getId()).getId().equals(owner.id());
    }

    private String publishedHost(String hostAddress, boolean fromInside) {
        boolean everyAddress = hostAddress.equals("0.0.0.0") || hostAddress.equals("::");
        if (!everyAddress) {
            return hostAddress;
        }
        return fromInside ? HOST_FROM_INSIDE : engine.address().publishedHost();
    }

    private static boolean runsConnector(ObservedContainer container) {
        boolean program = container.command().stream().limit(3)
                .anyMatch(word -> word.equals(CONNECTOR) || word.endsWith("/" + CONNECTOR));
        return program || container.image().contains(CONNECTOR);
    }
}
