package dev.tunnelmanager.domain.connector;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import java.util.List;

/** What was seen of the connector. */
public sealed interface ConnectorObservation {

    /**
     * The connector is where it was looked for.
     *
     * @param kind how it is kept running
     * @param place whose network namespace it runs in
     * @param replicas each running process, in the order of the configured addresses; empty if none runs
     * @param wanted how many replicas there should be
     */
    record Found(ConnectorKind kind, ConnectorPlace place, List<Replica> replicas,
            int wanted) implements ConnectorObservation {

        public Found {
            replicas = List.copyOf(replicas);
        }

        /** Returns the connections to the edge of all replicas together. */
        public int readyConnections() {
            return replicas.stream().mapToInt(Replica::readyConnections).sum();
        }

        /** Returns whether at least one replica is connected. */
        public boolean isUp() {
            return replicas.stream().anyMatch(Replica::isReady);
        }

        /** Returns whether some replica takes its rules from elsewhere, so that the local ones have no effect. */
        public boolean isManagedElsewhere() {
            return replicas.stream().anyMatch(Replica::managedElsewhere);
        }
    }

    /**
     * There is none, or several and no way to choose.
     *
     * @param refusal what was found and what to do
     */
    record NotFound(Refusal refusal) implements ConnectorObservation {}

    /**
     * It could not be asked. This is not the same as down.
     *
     * @param reason one sentence
     */
    record Unknown(String reason) implements ConnectorObservation {}
}
