package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The next steps that refusals recommend: commands that can be pasted into a shell, and tool calls. */
final class Advice {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final String SHARED_NETWORK = "tunnel";

    private Advice() {}

    /** Says that a container serves the port. */
    static String name(PortNumber port, Container container) {
        return "port_allocate {\"port\":" + port + ",\"container\":\"" + container.name() + "\"}";
    }

    /** Says that a process on the host serves the port. */
    static String hostService(PortNumber port) {
        return "port_allocate {\"port\":" + port + ",\"hostService\":true}";
    }

    /** Makes stopped, paused or restarting containers run. */
    static String run(List<Container> containers) {
        List<String> commands = new ArrayList<>();
        for (Container container : containers) {
            switch (container.state()) {
                case RUNNING -> {
                    // Nothing to do.
                }
                case PAUSED -> commands.add("docker unpause " + word(container.name()));
                case RESTARTING -> commands.add("docker restart " + word(container.name()));
                case CREATED, STOPPED -> commands.add("docker start " + word(container.name()));
            }
        }
        return String.join(" && ", commands);
    }

    /** Puts a connector and services on one network with names, using one of the connector's if it has any. */
    static String share(Viewpoint.InContainer view, List<Container> services, Situation situation) {
        if (view.isIsolated()) {
            return "Re-create the connector with a network, for example: docker run --name " + word(view.owner().name())
                    + " --network " + word(firstNetworkOf(services, situation)) + " …";
        }
        Optional<Network> joined = view.named().stream().filter(network -> !network.internal()).findFirst()
                .or(() -> view.named().stream().findFirst());
        String network = joined.map(Network::name).orElse(SHARED_NETWORK);
        List<String> commands = new ArrayList<>();
        if (situation.networks().stream().noneMatch(known -> known.name().equals(network))) {
            commands.add("docker network create " + word(network));
        }
        if (joined.isEmpty()) {
            commands.add(connect(network, view.owner()));
        }
        services.stream().filter(service -> situation.namespaces().networksOf(service).stream()
                .noneMatch(on -> on.name().equals(network)))
                .forEach(service -> commands.add(connect(network, service)));
        return String.join(" && ", commands);
    }

    /** Connects a service anew under a name that nothing else has. */
    static String rename(Container service, Network network, String alias) {
        return "docker network disconnect " + word(network.name()) + " " + word(service.name())
                + " && docker network connect --alias " + word(alias) + " " + word(network.name()) + " "
                + word(service.name());
    }

    /** Publishes a port of a container on loopback, where a connector on the host reaches it. */
    static String publish(Container container, PortNumber hostPort, PortNumber inside) {
        String ports = "127.0.0.1:" + hostPort + ":" + inside;
        return "Re-create " + container.name() + " with its port published on loopback: docker run --name "
                + word(container.name()) + " -p " + ports + " … (Compose: ports: [\"" + ports + "\"]).";
    }

    /** Gives a container a network of its own. */
    static String network(Container container, String network) {
        return "Re-create " + container.name() + " with a network: docker run --name " + word(container.name())
                + " --network " + word(network) + " …";
    }

    /** Makes what listens on the host's loopback reachable for containers. */
    static String forward(Viewpoint.InContainer view, PortNumber port) {
        return view.outward().stream().flatMap(network -> network.gateway().flatMap(HostAddress::parse).stream())
                .filter(address -> !address.isV6()).findFirst()
                .map(gateway -> "Let the process listen on " + gateway.text() + ":" + port
                        + ", the host's address on the connector's network, or forward it: socat TCP-LISTEN:" + port
                        + ",bind=" + gateway.text() + ",reuseaddr,fork TCP:127.0.0.1:" + port)
                .orElse("Run the connector on the host, or give it a network that leads there: docker network create "
                        + SHARED_NETWORK + " && " + connect(SHARED_NETWORK, view.owner()));
    }

    private static String firstNetworkOf(List<Container> services, Situation situation) {
        return services.stream().flatMap(service -> situation.namespaces().networksOf(service).stream())
                .filter(network -> network.kind() == Network.Kind.USER_DEFINED).map(Network::name).findFirst()
                .orElse(SHARED_NETWORK);
    }

    private static String connect(String network, Container container) {
        return "docker network connect " + word(network) + " " + word(container.name());
    }

    /** Returns {@code text} as one word of a POSIX shell. */
    private static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** Returns container names in words. */
    static String names(List<Container> containers) {
        return containers.stream().map(Container::name).sorted().collect(Collectors.joining(", "));
    }
}
