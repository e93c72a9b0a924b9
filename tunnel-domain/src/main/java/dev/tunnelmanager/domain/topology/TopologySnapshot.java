package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of services and networks at one moment.
 *
 * @param observedAt when
 * @param engine the container engine and what it holds
 * @param listeners TCP sockets that listen in the host's network namespace; empty means that they could not be read
 */
public record TopologySnapshot(Instant observedAt, EngineView engine, Optional<List<HostListener>> listeners) {

    public TopologySnapshot {
        listeners = listeners.map(List::copyOf);
    }

    /** Returns whether something listens on {@code port} of the host; empty if that is not known. */
    public Optional<Boolean> listensOnHost(PortNumber port) {
        return listeners.map(all -> all.stream().anyMatch(listener -> listener.port().equals(port)));
    }
}
