package dev.tunnelmanager.ports.driven;

import dev.tunnelmanager.domain.diagnosis.HostNetworkSight;

/**
 * The network of the host itself: whether there is a way to the edge.
 *
 * <p>Safe for use by many threads. Every adapter passes {@code HostNetworkContract}.
 */
public interface HostNetwork {

    /** Looks now, within a few seconds. Never throws: what could not be seen is unknown. */
    HostNetworkSight look();
}
