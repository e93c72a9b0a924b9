package dev.tunnelmanager.domain.topology;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a connection from the connector would end at in a {@link World}. Written from how kernels and engines deliver connections,
 * without a look at how targets are chosen.
 */
final class Connections {

    /** A process of the host that is in no container. */
    static final String PROCESS = "process";

    private final World world;

    Connections(World world) {
        this.world = world;
    }

    /** Returns the ids of all containers, or {@link #PROCESS}, that may answer {@code host} and {@code port}; none if nothing does. */
    Set<String> endsAt(String host, int port) {
        Optional<Container> namespace = connectorNamespace();
        return namespace.isEmpty() ? fromHost(host, port) : fromContainer(namespace.get(), host, port);
    }

    private Optional<Container> connectorNamespace() {
        if (!(world.scene.place instanceof ConnectorPlace.InContainer inside)) {
            return Optional.empty();
        }
        Container holder = holder(world.byId(inside.containerId()));
        return holder.mode() instanceof Container.NetworkMode.Host ? Optional.empty() : Optional.of(holder);
    }

    private Container holder(Container container) {
        Container at = container;
        while (at.mode() instanceof Container.NetworkMode.SharedWith shared) {
            at = world.byId(shared.containerId());
        }
        return at;
    }

    private Set<String> fromHost(String host, int port) {
        if (host.equals("localhost")) {
            Set<String> both = new HashSet<>(hostSocket("127.0.0.1", port));
            both.addAll(hostSocket("::1", port));
            return both;
        }
        return isLiteral(host) ? hostSocket(bare(host), port) : Set.of();
    }

    private Set<String> fromContainer(Container namespace, String host, int port) {
        if (host.equals("localhost") || bare(host).startsWith("127.") || bare(host).equals("::1")) {
            return served(namespace, port);
        }
        boolean outward = world.scene.networks.stream()
                .anyMatch(network -> !network.internal() && isOn(namespace, network));
        if (host.equals("host.docker.internal")) {
            return namespace.hostGateway() && outward ? hostSocket("172.17.0.1", port) : Set.of();
        }
        if (isLiteral(host)) {
            return outward ? hostSocket(bare(host), port) : Set.of();
        }
        Set<String> found = new HashSet<>();
        for (Network network : world.scene.networks) {
            if (network.kind() == Network.Kind.USER_DEFINED && isOn(namespace, network)) {
                for (Container container : world.scene.containers) {
                    if (isThere(container) && answersTo(container, network, host)) {
                        found.addAll(served(container, port));
                    }
                }
            }
        }
        return found;
    }

    /** The most specific socket gets the connection; a process's wildcard of IPv6 takes IPv4 too. */
    private Set<String> hostSocket(String address, int port) {
        List<World.Socket> exact = new ArrayList<>();
        List<World.Socket> wild = new ArrayList<>();
        for (World.Socket socket : world.sockets()) {
            if (socket.port() != port) {
                continue;
            }
            boolean v6 = address.contains(":");
            if (socket.address().equals(address)) {
                exact.add(socket);
            } else if ((socket.address().equals("0.0.0.0") && !v6)
                    || (socket.address().equals("::") && (v6 || !socket.proxied()))) {
                wild.add(socket);
            }
        }
        Set<String> ends = new HashSet<>();
        for (World.Socket socket : exact.isEmpty() ? wild : exact) {
            if (socket.proxied()) {
                ends.addAll(served(world.byId(socket.container().orElseThrow()), socket.inside()));
            } else {
                ends.add(socket.container().orElse(PROCESS));
            }
        }
        return ends;
    }

    /** Who serves a port inside a namespace: those that declare it, or whoever owns the namespace if nobody does. */
    private Set<String> served(Container namespace, int port) {
        Set<String> serving = new HashSet<>();
        for (Container container : world.scene.containers) {
            if (isThere(container) && holder(container).id().equals(namespace.id())
                    && container.exposed().stream().anyMatch(exposed -> exposed.value() == port)) {
                serving.add(container.id());
            }
        }
        return serving.isEmpty() ? Set.of(namespace.id()) : serving;
    }

    private static boolean answersTo(Container container, Network network, String name) {
        return container.memberships().stream().filter(membership -> membership.networkId().equals(network.id()))
                .anyMatch(membership -> container.name().equalsIgnoreCase(name)
                        || membership.aliases().stream().anyMatch(name::equalsIgnoreCase));
    }

    private static boolean isOn(Container container, Network network) {
        return container.mode() instanceof Container.NetworkMode.Networks && container.memberships().stream()
                .anyMatch(membership -> membership.networkId().equals(network.id()));
    }

    private static boolean isThere(Container container) {
        return container.state() == Container.State.RUNNING || container.state() == Container.State.PAUSED;
    }

    private static boolean isLiteral(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    private static String bare(String host) {
        return host.replaceAll("[\\[\\]]", "");
    }
}
