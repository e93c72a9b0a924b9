package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.ingress.IngressRule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one connector has said of itself.
 *
 * @param address where it was asked
 * @param readyConnections links to the edge; 0 while it drains
 * @param connectorId new at each start of the process
 * @param serving what it serves; empty if it did not say
 */
record StatusReading(HostPort address, int readyConnections, Optional<String> connectorId, Optional<Serving> serving) {

    /**
     * The rules in force in a process.
     *
     * @param version -1 if they come from its own file, 0 or more if they were pushed to it
     * @param rules in their order
     */
    record Serving(int version, List<IngressRule> rules) {

        boolean isPushed() {
            return version >= 0;
        }
    }

    boolean isReady() {
        return readyConnections > 0;
    }

    boolean isManagedElsewhere() {
        return serving.isPresent() && serving.get().isPushed();
    }

    boolean serves(List<IngressRule> rules) {
        return serving.isPresent() && ServiceText.same(rules, serving.get().rules());
    }

    Replica asReplica(String name, Optional<Instant> startedAt, int restarts) {
        return new Replica(name, connectorId, readyConnections, startedAt, restarts, serving.map(Serving::rules),
                isManagedElsewhere());
    }
}
