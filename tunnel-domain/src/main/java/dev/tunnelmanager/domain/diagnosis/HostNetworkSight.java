package dev.tunnelmanager.domain.diagnosis;

import java.util.List;

/**
 * What was seen of the host's own network.
 *
 * @param route whether there is a way out, for example a default route
 * @param resolver whether names resolve
 * @param edge whether the provider's edge accepts connections
 * @param evidence what was seen, one sentence for each thing that is not as it should be
 */
public record HostNetworkSight(Sighting route, Sighting resolver, Sighting edge, List<String> evidence) {

    public HostNetworkSight {
        evidence = List.copyOf(evidence);
    }
}
