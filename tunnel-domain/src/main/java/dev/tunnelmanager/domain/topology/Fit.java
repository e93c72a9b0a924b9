package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import java.util.List;

/**
 * A container that may be the wanted service.
 *
 * @param container the container
 * @param namespace where it lives
 * @param inside the port on which it serves there
 * @param published where the host leads to that port, the wanted host port first
 */
record Fit(Container container, Namespaces.Namespace namespace, PortNumber inside,
        List<Container.PortBinding> published) {

    Fit {
        published = List.copyOf(published);
    }

    /** Returns the container on which names and networks live. */
    Container holder() {
        return switch (namespace) {
            case Namespaces.Namespace.Of of -> of.owner();
            case Namespaces.Namespace.Isolated isolated -> isolated.owner();
            case Namespaces.Namespace.OfHost host -> container;
            case Namespaces.Namespace.Lost lost -> container;
        };
    }

    boolean isAlive() {
        return Namespaces.isAlive(container) && Namespaces.isAlive(holder());
    }
}
