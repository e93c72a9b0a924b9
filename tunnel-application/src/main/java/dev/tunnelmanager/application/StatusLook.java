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
    private final LeaderLook leaderLook;

    StatusLook(DrivenPorts ports, LeaderLook leaderLook) {
        this.ports = ports;
        this.leaderLook = leaderLook;
    }

    TunnelStatus look(Caller caller) {
        record Known(int rolls, Optional<String> leader) {}
        Known known = ports.state().read(state -> {
            Identification.check(caller, state);
            // A roll that has failed has put back what was there before, so it is no restart.
            return new Known(state.successCount(Serving.ROLL), state.leader());
        });
        Optional<String> leader = known.leader().map(leaderLook::withCondition);
        ConnectorObservation seen = ports.connector().observe();
        Instant now = ports.clock().instant();
        return switch (seen) {
            case ConnectorObservation.Found found -> new TunnelStatus(condition(found), uptime(found, now),
                    known.rolls() + found.replicas().stream().mapToLong(Replica::restarts).sum(), now, seen,
                    diagnosis(found), leader);
            case ConnectorObservation.NotFound missing -> new TunnelStatus(Condition.DOWN, Duration.ZERO, known.rolls(),
                    now, seen, missing.refusal().problem() + " " + missing.refusal().recommendation(), leader);
            case ConnectorObservation.Unknown unknown -> new TunnelStatus(Condition.DOWN, Duration.ZERO, known.rolls(),
                    now, seen, "The connector could not be asked: " + unknown.reason(), leader);
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
