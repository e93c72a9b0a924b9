package dev.tunnelmanager.domain.diagnosis;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.diagnosis.Diagnosis.Confidence;
import dev.tunnelmanager.domain.diagnosis.Finding.Cure;
import dev.tunnelmanager.domain.diagnosis.Finding.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides what is wrong with the tunnel and what to do about it. It acts only where acting helps: never while the host has no way to
 * the edge, never against the connector's keeper, never because a service behind it is down, and never faster than the ladder.
 */
public final class Watch {

    /** So often the resolver is helped: its cache is emptied, then other resolvers are used. */
    public static final int NAMES_ATTEMPTS = 2;

    /**
     * Decides.
     *
     * @param looked what was seen
     * @param before what is remembered of earlier looks
     * @param chance from 0 to 1, for how much longer than its step a pause is
     */
    public static WatchDecision decide(Observations looked, WatchMemory before, WatchSettings settings, double chance) {
        Observations seen = before.edgeDoubt().isCertain() ? looked.withoutEdge() : looked;
        Instant now = seen.at();
        Finding finding = Findings.of(seen, before, settings);
        int needed = finding.fault() == Fault.BACKING_OFF ? settings.edgeBackStrikes() : settings.strikes();
        int strikes = strikes(finding, before, needed);
        boolean certain = switch (finding.weight()) {
            case CERTAIN -> true;
            case STRIKE -> strikes >= needed;
            case GOOD, SILENT, EXCUSED -> false;
        };
        RestartLadder ladder = ladder(finding, before.ladder().corrected(now), now);
        boolean backAtFoot = ladder.attempts() == 0 && ladder.healthySince().isPresent()
                && !Duration.between(ladder.healthySince().get(), now).minus(RestartLadder.HEALTHY_FOR).isNegative();
        Remedy remedy = remedy(finding, before, certain, ladder, backAtFoot, now);
        RestartLadder climbed = switch (remedy) {
            case Remedy.Start start -> ladder.attempted(now, chance);
            case Remedy.Restart restart -> ladder.attempted(now, chance);
            case Remedy.RestoreRules restore -> ladder.attempted(now, chance);
            case Remedy.None none -> ladder;
            case Remedy.Wait wait -> ladder;
            case Remedy.RecoverNames recover -> ladder;
            case Remedy.UndoNames undo -> ladder;
        };
        boolean down = isDown(finding, before, certain);
        boolean wellBeneath = finding.weight() == Weight.GOOD && finding.flow() == Sighting.YES
                && seen.host().edge() != Sighting.NO
                && seen.canary().filter(canary -> canary.throughEdge() == Sighting.NO
                        && canary.origin() != Sighting.NO).isEmpty();
        HostnameWatch.Outcome hostnames = HostnameWatch.judge(seen, before, settings, wellBeneath);
        Diagnosis diagnosis = diagnosis(seen, before, settings, finding, certain, remedy, hostnames.troubles());
        WatchMemory next = new WatchMemory(now, diagnosis, strikes, climbed, down, edgeLost(finding, before),
                before.edgeDoubt().after(looked, finding.weight() == Weight.GOOD && finding.flow() == Sighting.YES),
                namesTried(remedy, before), connectorIds(seen, before), hostnames.troubles());
        return new WatchDecision(diagnosis, remedy, next, events(before, next, remedy, hostnames.events()),
                notes(seen, before), finding.weight() == Weight.STRIKE || finding.weight() == Weight.CERTAIN,
                nextLook(finding, strikes, certain, remedy, settings, now));
    }

    private static int strikes(Finding finding, WatchMemory before, int needed) {
        // While traffic flows over some replicas, a strike is one against the others only: it must not lend itself to a restart of all.
        boolean flowed = before.diagnosis().fault() == Fault.DEGRADED;
        boolean flows = finding.fault() == Fault.DEGRADED;
        return switch (finding.weight()) {
            // What is certain at once needs no strikes, and must not lend any to whatever is met next.
            case GOOD, EXCUSED, CERTAIN -> 0;
            case SILENT -> flowed ? 0 : before.strikes();
            case STRIKE -> Math.min((flows == flowed ? before.strikes() : 0) + 1, needed);
        };
    }

    private static RestartLadder ladder(Finding finding, RestartLadder before, Instant now) {
        return finding.weight() == Weight.GOOD && finding.flow() == Sighting.YES ? before.healthy(now)
                : before.unhealthy();
    }

    private static Remedy remedy(Finding finding, WatchMemory before, boolean certain, RestartLadder ladder,
            boolean backAtFoot, Instant now) {
        if (backAtFoot && before.namesTried() > 0) {
            return new Remedy.UndoNames();
        }
        if (finding.cure() == Cure.NOTHING || !certain) {
            return new Remedy.None();
        }
        if (finding.cure() == Cure.RECOVER_NAMES) {
            return new Remedy.RecoverNames();
        }
        if (!ladder.isDue(now)) {
            return new Remedy.Wait(ladder.notBefore().orElse(now));
        }
        int attempt = ladder.attempts() + 1;
        return switch (finding.cure()) {
            case START -> new Remedy.Start(attempt);
            case RESTART -> new Remedy.Restart(attempt);
            case RESTORE_RULES -> new Remedy.RestoreRules(attempt);
            case NOTHING, RECOVER_NAMES -> throw new IllegalStateException("Answered above: " + finding);
        };
    }

    private static boolean isDown(Finding finding, WatchMemory before, boolean certain) {
        boolean cutOff = finding.fault() == Fault.HOST_OFFLINE || finding.fault() == Fault.EDGE_UNREACHABLE
                || finding.fault() == Fault.RULES_REJECTED;
        return switch (finding.flow()) {
            case YES -> false;
            case NO -> before.down() || certain || cutOff;
            // What is not needed cannot be down.
            case UNKNOWN -> before.down() && finding.fault() != Fault.NONE;
        };
    }

    private static boolean edgeLost(Finding finding, WatchMemory before) {
        return finding.fault() == Fault.HOST_OFFLINE || finding.fault() == Fault.EDGE_UNREACHABLE
                || (before.edgeLost() && finding.flow() != Sighting.YES);
    }

    private static int namesTried(Remedy remedy, WatchMemory before) {
        return switch (remedy) {
            case Remedy.RecoverNames recover -> before.namesTried() + 1;
            case Remedy.UndoNames undo -> 0;
            case Remedy.None none -> before.namesTried();
            case Remedy.Wait wait -> before.namesTried();
            case Remedy.Start start -> before.namesTried();
            case Remedy.Restart restart -> before.namesTried();
            case Remedy.RestoreRules restore -> before.namesTried();
        };
    }

    private static Diagnosis diagnosis(Observations seen, WatchMemory before, WatchSettings settings, Finding finding,
            boolean certain, Remedy remedy, List<HostnameTrouble> troubles) {
        long down = troubles.stream().filter(HostnameTrouble::down).count();
        boolean origin = finding.fault() == Fault.NONE && down > 0;
        Fault fault = origin ? Fault.ORIGIN_DOWN : finding.fault();
        Instant since = before.diagnosis().fault() == fault && !before.diagnosis().since().isAfter(seen.at())
                ? before.diagnosis().since()
                : seen.at();
        boolean confirmed = certain || finding.weight() == Weight.GOOD || fault == Fault.HOST_OFFLINE
                || fault == Fault.EDGE_UNREACHABLE || fault == Fault.MANAGED_ELSEWHERE;
        String sentence = origin
                ? finding.sentence() + " " + down + (down == 1 ? " hostname is" : " hostnames are")
                        + " not answered by the service behind."
                : finding.sentence() + doing(finding, remedy);
        return new Diagnosis(fault, since, confirmed ? Confidence.CONFIRMED : Confidence.SUSPECTED, sentence,
                Evidence.of(seen, finding, settings, troubles));
    }

    private static String doing(Finding finding, Remedy remedy) {
        return switch (remedy) {
            case Remedy.None none -> switch (finding.weight()) {
                case STRIKE -> finding.cure() == Cure.NOTHING ? "" : " It is looked at again at once.";
                case EXCUSED -> finding.flow() == Sighting.YES ? "" : " A restart would not help, so it is waited for.";
                case GOOD, SILENT, CERTAIN -> "";
            };
            case Remedy.Wait wait -> " The next attempt to help is due at " + wait.until() + ".";
            case Remedy.Start start -> " It is being started (attempt " + start.attempt() + ").";
            case Remedy.Restart restart -> " It is being restarted (attempt " + restart.attempt() + ").";
            case Remedy.RestoreRules restore -> " The last good rules are put back and it is started (attempt "
                    + restore.attempt() + ").";
            case Remedy.RecoverNames recover -> " The resolver is helped first, as far as that is allowed.";
            case Remedy.UndoNames undo -> " Help that was given to the resolver is taken back.";
        };
    }

    private static SortedMap<String, String> connectorIds(Observations seen, WatchMemory before) {
        if (!(seen.connector() instanceof ConnectorObservation.Found found)) {
            return before.connectorIds();
        }
        SortedMap<String, String> ids = new TreeMap<>(before.connectorIds());
        for (Replica replica : found.replicas()) {
            replica.connectorId().ifPresent(id -> ids.put(replica.name(), id));
        }
        return ids;
    }

    /** A process that has another id than before was restarted by somebody else, for example by a daily updater. */
    private static List<String> notes(Observations seen, WatchMemory before) {
        if (!(seen.connector() instanceof ConnectorObservation.Found found) || before.down()) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        for (Replica replica : found.replicas()) {
            Optional<String> known = Optional.ofNullable(before.connectorIds().get(replica.name()));
            if (known.isPresent() && replica.connectorId().isPresent() && !replica.connectorId().equals(known)) {
                notes.add(replica.name() + " was restarted by its keeper or by somebody else, not by Tunnel Manager.");
            }
        }
        return notes;
    }

    private static List<TunnelEvent> events(WatchMemory before, WatchMemory next, Remedy remedy,
            List<TunnelEvent> ofHostnames) {
        List<TunnelEvent> events = new ArrayList<>();
        if (next.down() && !before.down()) {
            events.add(ofTunnel(TunnelEvent.Kind.TUNNEL_DOWN, next));
        }
        boolean acts = switch (remedy) {
            case Remedy.Start start -> true;
            case Remedy.Restart restart -> true;
            case Remedy.RestoreRules restore -> true;
            case Remedy.None none -> false;
            case Remedy.Wait wait -> false;
            case Remedy.RecoverNames recover -> false;
            case Remedy.UndoNames undo -> false;
        };
        if (acts && next.down()) {
            events.add(ofTunnel(TunnelEvent.Kind.TUNNEL_RESTARTING, next));
        }
        if (!next.down() && before.down()) {
            events.add(ofTunnel(TunnelEvent.Kind.TUNNEL_UP, next));
        }
        events.addAll(ofHostnames);
        return events;
    }

    private static TunnelEvent ofTunnel(TunnelEvent.Kind kind, WatchMemory memory) {
        return new TunnelEvent(0, memory.seenAt(), kind, "tunnel", memory.diagnosis().sentence());
    }

    private static Duration nextLook(Finding finding, int strikes, boolean certain, Remedy remedy,
            WatchSettings settings, Instant now) {
        boolean offline = finding.fault() == Fault.HOST_OFFLINE || finding.fault() == Fault.EDGE_UNREACHABLE;
        boolean hopeless = certain && finding.cure() == Cure.NOTHING && finding.fault() != Fault.NAMES_NOT_RESOLVING;
        boolean bad = strikes > 0 || finding.weight() == Weight.CERTAIN;
        boolean starting = finding.weight() == Weight.EXCUSED && finding.flow() != Sighting.YES;
        Duration regular = offline ? settings.offlineInterval()
                : (bad && !hopeless) || starting ? settings.confirmInterval() : settings.interval();
        if (!(remedy instanceof Remedy.Wait wait)) {
            return regular;
        }
        Duration due = Duration.between(now, wait.until());
        return due.compareTo(regular) < 0 ? due : regular;
    }

    private Watch() {}
}
