package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Resolves whose network namespace a container lives in, through any number of {@code network_mode: container:…}. */
final class Namespaces {

    private final Map<String, Container> containers;
    private final Map<String, Network> networks;

    Namespaces(EngineView.Present engine) {
        containers = engine.containers().stream()
                .collect(Collectors.toMap(Container::id, Function.identity(), (first, second) -> first));
        networks = engine.networks().stream()
                .collect(Collectors.toMap(Network::id, Function.identity(), (first, second) -> first));
    }

    /** A network namespace. */
    sealed interface Namespace {
        /** The host's. */
        record OfHost() implements Namespace {}

        /** That of {@code owner}, on which names, networks and published ports live. */
        record Of(Container owner) implements Namespace {}

        /** That of {@code owner}, which is connected to nothing. */
        record Isolated(Container owner) implements Namespace {}

        /** It does not exist any more, or was never seen. */
        record Lost(String reason) implements Namespace {}
    }

    Optional<Container> container(String id) {
        return Optional.ofNullable(containers.get(id));
    }

    Namespace of(Container container) {
        Set<String> visited = new HashSet<>();
        Container at = container;
        while (true) {
            switch (at.mode()) {
                case Container.NetworkMode.Networks networked -> {
                    return new Namespace.Of(at);
                }
                case Container.NetworkMode.Host host -> {
                    return new Namespace.OfHost();
                }
                case Container.NetworkMode.None none -> {
                    return new Namespace.Isolated(at);
                }
                case Container.NetworkMode.SharedWith shared -> {
                    Container next = containers.get(shared.containerId());
                    if (next == null || !visited.add(at.id())) {
                        return new Namespace.Lost("the container whose network it shares is not there");
                    }
                    at = next;
                }
            }
        }
    }

    /** Returns the containers that live in the namespace of {@code owner}, itself included. */
    List<Container> livingIn(Container owner) {
        return containers.values().stream().filter(container -> owner.equals(ownerOf(container).orElse(null)))
                .sorted(Comparator.comparing(Container::name)).toList();
    }

    private Optional<Container> ownerOf(Container container) {
        return switch (of(container)) {
            case Namespace.Of of -> Optional.of(of.owner());
            case Namespace.Isolated isolated -> Optional.of(isolated.owner());
            case Namespace.OfHost host -> Optional.empty();
            case Namespace.Lost lost -> Optional.empty();
        };
    }

    /** Returns the networks that a container is connected to itself, by name. */
    List<Network> networksOf(Container container) {
        return container.memberships().stream().map(membership -> networks.get(membership.networkId()))
                .filter(network -> network != null && (network.kind() == Network.Kind.USER_DEFINED
                        || network.kind() == Network.Kind.DEFAULT_BRIDGE))
                .distinct().sorted(Comparator.comparing(Network::name).thenComparing(Network::id)).toList();
    }

    /** Returns the TCP ports that a container really publishes: only one with networks of its own can. */
    static List<Container.PortBinding> published(Container container) {
        if (!(container.mode() instanceof Container.NetworkMode.Networks)) {
            return List.of();
        }
        return container.bindings().stream().filter(binding -> binding.protocol() == Container.Protocol.TCP)
                .sorted(Comparator.comparing(Container.PortBinding::hostPort)
                        .thenComparing(Container.PortBinding::hostAddress)
                        .thenComparing(Container.PortBinding::containerPort))
                .toList();
    }

    /** Returns whether a container declares that it serves a TCP port inside. */
    static boolean declares(Container container, PortNumber inside) {
        return container.exposed().contains(inside)
                || published(container).stream().anyMatch(binding -> binding.containerPort().equals(inside));
    }

    /** Returns whether a container can hold a port or a name now or at any moment: it exists as a process. */
    static boolean isAlive(Container container) {
        return switch (container.state()) {
            case RUNNING, PAUSED, RESTARTING -> true;
            case CREATED, STOPPED -> false;
        };
    }
}
