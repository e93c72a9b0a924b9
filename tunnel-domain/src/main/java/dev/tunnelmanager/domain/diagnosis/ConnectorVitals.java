package dev.tunnelmanager.domain.diagnosis;

import java.util.List;
import java.util.Optional;

/**
 * What was seen of the connector beside what it serves.
 *
 * @param keeper what its keeper says
 * @param words the same in the keeper's own words, for evidence; one line
 * @param signals what its log has said, oldest first
 * @param counters what it counts, if it could be asked
 */
public record ConnectorVitals(KeeperState keeper, String words, List<LogSignal> signals,
        Optional<TrafficCounters> counters) {

    public ConnectorVitals {
        signals = List.copyOf(signals);
    }
}
