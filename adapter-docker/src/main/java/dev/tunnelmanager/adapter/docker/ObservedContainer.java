package dev.tunnelmanager.adapter.docker;

import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.PortBinding;
import dev.tunnelmanager.domain.topology.Container.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A container as whoever runs it needs to see it.
 *
 * @param id the engine's full id
 * @param name its name, without a leading slash
 * @param image the image's name as it was asked for
 * @param command the program and its arguments; may hold a secret, so never to be shown
 * @param state what it is doing
 * @param startedAt when it was last started; empty if never
 * @param restarts how often the engine has restarted it by its restart policy; a restart that was asked for does not count
 * @param exitCode how its process has ended last; empty while it runs, or if it never did
 * @param mode whose network namespace it lives in
 * @param addresses its addresses on the networks it is on now; empty in the modes that have none of their own
 * @param bindings ports published on the host
 * @param health what its health check says in the engine's words, for example {@code unhealthy}; empty if it has none
 */
public record ObservedContainer(String id, String name, String image, List<String> command, State state,
        Optional<Instant> startedAt, int restarts, Optional<Integer> exitCode, NetworkMode mode, List<String> addresses,
        List<PortBinding> bindings, Optional<String> health) {

    public ObservedContainer {
        command = List.copyOf(command);
        addresses = List.copyOf(addresses);
        bindings = List.copyOf(bindings);
    }

    /** Leaves the command out. */
    @Override
    public String toString() {
        return "container " + name + " (" + image + ", " + state + ")";
    }
}
