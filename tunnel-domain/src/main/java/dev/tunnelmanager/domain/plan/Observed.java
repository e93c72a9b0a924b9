package dev.tunnelmanager.domain.plan;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a plan depends on, at one moment.
 *
 * @param routes the routes to be brought into their desired state, each hostname once
 * @param ingress the rule list, or why it cannot be used
 * @param connector the connector
 * @param mark the ownership mark that we put on directory entries
 */
public record Observed(List<RouteSight> routes, Verdict<List<IngressRule>> ingress, ConnectorObservation connector,
        String mark) {

    public Observed {
        routes = List.copyOf(routes);
    }

    /** Returns why nothing new can be served at the moment, whatever the hostname. */
    Optional<Refusal> obstacle() {
        return Obstacles.find(this);
    }
}
