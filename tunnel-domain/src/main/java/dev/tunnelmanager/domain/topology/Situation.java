package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request and what was seen, with the questions that every part of the decision asks of them.
 *
 * @param request what is wanted
 * @param containers every container, by name
 * @param namespaces who lives where
 * @param ownership whose they are
 * @param listeners what listens on the host; empty if it could not be read
 */
record Situation(TargetRequest request, List<Container> containers, List<Network> networks, Namespaces namespaces,
        ContainerOwnership ownership, Optional<List<HostListener>> listeners) {

    static Situation of(TargetRequest request, TopologySnapshot snapshot) {
        EngineView.Present engine = snapshot.engine() instanceof EngineView.Present present
                ? present
                : new EngineView.Present(List.of(), List.of());
        List<Container> containers = engine.containers().stream()
                .sorted(Comparator.comparing(Container::name).thenComparing(Container::id)).toList();
        return new Situation(request, containers, engine.networks(), new Namespaces(engine),
                new ContainerOwnership(request), snapshot.listeners());
    }

    PortNumber port() {
        return request.port();
    }

    ServiceHint hint() {
        return request.service();
    }

    Stream<Container> own() {
        return containers.stream().filter(ownership::isOwn);
    }

    Stream<Container> foreign() {
        return containers.stream().filter(container -> !ownership.isOwn(container));
    }

    static boolean publishes(Container container, PortNumber hostPort) {
        return Namespaces.published(container).stream().anyMatch(binding -> binding.hostPort().equals(hostPort));
    }

    /** Returns whether the container uses the host's network, itself or through another. */
    boolean isOnHostNetwork(Container container) {
        return namespaces.of(container) instanceof Namespaces.Namespace.OfHost;
    }

    /**
     * Returns where processes of the host listen on {@code port}: the sockets that an engine opens for published ports are left
     * out. Empty if it could not be read.
     */
    Optional<List<HostAddress>> processesOn(PortNumber port) {
        List<HostAddress> published = addresses(containers.stream().filter(Namespaces::isAlive), port);
        return listeners.map(all -> all.stream().filter(listener -> listener.port().equals(port))
                .flatMap(listener -> HostAddress.parse(listener.address()).stream())
                .filter(address -> published.stream().noneMatch(
                        bound -> bound.equals(address) || (bound.isWildcard() && address.isWildcard())))
                .toList());
    }

    /** Returns the host addresses at which {@code among} publish {@code port}. */
    static List<HostAddress> addresses(Stream<Container> among, PortNumber port) {
        return among.flatMap(container -> Namespaces.published(container).stream())
                .filter(binding -> binding.hostPort().equals(port))
                .flatMap(binding -> HostAddress.parse(binding.hostAddress()).stream()).toList();
    }
}
