package dev.tunnelmanager.domain.diagnosis;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.diagnosis.Finding.Cure;
import dev.tunnelmanager.domain.diagnosis.Finding.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells what one look shows. What each fault looks like was measured on a real cloudflared; see docs/decisions. */
final class Findings {

    private final Observations seen;
    private final WatchMemory before;
    private final WatchSettings settings;

    private Findings(Observations seen, WatchMemory before, WatchSettings settings) {
        this.seen = seen;
        this.before = before;
        this.settings = settings;
    }

    static Finding of(Observations seen, WatchMemory before, WatchSettings settings) {
        Findings findings = new Findings(seen, before, settings);
        return switch (seen.connector()) {
            case ConnectorObservation.Unknown unknown -> new Finding(Fault.NOT_SEEN, Weight.SILENT, Sighting.UNKNOWN,
                    Cure.NOTHING, "The connector could not be asked: " + ended(unknown.reason()));
            case ConnectorObservation.NotFound missing -> findings.notFound(missing);
            case ConnectorObservation.Found found when found.isManagedElsewhere() -> managedElsewhere(found);
            case ConnectorObservation.Found found when found.isUp() -> findings.connected(found);
            case ConnectorObservation.Found found -> findings.down(found.replicas(), isOurChild(found.kind()));
        };
    }

    private static boolean isOurChild(ConnectorKind kind) {
        return switch (kind) {
            case PROCESS, SIMULATED -> true;
            case SYSTEMD, DOCKER -> false;
        };
    }

    private static Finding managedElsewhere(ConnectorObservation.Found found) {
        return new Finding(Fault.MANAGED_ELSEWHERE, Weight.EXCUSED, Sighting.of(found.isUp()), Cure.NOTHING,
                "The connector takes its rules from the provider, so the local rule list has no effect and is not"
                        + " written any more.");
    }

    private Finding notFound(ConnectorObservation.NotFound missing) {
        if (seen.vitals().keeper() != KeeperState.UNKNOWN) {
            return down(List.of(), false);
        }
        return new Finding(Fault.NOT_CONNECTED, Weight.STRIKE, Sighting.NO, Cure.NOTHING,
                missing.refusal().problem() + " " + missing.refusal().recommendation());
    }

    /** At least one replica says that it has a link to the edge. */
    private Finding connected(ConnectorObservation.Found found) {
        boolean unanswered = isUnanswered();
        if (seen.host().route() == Sighting.NO) {
            return offline(unanswered ? Sighting.NO : Sighting.UNKNOWN);
        }
        if (unanswered && !namesFail()) {
            return blackHole();
        }
        long ready = found.replicas().stream().filter(Replica::isReady).count();
        if (ready < found.wanted()) {
            return degraded(found, ready);
        }
        if (namesFail()) {
            return new Finding(Fault.NAMES_NOT_RESOLVING, Weight.GOOD, Sighting.YES, Cure.NOTHING,
                    "Names do not resolve on this host. The connector is connected and goes on; it could not be started"
                            + " again.");
        }
        return new Finding(Fault.NONE, Weight.GOOD, Sighting.YES, Cure.NOTHING, ready == 1
                ? "The connector is connected to the edge."
                : "All " + ready + " replicas are connected to the edge.");
    }

    private Finding blackHole() {
        if (seen.host().edge() == Sighting.NO) {
            return edgeUnreachable();
        }
        boolean starting = seen.vitals().keeper() == KeeperState.STARTING;
        return new Finding(Fault.BLACK_HOLE, starting ? Weight.EXCUSED : Weight.STRIKE, Sighting.NO, Cure.RESTART,
                "The connector says that it is connected, and requests through the edge get no answer.");
    }

    private static Finding edgeUnreachable() {
        return new Finding(Fault.EDGE_UNREACHABLE, Weight.EXCUSED, Sighting.NO, Cure.NOTHING,
                "The host has a way out, and the provider's edge cannot be reached over it.");
    }

    private Finding degraded(ConnectorObservation.Found found, long ready) {
        String sentence = ready + " of " + found.wanted() + " replicas are connected; traffic flows over those.";
        boolean missing = found.replicas().size() < found.wanted();
        Weight weight = isStarting(found.replicas().stream().filter(replica -> !replica.isReady()).toList(), missing)
                ? Weight.EXCUSED
                : missing && isOurChild(found.kind()) ? Weight.CERTAIN : Weight.STRIKE;
        // A start would need names, and what runs would not survive being taken for what is missing.
        return new Finding(Fault.DEGRADED, weight, Sighting.YES, namesFail() ? Cure.NOTHING : Cure.START, sentence);
    }

    /** Whether what is not connected may still come up by itself: its keeper is at it, or it was started just now. */
    private boolean isStarting(List<Replica> unready, boolean missing) {
        return seen.vitals().keeper() == KeeperState.STARTING
                || (!missing && unready.stream().allMatch(this::isYoung));
    }

    private boolean isYoung(Replica replica) {
        return replica.startedAt().map(started -> Duration.between(started, seen.at()))
                .filter(age -> !age.isNegative() && age.compareTo(settings.startGrace()) < 0).isPresent();
    }

    /** No replica has a link to the edge. */
    private Finding down(List<Replica> replicas, boolean ourChild) {
        KeeperState keeper = seen.vitals().keeper();
        boolean gone = isGone(replicas, keeper);
        if (gone && !seen.needed()) {
            return new Finding(Fault.NONE, Weight.GOOD, Sighting.UNKNOWN, Cure.NOTHING,
                    "No hostname is published, so no connector process is needed.");
        }
        boolean starting = keeper == KeeperState.STARTING
                || (!replicas.isEmpty() && replicas.stream().allMatch(this::isYoung));
        if ((gone || keeper == KeeperState.FAILING) && rulesAreRejected()) {
            return new Finding(Fault.RULES_REJECTED, starting || isOffline() ? Weight.EXCUSED : Weight.CERTAIN,
                    Sighting.NO, Cure.RESTORE_RULES,
                    "The connector ends at once, because it does not accept its rules or settings.");
        }
        if (seen.host().route() == Sighting.NO) {
            return offline(Sighting.NO);
        }
        if (seen.host().edge() == Sighting.NO && !namesFail()) {
            return edgeUnreachable();
        }
        if (starting) {
            return new Finding(gone ? Fault.PROCESS_GONE : Fault.NOT_CONNECTED, Weight.EXCUSED, Sighting.UNKNOWN,
                    Cure.NOTHING, "The connector is being started.");
        }
        if (namesFail() && (before.namesTried() < Watch.NAMES_ATTEMPTS || !gone)) {
            // A process that still runs is left alone: a fresh one could not even start.
            return new Finding(Fault.NAMES_NOT_RESOLVING, Weight.CERTAIN, Sighting.NO,
                    before.namesTried() < Watch.NAMES_ATTEMPTS ? Cure.RECOVER_NAMES : Cure.NOTHING,
                    "Names do not resolve on this host, so that the connector cannot reach the edge.");
        }
        return gone || keeper == KeeperState.FAILING ? ended(keeper, ourChild) : running();
    }

    private Finding ended(KeeperState keeper, boolean ourChild) {
        boolean loops = keeper == KeeperState.FAILING || before.ladder().attempts() > 1;
        boolean direct = keeper == KeeperState.STOPPED || ourChild;
        return loops
                ? new Finding(Fault.CRASH_LOOP, direct ? Weight.CERTAIN : Weight.STRIKE, Sighting.NO, Cure.START,
                        "The connector ends soon after each start, so no hostname is served.")
                : new Finding(Fault.PROCESS_GONE, direct ? Weight.CERTAIN : Weight.STRIKE, Sighting.NO, Cure.START,
                        "No connector process runs, so no hostname is served.");
    }

    private Finding running() {
        if (before.edgeLost() && seen.host().edge() == Sighting.YES) {
            return new Finding(Fault.BACKING_OFF, Weight.STRIKE, Sighting.NO, Cure.RESTART,
                    "The edge can be reached again, and the connector still waits before it tries.");
        }
        boolean network = seen.host().route() == Sighting.YES || seen.host().edge() == Sighting.YES;
        return new Finding(Fault.NOT_CONNECTED, network ? Weight.STRIKE : Weight.SILENT, Sighting.NO,
                network ? Cure.RESTART : Cure.NOTHING,
                "The connector runs and has no connection to the edge, so no hostname is served.");
    }

    private static boolean isGone(List<Replica> replicas, KeeperState keeper) {
        return switch (keeper) {
            case STOPPED -> true;
            // A process that runs and does not answer yet is not shown as a replica.
            case RUNNING -> false;
            case STARTING, FAILING, UNKNOWN -> replicas.isEmpty();
        };
    }

    private boolean isOffline() {
        return seen.host().route() == Sighting.NO || seen.host().edge() == Sighting.NO;
    }

    private static Finding offline(Sighting flow) {
        return new Finding(Fault.HOST_OFFLINE, Weight.EXCUSED, flow, Cure.NOTHING, "The host has no network.");
    }

    private boolean rulesAreRejected() {
        return seen.rules().usable() == Sighting.NO
                || latest(LogSignal.Kind.RULES_REJECTED).filter(this::isNews).isPresent();
    }

    /** Whether a signal tells of the process that is there now, or of the last attempt to have one. */
    private boolean isNews(Instant at) {
        boolean healed = latest(LogSignal.Kind.REGISTERED).filter(registered -> registered.isAfter(at)).isPresent();
        boolean older = before.ladder().lastAttempt().filter(at::isBefore).isPresent();
        return !healed && !older;
    }

    private boolean namesFail() {
        return switch (seen.host().resolver()) {
            case NO -> true;
            case YES -> false;
            case UNKNOWN -> latest(LogSignal.Kind.NAME_RESOLUTION_FAILED)
                    .filter(at -> isNews(at) && at.isAfter(seen.at().minus(settings.signalWindow()))).isPresent();
        };
    }

    /** The canary is not answered, it is not its own service's fault, and no other hostname is answered either. */
    private boolean isUnanswered() {
        Optional<HostnameSight> canary = seen.canary();
        if (canary.isEmpty() || canary.get().throughEdge() != Sighting.NO || canary.get().origin() == Sighting.NO) {
            return false;
        }
        List<HostnameSight> others = seen.hostnames().stream()
                .filter(sight -> !sight.hostname().equals(canary.get().hostname()))
                .filter(sight -> sight.throughEdge() != Sighting.UNKNOWN).toList();
        if (others.stream().anyMatch(sight -> sight.throughEdge() == Sighting.YES)) {
            return false;
        }
        boolean othersFailThemselves = !others.isEmpty()
                && others.stream().allMatch(sight -> sight.origin() == Sighting.NO);
        boolean originBlamed = others.isEmpty() && canary.get().origin() == Sighting.UNKNOWN
                && latest(LogSignal.Kind.ORIGIN_UNREACHABLE)
                        .filter(at -> at.isAfter(seen.at().minus(settings.signalWindow()))).isPresent();
        return !othersFailThemselves && !originBlamed;
    }

    private Optional<Instant> latest(LogSignal.Kind kind) {
        return seen.vitals().signals().stream().filter(signal -> signal.kind() == kind).map(LogSignal::at)
                .max(Instant::compareTo);
    }

    private static String ended(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }
}
