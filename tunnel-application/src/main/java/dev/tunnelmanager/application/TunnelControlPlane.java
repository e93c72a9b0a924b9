package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
    private final Outcomes outcomes;
    private final ApplyDesk applyDesk;
    private final RestartDesk restartDesk;
    private final PartLooks parts;
    private final HealthDesk healthDesk;
    private final Threads threads;
    private final EventsUntilClosed events;

    private TunnelControlPlane(DrivenPorts outside, ControlPlaneSettings settings, boolean candidate, Threads threads) {
        this.events = new EventsUntilClosed(outside.events());
        this.ports = outside.telling(events);
        this.threads = threads;
        this.engine = candidate ? Optional.of(new Engine(ports, settings, threads)) : Optional.empty();
        this.zoneLook = new ZoneLook(ports, settings.zonesFreshFor());
        this.portDesk = new PortDesk(ports, settings);
        this.hostnameDesk = new HostnameDesk(ports, settings, zoneLook);
        this.projectDesk = new ProjectDesk(ports);
        this.planDesk = new PlanDesk(ports, settings);
        this.maintenanceDesk = new MaintenanceDesk(ports);
        LeaderLook leaderLook = new LeaderLook(ports);
        this.statusLook = new StatusLook(ports, leaderLook);
        this.outcomeWait = new OutcomeWait(ports, leaderLook, settings.answerWithin());
        this.outcomes = new Outcomes(ports, hostnameDesk, leaderLook, outcomeWait);
        this.applyDesk = new ApplyDesk(planDesk, hostnameDesk, outcomes, ports);
        this.restartDesk = new RestartDesk(ports);
        this.parts = new PartLooks(ports, settings);
        this.healthDesk = new HealthDesk(ports, parts, settings);
    }

    /**
     * Opens the application and joins the candidates for leadership, on a thread of its own. Closing it closes the state store and
     * the change feed too.
     */
    public static TunnelControlPlane open(DrivenPorts ports, ControlPlaneSettings settings) {
        return open(ports, settings, Threads.REAL);
    }

    /** Opens the application as {@link #open(DrivenPorts, ControlPlaneSettings)} does, on threads of one's choice. */
    public static TunnelControlPlane open(DrivenPorts ports, ControlPlaneSettings settings, Threads threads) {
        TunnelControlPlane plane = new TunnelControlPlane(ports, settings, true, threads);
        plane.engine.ifPresent(Engine::start);
        return plane;
    }

    /** Opens the application without joining the candidates for leadership. */
    public static TunnelControlPlane asking(DrivenPorts ports, ControlPlaneSettings settings) {
        return new TunnelControlPlane(ports, settings, false, Threads.REAL);
    }

    @Override
    public Answer<TunnelStatus> status(Caller caller) {
        return UseCase.answer(ports, () -> statusLook.look(caller));
    }

    @Override
    public Answer<PublishedHostname> publish(Caller caller, PublishRequest request, Consumer<String> progress)
            throws InterruptedException {
        Answer<HostnameDesk.Taken> taken = outcomes.change(() -> hostnameDesk.publish(caller, request));
        return outcomes.answer(taken, progress, PublishedHostname::new);
    }

    @Override
    public Answer<Route> withdraw(Caller caller, String hostname, Optional<ProjectName> owner,
            Consumer<String> progress) throws InterruptedException {
        Answer<HostnameDesk.Taken> taken = outcomes.change(() -> hostnameDesk.withdraw(caller, hostname, owner));
        return outcomes.answer(taken, progress, (route, warnings) -> route);
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
        return outcomes.change(() -> portDesk.allocate(caller, request));
    }

    @Override
    public Answer<Long> releasePort(Caller caller, long port) {
        return outcomes.change(() -> portDesk.release(caller, port));
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
        return applyDesk.apply(caller, domain, progress);
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
        return outcomes.change(() -> projectDesk.set(caller, limits));
    }

    @Override
    public Answer<String> issueToken(Caller caller, ProjectName project) {
        return outcomes.change(() -> projectDesk.issueToken(caller, project));
    }

    @Override
    public Answer<ProjectName> clearToken(Caller caller, ProjectName project) {
        return outcomes.change(() -> projectDesk.clearToken(caller, project));
    }

    @Override
    public Answer<Boolean> setRegistrationOpen(Caller caller, boolean open) {
        return outcomes.change(() -> projectDesk.setRegistrationOpen(caller, open));
    }

    @Override
    public Answer<List<String>> restartConnector(Caller caller, Consumer<String> progress)
            throws InterruptedException {
        return switch (outcomes.change(() -> restartDesk.ask(caller))) {
            case Answer.Refused<OperationId> no -> new Answer.Refused<>(no.refusal());
            case Answer.Unfinished<OperationId> never -> throw new IllegalStateException(never.toString());
            case Answer.Done<OperationId> asked -> restartDesk.answer(asked.value(), progress);
        };
    }

    @Override
    public EventFeed onEvent(Consumer<TunnelEvent> told) {
        return EventRelay.begin(ports, threads, told);
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
        events.close();
        ports.state().close();
    }
}
