package dev.tunnelmanager.domain.topology;

/** Whose network namespace the connector runs in: everything is seen from there. */
public sealed interface ConnectorPlace {

    /** The host's own namespace. */
    record OnHost() implements ConnectorPlace {}

    /**
     * A container.
     *
     * @param containerId the engine's full id
     */
    record InContainer(String containerId) implements ConnectorPlace {}

    /**
     * It could not be found out.
     *
     * @param reason one sentence
     */
    record Unknown(String reason) implements ConnectorPlace {}
}
