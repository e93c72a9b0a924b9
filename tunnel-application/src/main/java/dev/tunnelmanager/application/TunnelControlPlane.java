package dev.tunnelmanager.application;

import static java.util.Objects.requireNonNull;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ApplyReport;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.Explanation;
import dev.tunnelmanager.ports.driving.HealthReport;
import dev.tunnelmanager.ports.driving.Page;
import dev.tunnelmanager.ports.driving.PlanReport;
import dev.tunnelmanager.ports.driving.PortRequest;
import dev.tunnelmanager.ports.driving.PublishRequest;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import dev.tunnelmanager.ports.driving.TunnelStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The application: every use case over driven ports of one's choice.
 *
 * <p>Made with {@link #open}, it takes part in leadership: it carries operations out whenever no other process of the same state
 * does. Made with {@link #asking}, it only asks, and others carry out.
 */
public final class TunnelControlPlane implements ControlPlane {

    private final DrivenPorts ports;
    private final Optional<Engine> engine;
    private final PortDesk portDesk;
    private final HostnameDesk hostnameDesk;
    private final ProjectDesk projectDesk;
    private final ZoneLook zoneLook;
    private final PlanDesk planDesk;
    private final MaintenanceDesk maintenanceDesk;
    private final StatusLook statusLook;
    private final OutcomeWait outcomeWait;
    private final LeaderLook leaderLook;
    private final RestartDesk restartDesk;
    private final PartLooks parts;
    private final HealthDesk healthDesk;
    private final ControlPlaneSettings settings;

    private TunnelControlPlane(DrivenPorts ports, ControlPlaneSettings settings, Optional<Engine> engine) {
        this.ports = ports;
        this.settings = settings;
        this.engine = engine;
        this.zoneLook = new ZoneLook(ports, settings.zonesFreshFor());
        this.portDesk = new PortDesk(ports, settings);
        this.hostnameDesk = new HostnameDesk(ports, settings, zoneLook);
        this.projectDesk = new ProjectDesk(ports);
        this.planDesk = new PlanDesk(ports, settings);
        this.maintenanceDesk = new MaintenanceDesk(ports);
        this.leaderLook = new LeaderLook(ports);
        this.statusLook = new StatusLook(ports, leaderLook);
        this.outcomeWait = new OutcomeWait(ports, leaderLook, settings.answerWithin());
        this.restartDesk = new RestartDesk(ports);
        this.parts = new PartLooks(ports, settings);
        this.healthDesk = new HealthDesk(ports, parts, settings);
    }

    /**
     * Opens the application and joins the candidates for leadership, on a thread of its own. Closing it closes the state store and
     * the change feed too.
     */
    public static TunnelControlPlane open(DrivenPorts ports, ControlPlaneSettings settings) {
        Engine engine = new Engine(ports, settings);
        engine.start();
        return new TunnelControlPlane(ports, settings, Optional.of(engine));
    }

    /** Opens the application without joining the candidates for leadership. */
    public static TunnelControlPlane asking(DrivenPorts ports, ControlPlaneSettings settings) {
        return new TunnelControlPlane(ports, settings, Optional.empty());
    }

    @Override
    public Answer<TunnelStatus> status(Caller caller) {
        return UseCase.answer(ports, () -> statusLook.look(caller));
    }

    @Override
    public Answer<PublishedHostname> publish(Caller caller, PublishRequest request, Consumer<String> progress)
            throws InterruptedException {
        Answer<HostnameDesk.Taken> taken = change(() -> hostnameDesk.publish(caller, request));
        return outcome(taken, progress, PublishedHostname::new);
    }

    @Override
    public Answer<Route> withdraw(Caller caller, String hostname, Optional<ProjectName> owner,
            Consumer<String> progress) throws InterruptedException {
        Answer<HostnameDesk.Taken> taken = change(() -> hostnameDesk.withdraw(caller, hostname, owner));
        return outcome(taken, progress, (route, warnings) -> route);
    }

    @Override
    public Answer<List<Route>> hostnames(Caller caller, Optional<ProjectName> owner, Optional<String> domain) {
        return UseCase.answer(ports, () -> hostnameDesk.list(caller, owner, domain));
    }

    @Override
    public Answer<Page<Route>> hostnames(Caller caller, Optional<ProjectName> owner, Optional<String> domain,
            Optional<String> after, long limit) {
        return UseCase.answer(ports, () -> hostnameDesk.page(caller, owner, domain, after, limit));
    }

    @Override
    public Answer<List<Zone>> zones(Caller caller, boolean refresh) {
        return UseCase.answer(ports, () -> {
            Optional<Project> limits = ports.state().read(state -> {
                Identification.check(caller, state);
                return state.project(caller.actor().name());
            });
            return ZoneLook.openTo(limits, refresh ? zoneLook.seenWithin(Duration.ZERO) : zoneLook.fresh());
        });
    }

    @Override
    public Answer<PortAllocation> allocatePort(Caller caller, PortRequest request) {
        return change(() -> portDesk.allocate(caller, request));
    }

    @Override
    public Answer<Long> releasePort(Caller caller, long port) {
        return change(() -> portDesk.release(caller, port));
    }

    @Override
    public Answer<List<PortAllocation>> ports(Caller caller, Optional<ProjectName> owner) {
        return UseCase.answer(ports, () -> portDesk.list(caller, owner));
    }

    @Override
    public Answer<Page<PortAllocation>> ports(Caller caller, Optional<ProjectName> owner, OptionalLong after,
            long limit) {
        return UseCase.answer(ports, () -> portDesk.page(caller, owner, after, limit));
    }

    @Override
    public Answer<Operation> operation(Caller caller, String id) {
        return UseCase.answer(ports, () -> ports.state().read(state -> {
            Identification.check(caller, state);
            return Optional.of(id).filter(OperationId::isOne).map(OperationId::new).flatMap(state::operation)
                    .filter(operation -> caller.actor().mayTouch(operation.owner()))
                    .orElseThrow(() -> new Refused(RefusalCode.OPERATION_NOT_FOUND,
                            "There is no operation \"" + id + "\" of " + caller.actor().name() + ".",
                            "Give the id that the request was answered with."));
        }));
    }

    @Override
    public Answer<List<AuditEntry>> audit(Caller caller, Optional<String> subject, int limit) {
        return UseCase.answer(ports, () -> {
            Refused.unlessWithin(limit, 10_000);
            return ports.state().read(state -> {
                Identification.check(caller, state);
                return state.audit(PortDesk.visible(caller, Optional.empty()), subject, limit);
            });
        });
    }

    @Override
    public Answer<Explanation> explain(Caller caller, String subject) {
        return UseCase.answer(ports, () -> planDesk.explain(caller, subject));
    }

    @Override
    public Answer<PlanReport> plan(Caller caller, Optional<String> domain) {
        return UseCase.answer(ports, () -> planDesk.plan(caller, domain));
    }

    @Override
    public Answer<ApplyReport> apply(Caller caller, Optional<String> domain, Consumer<String> progress)
            throws InterruptedException {
        return switch (plan(caller, domain)) {
            case Answer.Refused<PlanReport> no -> new Answer.Refused<>(no.refusal());
            case Answer.Unfinished<PlanReport> never -> throw new IllegalStateException(never.toString());
            case Answer.Done<PlanReport> plan -> new Answer.Done<>(apply(caller, plan.value(), progress));
        };
    }

    private ApplyReport apply(Caller caller, PlanReport plan, Consumer<String> progress) throws InterruptedException {
        SortedMap<HostnamePattern, PublishedHostname> applied = new TreeMap<>();
        SortedMap<HostnamePattern, Refusal> left = new TreeMap<>();
        // Asked for without waiting, so that the leader takes them together; as many at once as a project may have under way.
        Deque<HostnamePattern> toAsk = new ArrayDeque<>(plan.toRequest());
        SequencedMap<HostnamePattern, Answer<HostnameDesk.Taken>> open = new LinkedHashMap<>();
        while (!toAsk.isEmpty() || !open.isEmpty()) {
            if (!toAsk.isEmpty()) {
                HostnamePattern hostname = toAsk.getFirst();
                Answer<HostnameDesk.Taken> taken = change(() -> hostnameDesk.renew(caller, hostname));
                boolean full = taken instanceof Answer.Refused<HostnameDesk.Taken>(Refusal refusal)
                        && refusal.code() == RefusalCode.TOO_MANY_PENDING;
                if (!full || open.isEmpty()) {
                    open.putLast(toAsk.removeFirst(), taken);
                    continue;
                }
            }
            Map.Entry<HostnamePattern, Answer<HostnameDesk.Taken>> first = requireNonNull(open.pollFirstEntry());
            switch (outcome(first.getValue(), progress, PublishedHostname::new)) {
                case Answer.Done<PublishedHostname> done -> applied.put(first.getKey(), done.value());
                case Answer.Refused<PublishedHostname> no -> left.put(first.getKey(), no.refusal());
                case Answer.Unfinished<PublishedHostname> late -> left.put(first.getKey(),
                        new Refusal(RefusalCode.OUTCOME_UNKNOWN, late.remaining(),
                                "Ask for operation " + late.operation().id() + "."));
            }
        }
        return new ApplyReport(plan, applied, left);
    }

    @Override
    public <T> Answer<T> maintain(Caller caller, String action, String subject, Supplier<Verdict<T>> work) {
        return UseCase.answer(ports, () -> maintenanceDesk.carryOut(caller, action, subject, work));
    }

    @Override
    public Answer<List<Project>> projects(Caller caller) {
        return UseCase.answer(ports, () -> projectDesk.list(caller));
    }

    @Override
    public Answer<Project> setProject(Caller caller, Project limits) {
        return change(() -> projectDesk.set(caller, limits));
    }

    @Override
    public Answer<String> issueToken(Caller caller, ProjectName project) {
        return change(() -> projectDesk.issueToken(caller, project));
    }

    @Override
    public Answer<ProjectName> clearToken(Caller caller, ProjectName project) {
        return change(() -> projectDesk.clearToken(caller, project));
    }

    @Override
    public Answer<Boolean> setRegistrationOpen(Caller caller, boolean open) {
        return change(() -> projectDesk.setRegistrationOpen(caller, open));
    }

    @Override
    public Answer<List<String>> restartConnector(Caller caller, Consumer<String> progress)
            throws InterruptedException {
        return switch (change(() -> restartDesk.ask(caller))) {
            case Answer.Refused<OperationId> no -> new Answer.Refused<>(no.refusal());
            case Answer.Unfinished<OperationId> never -> throw new IllegalStateException(never.toString());
            case Answer.Done<OperationId> asked -> restartDesk.answer(asked.value(), progress);
        };
    }

    @Override
    public EventFeed onEvent(Consumer<TunnelEvent> told) {
        return EventRelay.begin(ports, told);
    }

    @Override
    public HealthReport health() {
        HealthReport report = healthDesk.report();
        // For the next answer: this one waits for nobody.
        engine.ifPresent(carrying -> parts.look(ports.clock().instant()));
        return report;
    }

    @Override
    public void close() {
        engine.ifPresent(Engine::close);
        // Who waits here is answered before the state is closed: with the outcome, or that the operation goes on elsewhere.
        outcomeWait.endWaits();
        ports.changes().close();
        outcomeWait.awaitNobody();
        ports.state().close();
    }

    /** Answers a change. A leader that was stopped in the middle of one keeps everybody from writing; then that is said. */
    private <T> Answer<T> change(Supplier<T> work) {
        Answer<T> answer = UseCase.answer(ports, work);
        if (answer instanceof Answer.Refused<T>(Refusal refusal) && refusal.code() == RefusalCode.STATE_UNAVAILABLE
                && UseCase.answer(ports,
                        leaderLook::obstacle) instanceof Answer.Done<Optional<String>>(Optional<String> why)
                && why.isPresent()) {
            return new Answer.Refused<>(refusal.adding(why.get() + "."));
        }
        return answer;
    }

    private interface Result<T> {
        T of(Route route, List<String> warnings);
    }

    private <T> Answer<T> outcome(Answer<HostnameDesk.Taken> taken, Consumer<String> progress, Result<T> result)
            throws InterruptedException {
        return switch (taken) {
            case Answer.Refused<HostnameDesk.Taken> refused -> new Answer.Refused<>(refused.refusal());
            case Answer.Unfinished<HostnameDesk.Taken> never -> throw new IllegalStateException(never.toString());
            case Answer.Done<HostnameDesk.Taken> done -> switch (done.value()) {
                case HostnameDesk.Taken.Already already ->
                    new Answer.Done<>(result.of(already.route(), List.of()));
                case HostnameDesk.Taken.AsOperation asked -> awaited(asked, progress, result);
            };
        };
    }

    private <T> Answer<T> awaited(HostnameDesk.Taken.AsOperation asked, Consumer<String> progress, Result<T> result)
            throws InterruptedException {
        outcomeWait.enter();
        try {
            return answered(asked, progress, result);
        } finally {
            outcomeWait.leave();
        }
    }

    private <T> Answer<T> answered(HostnameDesk.Taken.AsOperation asked, Consumer<String> progress, Result<T> result)
            throws InterruptedException {
        Operation now;
        try {
            now = outcomeWait.await(asked.operation().id(), progress);
        } catch (InterruptedException interrupted) {
            if (asked.asNew()) {
                cancel(asked.operation().id(), interrupted);
            }
            throw interrupted;
        } catch (PortFailure failure) {
            return outcomeWait.isClosing()
                    ? new Answer.Unfinished<>(asked.operation(), "This process was told to end; it stays asked for.")
                    : new Answer.Refused<>(Failures.refusal(ports, Failures.Of.STATE, failure));
        }
        if (now.outcome().isEmpty()) {
            return UseCase.answer(ports, () -> remaining(now)) instanceof Answer.Done<String>(String words)
                    ? new Answer.Unfinished<>(now, words)
                    : new Answer.Unfinished<>(now, "It has not ended.");
        }
        return switch (now.outcome().get()) {
            case OperationOutcome.NotDone no -> new Answer.Refused<>(no.refusal());
            case OperationOutcome.Done done ->
                UseCase.answer(ports, () -> result.of(broughtAbout(now, asked.route()), done.warnings()));
        };
    }

    private void cancel(OperationId id, InterruptedException interrupted) {
        try {
            hostnameDesk.cancel(id);
        } catch (PortFailure failure) {
            interrupted.addSuppressed(failure);
        }
    }

    /** Returns the route that {@code ended} has brought about or away; never one that somebody else has had since. */
    private Route broughtAbout(Operation ended, Optional<Route> asked) {
        HostnamePattern hostname = ended.intent().hostname();
        Optional<Route> latest = ports.state().read(state -> state.latestRoute(hostname))
                .filter(route -> route.owner().equals(ended.owner()));
        return switch (ended.intent()) {
            case Intent.Publish publish -> latest.filter(route -> route.state().holdsHostname())
                    .orElseThrow(() -> new Refused(RefusalCode.HOSTNAME_NOT_FOUND,
                            hostname + " was published by operation " + ended.id() + " and has been withdrawn since.",
                            "Ask for it again as a new request."));
            case Intent.Withdraw withdraw -> latest.filter(route -> !route.state().holdsHostname())
                    .or(() -> asked.map(route -> route.in(RouteState.GONE, ended.changedAt())))
                    .orElseThrow(() -> new Refused(RefusalCode.HOSTNAME_NOT_FOUND, hostname + " is not published.",
                            "See what is with tunnel_list_cnames {}."));
        };
    }

    private String remaining(Operation operation) {
        return switch (operation.state()) {
            case PENDING -> waited() + "nobody has taken it up yet"
                    + leaderLook.words().map(words -> " (the leader is " + words + ")").orElse("")
                    + "; it stays asked for." + obstacle();
            case RUNNING -> waited() + "it is at: "
                    + operation.progress() + ". It goes on by itself." + obstacle();
            case ENDED -> "It has ended.";
        };
    }

    private String waited() {
        return outcomeWait.isClosing() ? "This process was told to end, and "
                : "After " + settings.answerWithin().toSeconds() + " seconds ";
    }

    private String obstacle() {
        return leaderLook.obstacle().map(sentence -> " " + sentence).orElse("");
    }
}
