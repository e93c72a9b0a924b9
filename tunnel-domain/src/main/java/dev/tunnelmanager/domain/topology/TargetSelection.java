package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses the only address at which the connector reaches a project's service, or says why there is none.
 *
 * <p>Everything is seen from the network namespace in which the connector runs. A service is looked for in this order: the
 * project's own containers that publish the port on the host; those that serve it inside; a process on the host. Containers of
 * others are never a target and never a reason to look elsewhere. Among ways to the same container, a shared network comes
 * before a published port.
 */
public final class TargetSelection {

    private static final int GRAVER = 2;

    private final Situation situation;
    private final Findings findings;
    private final PortLookup lookup;
    private final Viewpoint view;
    private final Advice advice;
    private final HostTargets host;
    private final ContainerTargets containers;

    private TargetSelection(Situation situation, Viewpoint view, Findings findings) {
        this.situation = situation;
        this.findings = findings;
        this.lookup = new PortLookup(situation);
        this.view = view;
        this.advice = new Advice(situation);
        this.host = new HostTargets(situation, view);
        this.containers = new ContainerTargets(situation, view, host);
    }

    /**
     * Decides where a connector at {@code place} finds the service of {@code request}, given what was seen. Equal arguments give
     * equal answers. Refusals, in order of precedence: TARGET_UNKNOWN, TARGET_FORBIDDEN, TARGET_NOT_YOURS, TARGET_AMBIGUOUS,
     * TARGET_NOT_RUNNING, TARGET_NOT_FOUND, TARGET_UNREACHABLE.
     */
    public static TargetDecision decide(TargetRequest request, ConnectorPlace place, TopologySnapshot snapshot) {
        Findings findings = new Findings();
        Situation situation = Situation.of(request, snapshot);
        if (!(place instanceof ConnectorPlace.Unknown) && snapshot.engine() instanceof EngineView.Unknown engine) {
            return engineUnknown(engine, situation, place, findings);
        }
        boolean present = snapshot.engine() instanceof EngineView.Present;
        Viewpoint view = Viewpoint.of(place, situation.namespaces(), present, findings);
        if (view instanceof Viewpoint.Unclear unclear) {
            return findings.refuse(RefusalCode.TARGET_UNKNOWN,
                    "Where the connector runs is not known, so what it can reach is not known either. "
                            + unclear.reason(),
                    "Start the connector, or say in the configuration where it is: connector.kind, and"
                            + " connector.container or connector.unit.");
        }
        return new TargetSelection(situation, view, findings).decide(present);
    }

    private static TargetDecision engineUnknown(EngineView.Unknown engine, Situation situation, ConnectorPlace place,
            Findings findings) {
        findings.saw("The container engine could not be asked. " + engine.reason());
        PortNumber port = situation.port();
        boolean open = situation.processesOn(port).filter(at -> !at.isEmpty()).isPresent();
        if (open && situation.hint().hostService() && place instanceof ConnectorPlace.OnHost) {
            findings.saw("The project says that a process on the host serves port " + port + ".");
            return new HostTargets(situation, new Viewpoint.Host()).process(Optional.empty(), findings);
        }
        boolean onlyWord = open && place instanceof ConnectorPlace.OnHost && situation.hint().container().isEmpty();
        return findings.refuse(RefusalCode.TARGET_UNKNOWN,
                "The container engine could not be asked, so whose service port " + port + " is cannot be told. "
                        + engine.reason(),
                onlyWord ? Advice.hostService(port) : Advice.engine());
    }

    private TargetDecision decide(boolean enginePresent) {
        Optional<String> name = situation.hint().container();
        if (name.isPresent()) {
            return named(name.get(), enginePresent);
        }
        List<Fit> publishing = lookup.byHostPort();
        List<HostAddress> processes = situation.processesOn(situation.port()).orElse(List.of());
        if (situation.hint().hostService() && (!processes.isEmpty() || alive(publishing).isEmpty())) {
            findings.saw("The project says that a process on the host serves port " + situation.port() + ".");
            return hostProcess(!processes.isEmpty());
        }
        if (!alive(publishing).isEmpty()) {
            return among(alive(publishing));
        }
        List<Fit> serving = lookup.byInsidePort();
        if (!alive(serving).isEmpty()) {
            boolean onHostNetwork = alive(serving).stream()
                    .anyMatch(fit -> situation.isOnHostNetwork(fit.container()));
            return processes.isEmpty() || onHostNetwork
                    ? among(alive(serving))
                    : containerOrProcess(alive(serving));
        }
        if (!processes.isEmpty()) {
            return publishing.isEmpty() ? hostProcess(true) : containerOrProcess(publishing);
        }
        if (!publishing.isEmpty() || !serving.isEmpty()) {
            return among(publishing.isEmpty() ? serving : publishing);
        }
        return nothingOwn();
    }

    private TargetDecision named(String name, boolean enginePresent) {
        Optional<Container> found = situation.containers().stream().filter(it -> it.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            return findings.refuse(RefusalCode.TARGET_NOT_FOUND,
                    enginePresent
                            ? "There is no container \"" + name + "\"."
                            : "There is no container engine here, so there is no container \"" + name + "\".",
                    "Start it, or name another: port_allocate {\"port\":" + situation.port()
                            + ",\"container\":\"NAME\"}");
        }
        if (!situation.ownership().isOwn(found.get())) {
            return notYours("Container \"" + name + "\" is not one of project " + situation.request().owner() + ".",
                    "Name one of the project's own containers: those with label com.supervisor.project="
                            + situation.request().owner() + ", of that Compose project, or named "
                            + situation.request().owner() + "-….");
        }
        findings.saw("The project names container " + name + ".");
        return among(List.of(lookup.named(found.get(), findings)));
    }

    private TargetDecision among(List<Fit> candidates) {
        List<Fit> fits = candidates.stream().filter(fit -> !lookup.isServedByOthers(fit)).toList();
        if (fits.isEmpty()) {
            return notYours("Port " + situation.port() + " of container " + candidates.getFirst().container().name()
                    + " may be answered by a container of another project that shares its network.",
                    advice.apart(candidates.getFirst(), view));
        }
        if (fits.size() == 1) {
            return containers.one(fits.getFirst(), findings);
        }
        Optional<String> service = commonService(fits);
        return service.flatMap(alias -> containers.replicas(fits, alias, findings)).orElseGet(() -> several(fits));
    }

    private TargetDecision several(List<Fit> fits) {
        // The one to name in the recommendation is one that works, if there is any. What is refused for a graver reason whichever
        // is named is refused for that at once.
        Fit proposed = fits.stream().min(Comparator.comparingInt(fit -> hopelessness(alone(fit)))).orElseThrow();
        TargetDecision best = alone(proposed);
        if (hopelessness(best) == GRAVER) {
            return best;
        }
        List<Container> all = fits.stream().map(Fit::container).toList();
        return findings.refuse(RefusalCode.TARGET_AMBIGUOUS, "Several containers of project "
                + situation.request().owner() + " fit port " + situation.port() + ": " + Advice.names(all) + ".",
                Advice.name(situation.port(), proposed.container()));
    }

    private TargetDecision alone(Fit fit) {
        return containers.one(fit, findings.copy());
    }

    private static int hopelessness(TargetDecision decision) {
        return switch (decision) {
            case TargetDecision.Chosen chosen -> 0;
            case TargetDecision.Refused refused ->
                refused.refusal().code().compareTo(RefusalCode.TARGET_AMBIGUOUS) < 0 ? GRAVER : 1;
        };
    }

    private TargetDecision containerOrProcess(List<Fit> fits) {
        List<Container> all = fits.stream().map(Fit::container).toList();
        return findings.refuse(RefusalCode.TARGET_AMBIGUOUS,
                "A process on the host listens on port " + situation.port() + ", and " + Advice.names(all)
                        + " of project " + situation.request().owner() + " fits it too. If the container is meant, name"
                        + " it; if the process is meant, say so.",
                Advice.hostService(situation.port()));
    }

    private TargetDecision hostProcess(boolean listens) {
        Optional<TargetDecision> forbidden = host.forbidden(situation.port(), findings);
        if (forbidden.isPresent()) {
            return forbidden.get();
        }
        boolean othersPublish = !Situation.addresses(situation.foreign(), situation.port()).isEmpty();
        if (lookup.isOthersOnHostNetwork() || (!listens && othersPublish)) {
            return portOfOthers();
        }
        return host.process(Optional.empty(), findings);
    }

    private TargetDecision nothingOwn() {
        Optional<TargetDecision> forbidden = host.forbidden(situation.port(), findings);
        if (forbidden.isPresent()) {
            return forbidden.get();
        }
        if (lookup.isFoundOnOthers()) {
            return portOfOthers();
        }
        return lookup.withoutTcp().map(container -> findings.refuse(RefusalCode.TARGET_UNREACHABLE,
                "Container " + container.name() + " publishes port " + situation.port() + " for other protocols than"
                        + " TCP only.",
                advice.serveTcp(container, view)))
                .orElseGet(() -> host.process(Optional.empty(), findings));
    }

    private TargetDecision portOfOthers() {
        boolean held = situation.foreign().anyMatch(container -> Situation.publishes(container, situation.port()))
                || lookup.isOthersOnHostNetwork();
        return notYours("Port " + situation.port() + " is found only on a container of another project, and none of "
                + situation.request().owner() + "'s own serves it.",
                held ? Advice.anotherPort()
                        : situation.hint().hostService()
                                ? "Start the process on port " + situation.port() + " of the host."
                                : advice.start(view));
    }

    private TargetDecision notYours(String problem, String recommendation) {
        return findings.refuse(RefusalCode.TARGET_NOT_YOURS, problem, recommendation);
    }

    private static List<Fit> alive(List<Fit> fits) {
        return fits.stream().filter(Fit::isAlive).toList();
    }

    /** Returns the Compose service of which all are replicas. */
    private static Optional<String> commonService(List<Fit> fits) {
        Set<List<String>> services = fits.stream().map(fit -> fit.container().labels()).map(labels -> {
            List<String> service = new ArrayList<>();
            labels.composeProject().ifPresent(service::add);
            labels.composeService().ifPresent(service::add);
            return service;
        }).collect(Collectors.toSet());
        return services.stream().filter(service -> services.size() == 1 && service.size() == 2)
                .map(service -> service.get(1)).findFirst();
    }
}
