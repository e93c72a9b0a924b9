package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.TunnelStatus;
import dev.tunnelmanager.ports.driving.TunnelStatus.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Looks at the tunnel and says in one sentence how it is. */
final class StatusLook {

    private final DrivenPorts ports;

    StatusLook(DrivenPorts ports) {
        this.ports = ports;
    }

    TunnelStatus look(Caller caller) {
        record Known(int rolls, Optional<String> leader) {}
        Known known = ports.state().read(state -> {
            Identification.check(caller, state);
            return new Known(state.auditCount(Serving.ROLL), state.leader());
        });
        ConnectorObservation seen = ports.connector().observe();
        Instant now = ports.clock().instant();
        return switch (seen) {
            case ConnectorObservation.Found found -> new TunnelStatus(condition(found), uptime(found, now),
                    known.rolls() + found.replicas().stream().mapToLong(Replica::restarts).sum(), now, seen,
                    diagnosis(found), known.leader());
            case ConnectorObservation.NotFound missing -> new TunnelStatus(Condition.DOWN, Duration.ZERO, known.rolls(),
                    now, seen, missing.refusal().problem() + " " + missing.refusal().recommendation(), known.leader());
            case ConnectorObservation.Unknown unknown -> new TunnelStatus(Condition.DOWN, Duration.ZERO, known.rolls(),
                    now, seen, "The connector could not be asked: " + unknown.reason(), known.leader());
        };
    }

    private static Condition condition(ConnectorObservation.Found found) {
        if (found.isUp()) {
            return Condition.UP;
        }
        return found.replicas().isEmpty() ? Condition.DOWN : Condition.RESTARTING;
    }

    private static Duration uptime(ConnectorObservation.Found found, Instant now) {
        return found.replicas().stream().filter(Replica::isReady).flatMap(replica -> replica.startedAt().stream())
                .min(Instant::compareTo).map(since -> Duration.between(since, now))
                .filter(Duration::isPositive).orElse(Duration.ZERO);
    }

    private static String diagnosis(ConnectorObservation.Found found) {
        long ready = found.replicas().stream().filter(Replica::isReady).count();
        if (found.isManagedElsewhere()) {
            return "The connector takes its rules from the provider, so the local rule list has no effect.";
        }
        if (ready == 0) {
            return found.replicas().isEmpty() ? "No connector process runs, so no hostname is served."
                    : "The connector runs and has no connection to the edge, so no hostname is served.";
        }
        if (ready < found.wanted()) {
            return ready + " of " + found.wanted() + " replicas are connected; traffic flows over those.";
        }
        return ready == 1 ? "The connector is connected to the edge."
                : "All " + ready + " replicas are connected to the edge.";
    }
}
