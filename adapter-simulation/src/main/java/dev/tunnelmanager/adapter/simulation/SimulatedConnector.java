package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A connector in memory. As a real one, a replica takes its rules when it is started and never looks again; ids count up, so that
 * a run can be repeated exactly. May be used by many threads.
 */
public final class SimulatedConnector implements Connector {

    private static final int FULL = 4;

    private final Supplier<List<IngressRule>> rules;
    private final InstantSource clock;
    private final int wanted;
    private final List<Running> running = new ArrayList<>();
    private final List<Witness> witnesses = new CopyOnWriteArrayList<>();
    private final List<Instant> attempts = new ArrayList<>();
    private final Set<String> withoutLinks = new HashSet<>();
    private int starts;
    private int rolls;
    private boolean broken;
    private boolean offline;
    private boolean managedElsewhere;
    private boolean missing;
    private Optional<String> unknown = Optional.empty();
    private volatile Runnable whileStarting = () -> {};
    private ConnectorPlace place = new ConnectorPlace.OnHost();

    private record Running(String name, String id, Instant startedAt, List<IngressRule> serving, boolean pushed) {}

    /** Sees what happens to the processes. */
    interface Witness {
        void started(String name);

        void ended(String name);
    }

    /**
     * Makes a connector of which nothing runs yet.
     *
     * @param rules what a replica reads when it is started
     * @param clock tells since when a replica runs
     * @param wanted how many replicas there should be, at least 1
     */
    public SimulatedConnector(Supplier<List<IngressRule>> rules, InstantSource clock, int wanted) {
        if (wanted < 1) {
            throw new IllegalArgumentException("A connector has at least one replica, not " + wanted);
        }
        this.rules = rules;
        this.clock = clock;
        this.wanted = wanted;
    }

    @Override
    public ConnectorObservation observe() {
        return seen(this::asReplica);
    }

    @Override
    public ConnectorObservation glance() {
        return seen(each -> {
            Replica whole = asReplica(each);
            return new Replica(whole.name(), whole.connectorId(), whole.readyConnections(), whole.startedAt(),
                    whole.restarts(), Optional.empty(), false);
        });
    }

    private synchronized ConnectorObservation seen(Function<Running, Replica> replica) {
        if (unknown.isPresent()) {
            return new ConnectorObservation.Unknown(unknown.get());
        }
        if (missing) {
            return new ConnectorObservation.NotFound(notFound());
        }
        return new ConnectorObservation.Found(ConnectorKind.SIMULATED, place,
                running.stream().map(replica).toList(), wanted);
    }

    @Override
    public RollOutcome roll(List<IngressRule> wantedRules, Consumer<String> progress) {
        return replace(wantedRules, false, progress);
    }

    @Override
    public RollOutcome restart(List<IngressRule> wantedRules, Consumer<String> progress) {
        return replace(wantedRules, true, progress);
    }

    private RollOutcome replace(List<IngressRule> wantedRules, boolean all, Consumer<String> progress) {
        Optional<RollOutcome> obstacle = obstacle();
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        List<String> restarted = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            String name = "replica-" + (i + 1);
            if (!all && isWell(name, wantedRules)) {
                continue;
            }
            begin(restarted.isEmpty());
            // Without the lock: a start takes its time, and the connector is looked at and falls ill meanwhile.
            progress.accept("starting " + name);
            whileStarting.run();
            Optional<RollOutcome> failed = start(name, wantedRules);
            if (failed.isPresent()) {
                return failed.get();
            }
            restarted.add(name);
            witnesses.forEach(witness -> witness.started(name));
        }
        if (!restarted.isEmpty()) {
            rolled();
        }
        return new RollOutcome.Served(restarted);
    }

    /** Returns how a roll ends before it has begun, if it does. */
    private synchronized Optional<RollOutcome> obstacle() {
        if (unknown.isPresent()) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, unknown.get(), "Let the connector be asked again.");
        }
        if (missing) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, notFound().problem(), notFound().recommendation());
        }
        return running.stream().anyMatch(Running::pushed) ? Optional.of(managedElsewhere()) : Optional.empty();
    }

    private synchronized boolean isWell(String name, List<IngressRule> wantedRules) {
        return named(name).filter(old -> !offline && old.serving().equals(wantedRules)
                && !withoutLinks.contains(old.id())).isPresent();
    }

    private synchronized void begin(boolean first) {
        if (first) {
            attempts.add(clock.instant());
        }
    }

    private synchronized void rolled() {
        rolls++;
    }

    /** Returns why a replica that was started is not used, if it is not. */
    private synchronized Optional<RollOutcome> start(String name, List<IngressRule> wantedRules) {
        if (broken || offline) {
            return Optional.of(notReady(
                    "The connector " + name + " did not become ready: 0 connections to the edge."));
        }
        if (managedElsewhere) {
            return Optional.of(managedElsewhere());
        }
        List<IngressRule> read = List.copyOf(rules.get());
        if (!read.equals(wantedRules)) {
            return Optional.of(notReady("The connector " + name + " serves " + read.size() + " rules that are not the "
                    + wantedRules.size() + " asked for."));
        }
        Running fresh = new Running(name, "connector-" + ++starts,
                clock.instant().truncatedTo(ChronoUnit.MILLIS), read, false);
        named(name).ifPresentOrElse(old -> running.set(running.indexOf(old), fresh), () -> running.add(fresh));
        return Optional.empty();
    }

    private Optional<Running> named(String name) {
        return running.stream().filter(replica -> replica.name().equals(name)).findFirst();
    }

    /** Returns how many rolls have replaced or started something and succeeded. */
    public synchronized int rolls() {
        return rolls;
    }

    /** Returns when something was started, or was tried to be, oldest first; one for each roll or restart. */
    public synchronized List<Instant> attempts() {
        return List.copyOf(attempts);
    }

    /** Has every replica that runs now be without a link to the edge until it is replaced. */
    public synchronized void loseLinks() {
        running.forEach(replica -> withoutLinks.add(replica.id()));
    }

    /** Has every replica that lost its links have them again, as one does that was patient enough. */
    public synchronized void regainLinks() {
        withoutLinks.clear();
    }

    /** Does this while a replica starts, on the thread of the caller; a start takes as long as it does. */
    public void whileStarting(Runnable work) {
        whileStarting = work;
    }

    /** Returns the replicas that run, whatever {@link #observe()} says. */
    public synchronized List<Replica> running() {
        return running.stream().map(this::asReplica).toList();
    }

    /** Ends one replica as a crash would; nothing happens if none runs. */
    public synchronized void crashOne() {
        if (!running.isEmpty()) {
            String name = running.removeLast().name();
            witnesses.forEach(witness -> witness.ended(name));
        }
    }

    /** Replaces one replica behind everybody's back, as a daily updater does; nothing happens if none runs. */
    public synchronized void replaceBehindOurBack() {
        if (!running.isEmpty()) {
            Running old = running.getLast();
            running.set(running.size() - 1, new Running(old.name(), "connector-" + ++starts,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS), List.copyOf(rules.get()), old.pushed()));
            witnesses.forEach(witness -> witness.started(old.name()));
        }
    }

    /** Has {@code witness} see what happens from now on, on the thread that makes it happen. */
    void witnessedBy(Witness witness) {
        witnesses.add(witness);
    }

    /** Returns how many replicas run. */
    synchronized int runningNow() {
        return running.size();
    }

    /** Returns how many links to the edge were made so far. */
    synchronized long registrations() {
        return (long) starts * FULL;
    }

    /** Has no replica that is started become ready, or puts that right. */
    public synchronized void breakStarts(boolean breaks) {
        broken = breaks;
    }

    /** Cuts every replica from the edge, or puts that right; the replicas go on running. */
    public synchronized void cutFromEdge(boolean cut) {
        offline = cut;
    }

    /** Has rules pushed to every replica, so that what it reads has no effect, or goes back to what was read. */
    public synchronized void manageElsewhere(boolean elsewhere) {
        managedElsewhere = elsewhere;
        running.replaceAll(r -> new Running(r.name(), r.id(), r.startedAt(), r.serving(), elsewhere));
    }

    /** Has the connector not be found, or puts that right. */
    public synchronized void goMissing(boolean gone) {
        missing = gone;
    }

    /** Has the connector not answer when it is asked for, for {@code reason}; empty puts that right. */
    public synchronized void beUnknown(Optional<String> reason) {
        unknown = reason;
    }

    /** Says whose network namespace it runs in; the host's until this is called. */
    public synchronized void moveTo(ConnectorPlace newPlace) {
        place = newPlace;
    }

    /** Ends every replica at once, as a crash would. */
    public synchronized void crash() {
        List<String> names = running.stream().map(Running::name).toList();
        running.clear();
        names.forEach(name -> witnesses.forEach(witness -> witness.ended(name)));
    }

    private Replica asReplica(Running r) {
        return new Replica(r.name(), Optional.of(r.id()), offline || withoutLinks.contains(r.id()) ? 0 : FULL,
                Optional.of(r.startedAt()), 0,
                Optional.of(r.serving()), r.pushed());
    }

    private static RollOutcome notReady(String problem) {
        return new RollOutcome.NotServed(new Refusal(RefusalCode.CONNECTOR_NOT_READY, problem,
                "Let replicas start again."));
    }

    private static RollOutcome managedElsewhere() {
        return new RollOutcome.NotServed(new Refusal(RefusalCode.MANAGED_ELSEWHERE,
                "The simulated connector serves rules that were pushed to it, so the rule list has no effect.",
                "End the simulated push."));
    }

    private static Refusal notFound() {
        return new Refusal(RefusalCode.CONNECTOR_NOT_FOUND, "The simulated connector is missing.", "Bring it back.");
    }
}
