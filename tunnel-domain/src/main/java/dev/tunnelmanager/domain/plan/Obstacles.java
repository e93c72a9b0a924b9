package dev.tunnelmanager.domain.plan;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.List;
import java.util.Optional;

/** What stands in the way of every new hostname alike. */
final class Obstacles {

    /** Returns the first thing that keeps anything new from being served. */
    static Optional<Refusal> find(Observed observed) {
        Optional<Refusal> connector = switch (observed.connector()) {
            case ConnectorObservation.NotFound missing -> Optional.of(missing.refusal());
            case ConnectorObservation.Unknown unknown -> Optional.of(new Refusal(RefusalCode.CONNECTOR_UNAVAILABLE,
                    unknown.reason(), "Repair what keeps the connector from being asked, then repeat the request."));
            case ConnectorObservation.Found found -> found.isManagedElsewhere() ? Optional.of(managedElsewhere())
                    : Optional.empty();
        };
        return connector.or(() -> switch (observed.ingress()) {
            case Verdict.Granted<List<IngressRule>> readable -> Optional.empty();
            case Verdict.Refused<List<IngressRule>> unusable -> Optional.of(unusable.refusal());
        });
    }

    private static Refusal managedElsewhere() {
        return new Refusal(RefusalCode.MANAGED_ELSEWHERE,
                "The connector takes its rules from the provider, so a change of the local rule list would have no effect.",
                "Set ingress.mode to remote, or turn the tunnel back into a locally managed one.");
    }

    private Obstacles() {}
}
