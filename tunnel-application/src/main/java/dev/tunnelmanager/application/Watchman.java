package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.diagnosis.Diagnosis;
import dev.tunnelmanager.domain.diagnosis.Fault;
import dev.tunnelmanager.domain.diagnosis.HealthSample;
import dev.tunnelmanager.domain.diagnosis.Observations;
import dev.tunnelmanager.domain.diagnosis.Remedy;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.diagnosis.Watch;
import dev.tunnelmanager.domain.diagnosis.WatchDecision;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.diagnosis.WatchSettings;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The leader's watch over the tunnel: looks beside the leader's work, and decides and acts between its steps, on its own thread. So a
 * look that hangs delays nobody, and no remedy ever meets a roll for an operation.
 */
final class Watchman implements AutoCloseable {

    /** A restart by somebody else stands under this action in the audit log. */
    static final String RESTARTED = "connector.restarted";

    /** While a look is under way its end is waited for in steps of this; most looks end the wait themselves, by a change of the state. */
    private static final Duration STEP = Duration.ofMillis(500);

    private final DrivenPorts ports;
    private final WatchSettings pace;
    private final Sights sights;
    private final Remedies remedies;
    private final Subscription vitals;
    private final AtomicBoolean looking = new AtomicBoolean();
    /** Something has happened to the connector since the last look was begun. */
    private final AtomicBoolean happened = new AtomicBoolean();
    private final AtomicReference<@Nullable Look> finished = new AtomicReference<>();
    private final Runnable wake;
    private WatchMemory memory;
    private Instant nextLook;
    /** Counts what makes a look that was begun before it worthless. */
    private long changes;
    private Optional<List<Route>> published = Optional.empty();
    private SortedMap<String, String> keptFor = new TreeMap<>();

    /** A look that has ended, when it was begun, and how many changes there had been by then. */
    private record Look(Observations seen, Instant began, long changes) {}

    private Watchman(DrivenPorts ports, ControlPlaneSettings settings, WatchMemory memory, Runnable wake, Instant now) {
        this.ports = ports;
        WatchSettings set = settings.watch().pace();
        this.pace = set.withIntervals(settings.lookInterval(), set.confirmInterval());
        this.sights = new Sights(ports, settings.watch());
        this.remedies = new Remedies(ports);
        this.memory = memory;
        this.wake = wake;
        this.nextLook = now;
        this.vitals = ports.watched().vitals().onChange(this::somethingHappened);
    }

    /**
     * Takes the watch over, with what the last leader has left of it.
     *
     * @param wake wakes the leader wherever it waits; called on other threads
     */
    static Watchman begin(DrivenPorts ports, ControlPlaneSettings settings, Runnable wake) {
        Instant now = ports.clock().instant();
        WatchMemory memory = ports.state().read(state -> state.watch()).orElseGet(() -> WatchMemory.blank(now));
        // Who has restarted what while nobody led is not known.
        return new Watchman(ports, settings, memory.withoutConnectorIds(), wake, now);
    }

    private void somethingHappened() {
        happened.set(true);
        wake.run();
    }

    /** Returns when there is something to do even if nothing happens. */
    Instant next(Instant now) {
        return looking.get() || finished.get() != null ? now.plus(STEP) : nextLook;
    }

    /** Says that operations were carried out, so that a look that was begun before shows what is no more. */
    void disturbed() {
        changes++;
        published = Optional.empty();
        memory = memory.withoutConnectorIds();
    }

    /** Begins a look at once, for a leader that has just taken office and has other things to do first. */
    void lookNow() {
        lookIf(true, ports.clock().instant());
    }

    private void lookIf(boolean due, Instant now) {
        if (due && looking.compareAndSet(false, true)) {
            happened.set(false);
            nextLook = now.plus(pace.interval());
            begin();
        }
    }

    /** Does what is due, and returns whether a remedy was carried out, which may have taken long. */
    boolean step(Instant now) {
        boolean acted = conclude();
        boolean setBack = nextLook.isAfter(now.plus(pace.interval()));
        boolean event = happened.get();
        lookIf(event || setBack || !now.isBefore(nextLook), now);
        // The look has ended already if it is made on this thread.
        boolean actedAgain = conclude();
        return acted || actedAgain;
    }

    private void begin() {
        WatchMemory known = memory;
        long changesBefore = changes;
        List<Route> routes = published();
        ports.sideBySide().execute(() -> {
            Instant began = ports.clock().instant();
            Optional<Observations> seen = Optional.empty();
            try {
                seen = guarded(() -> Optional.of(sights.look(known, routes)));
                seen.ifPresent(observations -> finished.set(new Look(observations, began, changesBefore)));
            } finally {
                // Before the leader is woken, which may begin the next look at once.
                looking.set(false);
            }
            seen.ifPresent(observations -> {
                ports.watched().measurements().took(Measurements.Time.LOOK,
                        Duration.between(began, ports.clock().instant()));
                guarded(() -> {
                    sample(observations);
                    return Optional.<Observations>empty();
                });
            });
        });
    }

    /** A part of a look, on a thread of its own. */
    private interface Part {
        Optional<Observations> run() throws InterruptedException;
    }

    /** Returns what is seen; whatever goes wrong is told and shows nothing. */
    private Optional<Observations> guarded(Part part) {
        try {
            return part.run();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (PortFailure failure) {
            ports.events().failed(failure.problem(), failure.recommendation());
        } catch (RuntimeException bug) {
            ports.events().failed("The watch met a programming error: " + bug,
                    "Report it with the log; the next look comes by itself.");
        }
        return Optional.empty();
    }

    private List<Route> published() {
        List<Route> known = published.orElseGet(() -> ports.state().read(state -> state.routes(Optional.empty()))
                .stream().filter(route -> route.state().isPublic()).toList());
        published = Optional.of(known);
        return known;
    }

    /** Appends to the health series, which also wakes the leader. What could not be seen is no sample. */
    private void sample(Observations seen) {
        Optional<HealthSample> sample = switch (seen.connector()) {
            case ConnectorObservation.Found found -> Optional.of(new HealthSample(seen.at(), found.isUp(),
                    found.readyConnections(), found.replicas().size()));
            case ConnectorObservation.NotFound missing -> Optional.of(new HealthSample(seen.at(), false, 0, 0));
            case ConnectorObservation.Unknown unknown -> Optional.empty();
        };
        sample.ifPresent(one -> ports.state().change(state -> {
            state.append(one);
            return one;
        }));
    }

    /** Decides on the look that has ended, if one has, and acts; returns whether a remedy was carried out. */
    private boolean conclude() {
        Look look = finished.getAndSet(null);
        if (look == null) {
            return false;
        }
        if (look.changes() != changes) {
            nextLook = ports.clock().instant();
            return false;
        }
        WatchDecision decision = Watch.decide(look.seen(), memory, pace, ports.chance().nextDouble());
        tell(memory, look.seen(), decision);
        remember(decision);
        // From its beginning, so that a look that takes long does not put the next one off; but what is waited for is not over sooner.
        Instant from = decision.remedy() instanceof Remedy.Wait ? look.seen().at() : look.began();
        nextLook = from.plus(decision.nextLook());
        Optional<String> action = Remedies.action(decision.remedy());
        action.ifPresent(words -> act(words, decision));
        if (action.isEmpty() && !decision.struck()) {
            keepGoodRules(look.seen());
        }
        return action.isPresent();
    }

    private void tell(WatchMemory before, Observations seen, WatchDecision decision) {
        Diagnosis now = decision.diagnosis();
        seen.vitals().signals().stream().filter(signal -> signal.at().isAfter(before.seenAt())).forEach(signal -> ports
                .watched().measurements()
                .count(Measurements.Count.SIGNAL, signal.kind().name().toLowerCase(Locale.ROOT)));
        if (decision.struck()) {
            ports.watched().measurements().count(Measurements.Count.STRIKE, word(now.fault()));
        }
        decision.notes().forEach(ports.events()::happened);
        if (now.fault() == before.diagnosis().fault()) {
            return;
        }
        if (now.fault() == Fault.NONE) {
            ports.events().happened(now.sentence());
        } else {
            ports.events().failed(now.sentence(), now.fault().advice());
        }
    }

    /** Writes down what the next look, or the next leader, must know; only if that is news. */
    private void remember(WatchDecision decision) {
        WatchMemory before = memory;
        memory = decision.next();
        if (memory.saysTheSameAs(before) && decision.events().isEmpty() && decision.notes().isEmpty()) {
            return;
        }
        Instant now = ports.clock().instant();
        List<TunnelEvent> told = ports.state().change(state -> {
            state.put(decision.next());
            decision.notes().forEach(note -> state.append(entry(RESTARTED, now).after(note).entry()));
            return decision.events().stream().map(state::append).toList();
        });
        told.forEach(ports.events()::tell);
    }

    private void act(String action, WatchDecision decision) {
        Remedies.Outcome outcome = remedies.carryOut(decision.remedy());
        Instant end = ports.clock().instant();
        boolean climbs = !decision.next().ladder().lastAttempt().equals(Optional.empty())
                && !(decision.remedy() instanceof Remedy.RecoverNames)
                && !(decision.remedy() instanceof Remedy.UndoNames);
        WatchMemory after = climbs ? memory.attemptEnded(end).withoutConnectorIds() : memory;
        boolean namesExhausted = decision.remedy() instanceof Remedy.RecoverNames
                && outcome instanceof Remedies.Outcome.Nothing;
        memory = namesExhausted ? after.withNamesTried(Watch.NAMES_ATTEMPTS) : after;
        WatchMemory durable = memory;
        Audit base = entry(action, end).before(decision.diagnosis().sentence());
        AuditEntry entry = switch (outcome) {
            case Remedies.Outcome.Done done -> base.after(done.words()).entry();
            case Remedies.Outcome.NotDone not -> base.failed(not.refusal()).entry();
            case Remedies.Outcome.Nothing nothing -> base.after(nothing.why()).entry();
        };
        List<TunnelEvent> failed = new ArrayList<>();
        if (climbs && durable.down() && outcome instanceof Remedies.Outcome.NotDone not) {
            failed.add(new TunnelEvent(0, end, TunnelEvent.Kind.TUNNEL_RESTART_FAILED, "tunnel",
                    not.refusal().problem() + " " + not.refusal().recommendation()));
        }
        List<TunnelEvent> told = ports.state().change(state -> {
            state.put(durable);
            state.append(entry);
            return failed.stream().map(state::append).toList();
        });
        told.forEach(ports.events()::tell);
        if (climbs) {
            ports.watched().measurements().count(Measurements.Count.RESTART, word(decision.diagnosis().fault()));
        }
        // What has come of it is seen by looking, and a look that was begun before shows what is no more.
        changes++;
        nextLook = end;
    }

    /** Keeps the rule list on which fresh processes were seen well, so that there is something to put back. */
    private void keepGoodRules(Observations seen) {
        if (!(seen.connector() instanceof ConnectorObservation.Found found)
                || memory.connectorIds().equals(keptFor)) {
            return;
        }
        Optional<Instant> oldest = found.replicas().stream().map(replica -> replica.startedAt().orElse(Instant.MIN))
                .min(Instant::compareTo);
        try {
            if (oldest.isPresent() && !oldest.get().equals(Instant.MIN)
                    && ports.ingress().observe() instanceof IngressRules.Look.Seen list
                    && serveAll(found.replicas(), list)) {
                ports.ingress().keepAsGood(list.view().revision(), oldest.get());
            }
            keptFor = memory.connectorIds();
        } catch (PortFailure failure) {
            ports.events().failed(failure.problem(), failure.recommendation());
        }
    }

    private static boolean serveAll(List<Replica> replicas, IngressRules.Look.Seen list) {
        return replicas.stream().allMatch(replica -> replica.isReady() && replica.serves(list.view().rules()));
    }

    private static Audit entry(String action, Instant at) {
        return Audit.success(at, ProjectName.META, ProjectName.META, action, "connector");
    }

    private static String word(Fault fault) {
        return fault.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        vitals.close();
    }
}
