package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers every question with the one answer it was given, and remembers what it was asked. */
final class ScriptedControlPlane implements ControlPlane {

    /** What was asked, in order: the caller, then the arguments. */
    final List<List<Object>> asked = Collections.synchronizedList(new ArrayList<>());
    final List<String> progress = new ArrayList<>();
    final List<Consumer<TunnelEvent>> listening = new ArrayList<>();
    private Answer<?> next = new Answer.Done<>(new Page<>(List.of(), 0, false));

    ScriptedControlPlane answering(Answer<?> answer) {
        next = answer;
        return this;
    }

    @Override
    public Answer<TunnelStatus> status(Caller caller) {
        return answer(caller);
    }

    @Override
    public Answer<PublishedHostname> publish(Caller caller, PublishRequest request, Consumer<String> told) {
        progress.forEach(told);
        return answer(caller, request);
    }

    @Override
    public Answer<Route> withdraw(Caller caller, String hostname, Optional<ProjectName> owner, Consumer<String> told) {
        progress.forEach(told);
        return answer(caller, hostname, owner);
    }

    @Override
    public Answer<List<Route>> hostnames(Caller caller, Optional<ProjectName> owner, Optional<String> domain) {
        return answer(caller, owner, domain);
    }

    @Override
    public Answer<Page<Route>> hostnames(Caller caller, Optional<ProjectName> owner, Optional<String> domain,
            Optional<String> after, long limit) {
        return answer(caller, owner, domain, after, limit);
    }

    @Override
    public Answer<List<Zone>> zones(Caller caller, boolean refresh) {
        return answer(caller, refresh);
    }

    @Override
    public Answer<PortAllocation> allocatePort(Caller caller, PortRequest request) {
        return answer(caller, request);
    }

    @Override
    public Answer<Long> releasePort(Caller caller, long port) {
        return answer(caller, port);
    }

    @Override
    public Answer<List<PortAllocation>> ports(Caller caller, Optional<ProjectName> owner) {
        return answer(caller, owner);
    }

    @Override
    public Answer<Page<PortAllocation>> ports(Caller caller, Optional<ProjectName> owner, OptionalLong after,
            long limit) {
        return answer(caller, owner, after, limit);
    }

    @Override
    public Answer<Operation> operation(Caller caller, String id) {
        return answer(caller, id);
    }

    @Override
    public Answer<List<AuditEntry>> audit(Caller caller, Optional<String> subject, int limit) {
        return answer(caller, subject, limit);
    }

    @Override
    public Answer<Explanation> explain(Caller caller, String subject) {
        throw new UnsupportedOperationException("No tool asks for it");
    }

    @Override
    public Answer<PlanReport> plan(Caller caller, Optional<String> domain) {
        throw new UnsupportedOperationException("No tool asks for it");
    }

    @Override
    public Answer<ApplyReport> apply(Caller caller, Optional<String> domain, Consumer<String> told) {
        throw new UnsupportedOperationException("No tool asks for it");
    }

    @Override
    public <T> Answer<T> maintain(Caller caller, String action, String subject, Supplier<Verdict<T>> work) {
        throw new UnsupportedOperationException("No tool asks for it");
    }

    @Override
    public Answer<List<Project>> projects(Caller caller) {
        return answer(caller);
    }

    @Override
    public Answer<Project> setProject(Caller caller, Project limits) {
        return answer(caller, limits);
    }

    @Override
    public Answer<String> issueToken(Caller caller, ProjectName project) {
        return answer(caller, project);
    }

    @Override
    public Answer<ProjectName> clearToken(Caller caller, ProjectName project) {
        return answer(caller, project);
    }

    @Override
    public Answer<Boolean> setRegistrationOpen(Caller caller, boolean open) {
        return answer(caller, open);
    }

    @Override
    public Answer<List<String>> restartConnector(Caller caller, Consumer<String> told) {
        progress.forEach(told);
        return answer(caller);
    }

    @Override
    public EventFeed onEvent(Consumer<TunnelEvent> told) {
        listening.add(told);
        return () -> listening.remove(told);
    }

    @Override
    public HealthReport health() {
        throw new UnsupportedOperationException("health");
    }

    @Override
    public void close() {
        throw new IllegalStateException("The tools do not own the core");
    }

    /** The test gives an answer of the type that the call under test asks for. */
    @SuppressWarnings("unchecked")
    private <T> Answer<T> answer(Object... arguments) {
        asked.add(List.of(arguments));
        return (Answer<T>) next;
    }
}
