package dev.tunnelmanager.domain.topology;

import java.util.List;
import java.util.Locale;

/** From where a target is seen: the network namespace in which the connector runs. */
sealed interface Viewpoint {

    /** The host's namespace: {@code localhost} is the host. */
    record Host() implements Viewpoint {}

    /**
     * A container's namespace: {@code localhost} is that container.
     *
     * @param owner the container on which names, networks and ports of the namespace live
     * @param networks what it is connected to, by name; empty if it is isolated
     */
    record InContainer(Container owner, List<Network> networks) implements Viewpoint {

        public InContainer {
            networks = List.copyOf(networks);
        }

        /** Networks on which names resolve. */
        List<Network> named() {
            return networks.stream().filter(network -> network.kind() == Network.Kind.USER_DEFINED).toList();
        }

        /** Networks over which the host can be reached. */
        List<Network> outward() {
            return networks.stream().filter(network -> !network.internal()).toList();
        }

        boolean isIsolated() {
            return !(owner.mode() instanceof Container.NetworkMode.Networks);
        }
    }

    /**
     * It cannot be told.
     *
     * @param reason one sentence
     */
    record Unclear(String reason) implements Viewpoint {}

    /** Finds the namespace of the connector; {@code enginePresent} tells an engine without containers from no engine. */
    static Viewpoint of(ConnectorPlace place, Namespaces namespaces, boolean enginePresent, Findings findings) {
        return switch (place) {
            case ConnectorPlace.Unknown unknown -> new Unclear(unknown.reason());
            case ConnectorPlace.OnHost host -> {
                findings.saw("The connector runs on the host.");
                yield new Host();
            }
            case ConnectorPlace.InContainer inside -> {
                if (!enginePresent) {
                    yield new Unclear("The connector runs in a container, and there is no container engine to ask.");
                }
                yield namespaces.container(inside.containerId())
                        .map(connector -> ofContainer(connector, namespaces, findings))
                        .orElseGet(() -> new Unclear("The engine does not show the connector's container any more."));
            }
        };
    }

    private static Viewpoint ofContainer(Container connector, Namespaces namespaces, Findings findings) {
        String state = connector.state().name().toLowerCase(Locale.ROOT);
        findings.saw("The connector is container " + connector.name() + ", " + state + ".");
        if (connector.state() != Container.State.RUNNING) {
            findings.warn("The connector's container " + connector.name() + " is " + state
                    + ", so nothing is served until it runs.");
        }
        return switch (namespaces.of(connector)) {
            case Namespaces.Namespace.OfHost host -> {
                findings.saw("It uses the host's network.");
                yield new Host();
            }
            case Namespaces.Namespace.Of of -> {
                InContainer view = new InContainer(of.owner(), namespaces.networksOf(of.owner()));
                findings.saw((of.owner().equals(connector) ? "It is"
                        : "It shares the network of " + of.owner().name()
                                + ", which is")
                        + " connected to " + names(view.networks()) + ".");
                yield view;
            }
            case Namespaces.Namespace.Isolated isolated -> {
                findings.saw("It has no network.");
                yield new InContainer(isolated.owner(), List.of());
            }
            case Namespaces.Namespace.Lost lost -> new Unclear(
                    "The network of the connector's container " + connector.name() + " cannot be told: "
                            + lost.reason() + ".");
        };
    }

    private static String names(List<Network> networks) {
        return networks.isEmpty()
                ? "no network"
                : String.join(", ", networks.stream().map(network -> "network " + network.name()).toList());
    }
}
