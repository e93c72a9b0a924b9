package dev.tunnelmanager.ports.driven;

import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import java.util.List;
import java.util.Optional;

/**
 * What runs where: networks, containers, listening sockets.
 *
 * <p>Safe for use by many threads. Every adapter passes {@code TopologyContract}.
 */
public interface Topology {

    /** Looks now. Never throws: what could not be seen is {@link dev.tunnelmanager.domain.topology.EngineView.Unknown}. */
    TopologySnapshot snapshot();

    /**
     * Returns the TCP sockets that listen on the host now, or empty if they cannot be read. Does not ask an engine, so it is
     * quick whatever the engine does.
     */
    Optional<List<HostListener>> listeners();

    /**
     * Calls {@code changed} soon after anything has changed that a snapshot shows, until closed; several changes may share one
     * call, and a call may come without a change. That only a listening socket has changed may go untold. Goes on by itself
     * when the engine goes away and comes back, with a call when it has come back.
     */
    Subscription onChange(Runnable changed);
}
