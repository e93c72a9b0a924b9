package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.diagnosis.Diagnosis;
import dev.tunnelmanager.domain.diagnosis.Fault;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.TunnelHistory;
import dev.tunnelmanager.ports.driving.TunnelStatus;
import dev.tunnelmanager.ports.driving.TunnelStatus.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks at the tunnel and says in one sentence how it is. */
final class StatusLook {

    /** So long after the watch's latest look it still tells of now. */
    private static final Duration FRESH_FOR = Duration.ofSeconds(90);

    /** What replaces processes of the connector. One that has failed has put back what was there before, so it is no restart. */
    private static final List<String> REPLACING = List.of(Serving.ROLL, Remedies.START, Remedies.RESTART,
            Remedies.RESTORE_RULES, RestartDesk.ACTION);

    private final DrivenPorts ports;
    private final LeaderLook leaderLook;

    StatusLook(DrivenPorts ports, LeaderLook leaderLook) {
        this.ports = ports;
        this.leaderLook = leaderLook;
    }

    TunnelStatus look(Caller caller) {
        record Known(int rolls, Optional<String> leader, Optional<WatchMemory> watch, TunnelHistory history) {}
        Instant asked = ports.clock().instant();
        Known known = ports.state().read(state -> {
            Identification.check(caller, state);
            int rolls = REPLACING.stream().mapToInt(state::successCount).sum();
            return new Known(rolls, state.leader(), freshWatch(state, asked), history(state, asked));
        });
        Optional<String> leader = known.leader().map(leaderLook::withCondition);
        // Whether its rules are of use is for the watch to say, which has looked; without one it must be seen here.
        ConnectorObservation seen = known.watch().isPresent() ? ports.connector().glance()
                : ports.connector().observe();
        Instant now = ports.clock().instant();
        return switch (seen) {
            case ConnectorObservation.Found found ->
                new TunnelStatus(condition(found, known.watch()), uptime(found, now),
                        known.rolls() + found.replicas().stream().mapToLong(Replica::restarts).sum(), now, seen,
                        diagnosis(found, known.watch(), now), known.history(), leader);
            case ConnectorObservation.NotFound missing -> new TunnelStatus(Condition.DOWN, Duration.ZERO, known.rolls(),
                    now, seen,
                    known.watch().filter(memory -> memory.down()).map(WatchMemory::diagnosis)
                            .orElseGet(() -> told(Fault.NOT_CONNECTED, now,
                                    missing.refusal().problem() + " " + missing.refusal().recommendation())),
                    known.history(), leader);
            case ConnectorObservation.Unknown unknown -> new TunnelStatus(Condition.DOWN, Duration.ZERO, known.rolls(),
                    now, seen, told(Fault.NOT_SEEN, now, "The connector could not be asked: " + unknown.reason()),
                    known.history(), leader);
        };
    }

    /** Returns what the leader's watch remembers, unless its latest look is too long ago to tell of now. */
    private static Optional<WatchMemory> freshWatch(StateReader state, Instant now) {
        Instant oldest = now.minus(FRESH_FOR);
        return state.watch().filter(memory -> memory.seenAt().isAfter(oldest) || !state.health(oldest).isEmpty());
    }

    private static TunnelHistory history(StateReader state, Instant now) {
        return new TunnelHistory(state.healthTotals(now.minus(Duration.ofDays(1))).part(),
                state.healthTotals(now.minus(Duration.ofDays(7))).part(),
                state.healthTotals(now.minus(Duration.ofDays(30))).part());
    }

    private static Condition condition(ConnectorObservation.Found found, Optional<WatchMemory> watch) {
        if (found.isUp()) {
            boolean blackHole = watch.filter(memory -> memory.down() && memory.diagnosis().fault() == Fault.BLACK_HOLE)
                    .isPresent();
            return blackHole ? Condition.DOWN : Condition.UP;
        }
        return found.replicas().isEmpty() ? Condition.DOWN : Condition.RESTARTING;
    }

    private static Duration uptime(ConnectorObservation.Found found, Instant now) {
        return found.replicas().stream().filter(Replica::isReady).flatMap(replica -> replica.startedAt().stream())
                .min(Instant::compareTo).map(since -> Duration.between(since, now))
                .filter(Duration::isPositive).orElse(Duration.ZERO);
    }

    private static Diagnosis told(Fault fault, Instant now, String sentence) {
        return new Diagnosis(fault, now, Diagnosis.Confidence.SUSPECTED, sentence, List.of());
    }

    /** What the watch says, which has seen more and for longer, unless this look shows that it is not so any more. */
    private static Diagnosis diagnosis(ConnectorObservation.Found found, Optional<WatchMemory> watch, Instant now) {
        Optional<Diagnosis> known = watch.map(WatchMemory::diagnosis)
                .filter(diagnosis -> agrees(diagnosis.fault(), found));
        if (known.isPresent()) {
            return known.get();
        }
        return told(found.isUp() ? Fault.NONE : Fault.NOT_CONNECTED, now, sentence(found));
    }

    private static boolean agrees(Fault fault, ConnectorObservation.Found found) {
        boolean complete = isComplete(found);
        return isWithLinks(fault) == found.isUp() && (fault != Fault.NONE || complete)
                && (fault != Fault.DEGRADED || !complete);
    }

    private static boolean isComplete(ConnectorObservation.Found found) {
        return found.replicas().stream().filter(Replica::isReady).count() >= found.wanted();
    }

    /** Returns whether a connector has links to the edge while this is wrong with it. */
    private static boolean isWithLinks(Fault fault) {
        return switch (fault) {
            case NONE, ORIGIN_DOWN, DEGRADED, BLACK_HOLE, NAMES_NOT_RESOLVING, MANAGED_ELSEWHERE -> true;
            case NOT_SEEN, RULES_REJECTED, HOST_OFFLINE, EDGE_UNREACHABLE, CRASH_LOOP, PROCESS_GONE, BACKING_OFF,
                    NOT_CONNECTED ->
                false;
        };
    }

    private static String sentence(ConnectorObservation.Found found) {
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
