package dev.tunnelmanager.simulation;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.diagnosis.RestartLadder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What must hold of the watch, by a count of its own: what its looks have shown, how often it has tried to heal, and after which
 * pauses.
 */
final class WatchChecks {

    private static final int STRIKES = 3;
    private static final int STRIKES_WHEN_BACK = 2;

    private final Verdicts verdicts;
    private final Scheduler scheduler;
    private final BooleanSupplier wayIsThere;
    private boolean canaryFails;
    /** What the connector was like in the look that is under way or was the last one. */
    private Optional<ConnectorObservation.Found> look = Optional.empty();
    /** Whose look that is, until what it has shown was written down. */
    private Optional<PlayedProcess> unwritten = Optional.empty();
    private int bad;
    private boolean edgeLost;
    private Optional<Instant> goodSince = Optional.empty();
    private Duration longestGood = Duration.ZERO;
    private Optional<Instant> lastAttempt = Optional.empty();
    private int attempts;

    /**
     * Makes checks of a watch that has not looked yet.
     *
     * @param wayIsThere asked whether the host has a way to the edge
     */
    WatchChecks(Verdicts verdicts, Scheduler scheduler, BooleanSupplier wayIsThere) {
        this.wayIsThere = wayIsThere;
        this.verdicts = verdicts;
        this.scheduler = scheduler;
    }

    /** Somebody has looked at the connector. */
    void observed(ConnectorObservation seen) {
        scheduler.current().seen = seen;
    }

    /** The canary was asked for. */
    void canary(boolean answered) {
        canaryFails = !answered;
    }

    /** The host has lost its way to the edge. */
    void edgeIsLost() {
        edgeLost = true;
    }

    /** The connector's keeper was looked at, which only the watch does, after it has looked at the connector. */
    void looked() {
        judge();
        canaryFails = false;
        Strand strand = scheduler.current();
        look = strand.seen instanceof ConnectorObservation.Found found ? Optional.of(found) : Optional.empty();
        unwritten = Optional.ofNullable(strand.process);
    }

    /** A process has written something down, what its look has shown among it. */
    void wrote(PlayedProcess process) {
        unwritten = unwritten.filter(looking -> looking != process);
    }

    /** A process has died: a look that it had not written down was none. */
    void died(PlayedProcess process) {
        if (unwritten.filter(looking -> looking == process).isPresent()) {
            look = Optional.empty();
        }
    }

    /** Judges the last look, when all its parts are known. */
    private void judge() {
        if (look.isEmpty()) {
            return;
        }
        ConnectorObservation.Found found = look.get();
        look = Optional.empty();
        if (found.isUp() && !canaryFails) {
            bad = 0;
            // A look that was begun before the way was lost tells nothing about that.
            edgeLost &= !wayIsThere.getAsBoolean();
        } else {
            bad++;
        }
        if (found.replicas().size() < found.wanted() || !found.replicas().stream().allMatch(Replica::isReady)) {
            goodSince = Optional.empty();
            return;
        }
        Instant since = goodSince.orElse(scheduler.instant());
        goodSince = Optional.of(since);
        Duration good = Duration.between(since, scheduler.instant());
        longestGood = good.compareTo(longestGood) > 0 ? good : longestGood;
    }

    /** A restart of what runs has begun that nobody has asked for. */
    void restarts() {
        judge();
        int needed = edgeLost ? STRIKES_WHEN_BACK : STRIKES;
        verdicts.require(Invariant.STRIKES, bad >= needed,
                () -> "the connector is restarted after " + bad + " bad looks, and not " + needed);
    }

    /** The watch has tried to heal, as the audit log tells; the attempt has ended now. */
    void attempted(Instant attempt) {
        judge();
        if (longestGood.compareTo(RestartLadder.HEALTHY_FOR) >= 0) {
            attempts = 0;
        }
        if (attempts > 0) {
            Duration step = RestartLadder.STEPS.get(Math.min(attempts, RestartLadder.STEPS.size()) - 1);
            Duration pause = Duration.between(lastAttempt.orElseThrow(), attempt);
            verdicts.require(Invariant.LADDER, pause.compareTo(step) >= 0,
                    () -> "attempt " + (attempts + 1) + " came " + pause + " after the one before, not " + step);
        }
        attempts++;
        lastAttempt = Optional.of(attempt);
        longestGood = Duration.ZERO;
        goodSince = Optional.empty();
    }
}
