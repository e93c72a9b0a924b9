package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import java.util.List;
import java.util.Optional;

/**
 * A container as the engine shows it.
 *
 * @param id the engine's full id
 * @param name its name, without a leading slash
 * @param state what it is doing
 * @param mode whose network namespace it lives in
 * @param memberships the networks it is on; empty in the modes that have none of their own
 * @param bindings ports published on the host
 * @param exposed TCP ports that it declares, published or not
 * @param labels what says whose it is
 * @param hostGateway true if {@code host.docker.internal} resolves to the host inside it
 */
public record Container(String id, String name, State state, NetworkMode mode, List<Membership> memberships,
        List<PortBinding> bindings, List<PortNumber> exposed, Labels labels, boolean hostGateway) {

    public Container {
        memberships = List.copyOf(memberships);
        bindings = List.copyOf(bindings);
        exposed = List.copyOf(exposed);
    }

    /** What a container is doing. */
    public enum State {
        RUNNING,
        /** Frozen: it accepts connections and never answers. */
        PAUSED, RESTARTING, CREATED,
        /** Ended; it can be started again. What can not is not shown. */
        STOPPED
    }

    /** Whose network namespace a container lives in. */
    public sealed interface NetworkMode {
        /** Its own, connected to networks. */
        record Networks() implements NetworkMode {}

        /** The host's. */
        record Host() implements NetworkMode {}

        /** Its own, connected to nothing. */
        record None() implements NetworkMode {}

        /**
         * Another container's.
         *
         * @param containerId the owner of the namespace
         */
        record SharedWith(String containerId) implements NetworkMode {}
    }

    /**
     * Being on a network.
     *
     * @param networkId which
     * @param aliases names that resolve to the container on this network, beside its own name
     * @param address its address there, if it has one now
     */
    public record Membership(String networkId, List<String> aliases, Optional<String> address) {

        public Membership {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * A port published on the host.
     *
     * @param hostAddress literal address on the host, {@code 0.0.0.0} or {@code ::} for every one
     * @param hostPort the port there
     * @param containerPort the port inside
     * @param protocol what is forwarded
     */
    public record PortBinding(String hostAddress, PortNumber hostPort, PortNumber containerPort, Protocol protocol) {}

    /** What a binding forwards. */
    public enum Protocol {
        TCP, UDP, SCTP
    }

    /**
     * What says whose a container is.
     *
     * @param supervisorProject label {@code com.supervisor.project}
     * @param composeProject label {@code com.docker.compose.project}
     * @param composeService label {@code com.docker.compose.service}
     */
    public record Labels(Optional<String> supervisorProject, Optional<String> composeProject,
            Optional<String> composeService) {

        /** No label says anything. */
        public static final Labels NONE = new Labels(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
