package dev.tunnelmanager.domain.diagnosis;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One look at everything that carries the tunnel.
 *
 * @param at when
 * @param needed whether anybody needs the connector to run; false only for one that is ours alone while no hostname is published
 * @param connector what it is and serves
 * @param vitals what else was seen of it
 * @param host the host's own network
 * @param rules the rule list that a connector would be started on
 * @param canary the hostname that is asked for on every look, if one is configured
 * @param hostnames the published hostnames that were asked for in this look, by name; each is asked for more rarely than the rest is
 *            looked at
 */
public record Observations(Instant at, boolean needed, ConnectorObservation connector, ConnectorVitals vitals,
        HostNetworkSight host, RulesSight rules, Optional<HostnameSight> canary, List<HostnameSight> hostnames) {

    public Observations {
        hostnames = List.copyOf(hostnames);
    }

    /** Returns these without the look at the edge. */
    Observations withoutEdge() {
        return new Observations(at, needed, connector, vitals,
                new HostNetworkSight(host.route(), host.resolver(), Sighting.UNKNOWN, host.evidence()), rules, canary,
                hostnames);
    }
}
