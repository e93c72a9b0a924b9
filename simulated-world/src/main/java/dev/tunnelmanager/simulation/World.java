package dev.tunnelmanager.simulation;

import dev.tunnelmanager.adapter.simulation.SimulatedIngressRules;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.adapter.simulation.SimulatedStateStore;
import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.diagnosis.HealthSample;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.Probes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One simulated world: everything that is shared by its processes, what goes wrong with it, and the checks of every step. */
final class World {

    static final Zone ZONE = new Zone("z-com", "example.com", ZoneStanding.ACTIVE, 1, List.of());
    static final HostnamePattern CANARY = HostnamePattern.of("canary.example.com");
    static final Instant BEGINNING = Instant.parse("2026-11-21T00:00:00Z");

    private static final String INSTANCE = "0badcafe";
    private static final String MARK = "managed-by=tunnel-manager;i=" + INSTANCE;
    private static final int CALL_MILLIS = 150;
    /** What the watch does and climbs the ladder for, as the audit log calls it. */
    private static final Set<String> HEALING = Set.of("watch.start", "watch.restart", "watch.restore_rules");

    private final Scheduler scheduler;
    private final Trace trace;
    private final Verdicts verdicts;
    private final Tally faults = new Tally();
    private final Tally pairs = new Tally();
    private final Tally crashes = new Tally();
    private final SplittableRandom chance;
    private final List<Trouble> troubles = new ArrayList<>();
    private final Uptime uptime;
    private final Quiet quiet;

    final SimulatedStateStore store = new SimulatedStateStore(INSTANCE);
    final SimulatedNameDirectory directory = new SimulatedNameDirectory("tunnel.invalid", List.of(ZONE));
    final SimulatedIngressRules ingress = new SimulatedIngressRules(
            List.of(new IngressRule("", "", "http_status:404")));
    final Host host;
    final TheirThings theirs;
    final Office office;
    final StateChecks rows;
    final OutsideChecks outside;
    final WatchChecks watch;
    final Population population;
    /** Faults under way that keep the host from carrying traffic or the application from working, whatever it does. */
    private int paralysed;
    private int underWay;
    private boolean carried;
    private Optional<WatchMemory> remembered = Optional.empty();

    World(long seed, Duration length, Trace trace, Sabotage sabotage) {
        this.trace = trace;
        this.chance = new SplittableRandom(seed);
        this.quiet = new Quiet(this);
        this.scheduler = new Scheduler(chance.nextLong(), BEGINNING, length, quiet, this::escaped);
        this.verdicts = new Verdicts(scheduler);
        this.host = new Host(ingress::standing, directory, scheduler);
        this.theirs = new TheirThings(directory, ingress);
        this.office = new Office(scheduler);
        this.rows = new StateChecks(verdicts, this::isPublic, theirs::isTampered);
        this.outside = new OutsideChecks(verdicts, directory, ingress, host, theirs, rows, MARK);
        this.watch = new WatchChecks(verdicts, scheduler, host::isConnected);
        this.uptime = new Uptime(scheduler.millis());
        this.population = new Population(this, chance.nextLong(), sabotage);
        host.connector.whileStarting(() -> scheduler.pass(host.isAble() ? 900 : 15_000));
        store.onChange(() -> population.everybody().stream().filter(process -> !process.isDead())
                .forEach(process -> process.feed.changed()));
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Trace trace() {
        return trace;
    }

    Verdicts verdicts() {
        return verdicts;
    }

    Tally faults() {
        return faults;
    }

    Tally pairs() {
        return pairs;
    }

    Tally crashes() {
        return crashes;
    }

    Uptime uptime() {
        return uptime;
    }

    Quiet quiet() {
        return quiet;
    }

    /** Draws how long a call takes. */
    Latency latency(String call) {
        return switch (call.substring(0, call.indexOf('.'))) {
            case "NameDirectory" -> new Latency(chance.nextInt(CALL_MILLIS), chance.nextInt(CALL_MILLIS));
            case "IngressRules", "Topology", "Vitals", "HostNetwork" -> new Latency(chance.nextInt(5), 0);
            case "Probes" -> new Latency(0, chance.nextInt(CALL_MILLIS));
            default -> Latency.NONE;
        };
    }

    /** Draws whether a call fails. */
    Optional<CallFault> faultAt(String call) {
        for (Trouble trouble : troubles) {
            if (call.startsWith(trouble.port()) && chance.nextDouble() < trouble.part()) {
                CallFault drawn = trouble.faults().get(chance.nextInt(trouble.faults().size()));
                if (Trouble.mayFail(call, drawn)) {
                    readsCatchUp();
                    pairs.add(call + " × " + drawn.words());
                    return Optional.of(drawn);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Reads of the provider do not lag behind a write of which nobody knows whether it was carried out: how long one has to wait then
     * until nothing seen means nothing there is not decided. See docs/reliability.md.
     */
    private void readsCatchUp() {
        directory.holdReadsBack(false);
    }

    void begin(Trouble trouble) {
        troubles.add(trouble);
    }

    void end(Trouble trouble) {
        troubles.remove(trouble);
    }

    /** Says that something goes wrong from now on, or does no more. */
    void underWay(int more, boolean paralysing) {
        underWay += more;
        paralysed += paralysing ? more : 0;
        disturbed("a fault");
    }

    int underWay() {
        return underWay;
    }

    /** Says that something happens that the processes may have to answer to. */
    void disturbed(Object what) {
        quiet.disturbed(what);
        measure();
    }

    void happened(String what) {
        trace.happened(scheduler.millis(), what);
        quiet.happened();
        disturbed(what);
    }

    private void measure() {
        boolean carries = host.carries();
        if (carries != carried) {
            carried = carries;
            trace.happened(scheduler.millis(), carries ? "traffic flows" : "no traffic flows");
        }
        uptime.from(scheduler.millis(), rows.held(CANARY).filter(route -> route.state().isPublic()).isPresent()
                && host.isAble() && paralysed == 0, carries);
    }

    /** A process has died at a call. */
    void crashed(PlayedProcess process, String call, String when) {
        readsCatchUp();
        crashes.add(call + " " + when);
        pairs.add(call + " × crash " + when);
        process.kill();
        population.died(process);
        disturbed(call);
    }

    /** Looks at what a call has brought about. */
    void after(String call, PlayedProcess process, @Nullable Object answer) {
        switch (call) {
            case "NameDirectory.publish", "NameDirectory.remove" -> {
                outside.directoryWritten();
                disturbed(call);
            }
            case "IngressRules.apply" -> {
                outside.rulesWritten();
                disturbed(call);
            }
            case "IngressRules.restoreGood" -> {
                theirs.restored();
                outside.rulesChangedByOthers();
                disturbed(call);
            }
            case "Connector.roll", "Connector.restart" -> disturbed(call);
            case "Connector.observe" -> {
                if (answer instanceof ConnectorObservation seen) {
                    watch.observed(seen);
                }
            }
            case "Vitals.look" -> watch.looked();
            case "StateStore.change" -> watch.wrote(process);
            default -> {
                // Nothing outside has changed.
            }
        }
    }

    Probes.EdgeAnswer ask(HostnamePattern hostname) {
        Probes.EdgeAnswer answer = host.ask(hostname);
        if (hostname.equals(CANARY)) {
            watch.canary(answer instanceof Probes.EdgeAnswer.Answered);
        }
        return answer;
    }

    /** Looks at what one change of the state has written. */
    void committed(List<Object> written) {
        rows.committed(written);
        boolean routine = true;
        for (Object one : written) {
            if (one instanceof WatchMemory memory) {
                // After each attempt in vain the watch writes down once more what it knew; that changes nothing.
                routine &= remembered.filter(memory::saysTheSameAs).isPresent();
                remembered = Optional.of(memory);
                continue;
            }
            if (one instanceof AuditEntry entry) {
                audited(entry);
            }
            routine &= one instanceof HealthSample || one instanceof TopologySnapshot;
        }
        if (!routine) {
            disturbed(written);
        }
    }

    private void audited(AuditEntry entry) {
        if (HEALING.contains(entry.action())) {
            watch.attempted(entry.at());
        }
        boolean tells = entry.action().startsWith("record.") || entry.action().startsWith("rule.")
                || entry.action().equals("hostname.publish") || entry.action().equals("hostname.withdraw");
        if (tells && HostnamePattern.parse(entry.subject()) instanceof Verdict.Granted<HostnamePattern> hostname) {
            outside.audited(hostname.value());
        }
    }

    /** Returns whether a route's record and rule stand, or, if {@code stands} is false, whether neither does. */
    private boolean isPublic(Route route, boolean stands) {
        boolean record = outside.ourEntries().containsValue(route.hostname());
        boolean rule = ingress.standing().stream().anyMatch(each -> each.hostname().equals(route.hostname().text()));
        return stands ? record && rule : !record && !rule;
    }

    private void escaped(Strand strand, Throwable broken) {
        verdicts.violated(Invariant.NO_ERROR, strand.name + " has ended with " + broken + " at "
                + List.of(broken.getStackTrace()).stream().limit(8).toList());
    }
}
