package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Chooses targets in containers: by name on a shared network first, by a published port otherwise. */
final class ContainerTargets {

    private final Situation situation;
    private final Viewpoint view;
    private final HostTargets host;
    private final Advice advice;

    ContainerTargets(Situation situation, Viewpoint view, HostTargets host) {
        this.situation = situation;
        this.view = view;
        this.host = host;
        this.advice = new Advice(situation);
    }

    /** Decides for one container. */
    TargetDecision one(Fit fit, Findings findings) {
        findings.saw("Container " + fit.container().name() + " is the project's own and serves port " + fit.inside()
                + "; it is " + word(fit.container()) + ".");
        List<Container> idle = Stream
                .concat(Stream.of(fit.holder(), fit.container()).filter(it -> it.state() != Container.State.RUNNING),
                        pausedBeside(fit))
                .distinct().toList();
        return idle.isEmpty()
                ? reach(fit, findings)
                : notRunning(idle, reach(fit, findings.copy()), findings);
    }

    /** Decides for replicas of one Compose service; empty if no alias leads to all of them and to nothing else. */
    Optional<TargetDecision> replicas(List<Fit> fits, String service, Findings findings) {
        List<Container> containers = fits.stream().map(Fit::container).toList();
        if (!(view instanceof Viewpoint.InContainer inside)
                || fits.stream().anyMatch(fit -> !fit.holder().equals(fit.container()))
                || fits.stream().map(Fit::inside).distinct().count() > 1) {
            return Optional.empty();
        }
        Optional<NetworkNames.Name> found = names(inside).forReplicas(containers, service);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        NetworkNames.Name name = found.get();
        findings.saw("Containers " + Advice.names(containers) + " are replicas of Compose service " + service + ".");
        List<Container> paused = containers.stream().filter(it -> it.state() == Container.State.PAUSED).toList();
        TargetDecision chosen = named(name, fits.getFirst().inside(), Advice.names(containers), findings);
        if (!paused.isEmpty()) {
            return Optional.of(notRunning(paused, chosen, findings));
        }
        return Optional.of(chosen);
    }

    private TargetDecision notRunning(List<Container> idle, TargetDecision afterwards, Findings findings) {
        String commands = Advice.run(idle);
        if (afterwards instanceof TargetDecision.Refused refused
                && Advice.isCommand(refused.refusal().recommendation())) {
            commands += " && " + refused.refusal().recommendation();
        }
        Container first = idle.getFirst();
        String meaning = first.state() == Container.State.PAUSED
                ? "it would accept connections and never answer"
                : "nothing answers there";
        return findings.refuse(RefusalCode.TARGET_NOT_RUNNING,
                "Container " + situationName(first) + " is " + word(first) + ", so " + meaning + ".", commands);
    }

    /** A paused container that declares the port in the same namespace may be the one that holds it. */
    private Stream<Container> pausedBeside(Fit fit) {
        return situation.namespaces().livingIn(fit.holder()).stream()
                .filter(container -> container.state() == Container.State.PAUSED)
                .filter(container -> Namespaces.declares(container, fit.inside()));
    }

    private String situationName(Container container) {
        String called = situation.ownership().call(container);
        return called.startsWith("container ") ? called.substring("container ".length()) : called;
    }

    private TargetDecision reach(Fit fit, Findings findings) {
        return switch (fit.namespace()) {
            case Namespaces.Namespace.OfHost onHost -> host.process(Optional.of(fit.container()), findings);
            case Namespaces.Namespace.Isolated isolated -> isInView(isolated.owner())
                    ? sameNamespace(fit, findings)
                    : findings.refuse(RefusalCode.TARGET_UNREACHABLE,
                            "Container " + fit.container().name() + " has no network (network_mode: none), so nothing"
                                    + " reaches it.",
                            view instanceof Viewpoint.InContainer inside
                                    ? advice.share(inside, fit)
                                    : advice.apart(fit, view));
            case Namespaces.Namespace.Lost lost -> findings.refuse(RefusalCode.TARGET_UNREACHABLE,
                    "Container " + fit.container().name() + " has no network, because " + lost.reason() + ".",
                    advice.apart(fit, view));
            case Namespaces.Namespace.Of of -> {
                if (!of.owner().equals(fit.container())) {
                    findings.saw("It shares the network of " + situation.ownership().call(of.owner()) + ".");
                }
                yield switch (view) {
                    case Viewpoint.Host onHost -> host.published(fit, findings)
                            .orElseGet(() -> unpublished(fit, findings));
                    case Viewpoint.InContainer inside -> overNetworks(fit, inside, findings);
                    case Viewpoint.Unclear unclear -> throw new IllegalStateException(unclear.reason());
                };
            }
        };
    }

    private boolean isInView(Container holder) {
        return view instanceof Viewpoint.InContainer inside && inside.owner().equals(holder);
    }

    private TargetDecision overNetworks(Fit fit, Viewpoint.InContainer inside, Findings findings) {
        if (isInView(fit.holder())) {
            return sameNamespace(fit, findings);
        }
        NetworkNames names = names(inside);
        List<Network> shared = names.sharedWith(List.of(fit.holder()));
        if (!shared.isEmpty()) {
            findings.saw("Connector and container share " + (shared.size() == 1 ? "network " : "networks ")
                    + String.join(", ", shared.stream().map(Network::name).toList()) + ".");
            return names.forOne(fit.holder())
                    .map(name -> named(name, fit.inside(), fit.holder().name(), findings))
                    .orElseGet(() -> nameless(fit, shared.getFirst(), names, findings));
        }
        return host.published(fit, findings).orElseGet(() -> noSharedNetwork(fit, inside, findings));
    }

    private TargetDecision named(NetworkNames.Name name, PortNumber inside, String containers, Findings findings) {
        return findings.chooseNamed(situation.hint(), name.text(), inside, containers, name.network().name(),
                "The connector and the service are both on network " + name.network().name() + ", where "
                        + name.text() + " leads to the service and " + inside + " is its port inside.");
    }

    private TargetDecision sameNamespace(Fit fit, Findings findings) {
        return host.forbidden(fit.inside(), findings).orElseGet(() -> findings.chooseLocal(situation.hint(),
                "localhost", fit.inside(), Optional.of(fit.container().name()),
                "The connector shares the network of container " + fit.container().name()
                        + ", so it is reached at localhost:" + fit.inside() + "."));
    }

    private TargetDecision nameless(Fit fit, Network network, NetworkNames names, Findings findings) {
        String alias = names.unused(situation.request().owner() + "-" + fit.inside());
        return findings.refuse(RefusalCode.TARGET_AMBIGUOUS,
                "No name of container " + fit.holder().name() + " leads from the connector to it alone: each one is"
                        + " used by another container of the connector's networks too, or cannot stand in an address.",
                situation.ownership().isOwn(fit.holder())
                        ? advice.rename(fit.holder(), network, alias)
                        : advice.apart(fit, view));
    }

    private TargetDecision unpublished(Fit fit, Findings findings) {
        PortNumber port = situation.port();
        if (!Situation.addresses(situation.foreign(), port).isEmpty()) {
            return findings.refuse(RefusalCode.TARGET_NOT_YOURS, "Port " + port + " of the host is published by a"
                    + " container of another project, and the project's own container " + fit.container().name()
                    + " publishes nothing that the connector on the host could reach.",
                    advice.publishElsewhere(fit));
        }
        return findings.refuse(RefusalCode.TARGET_UNREACHABLE, "Container " + fit.container().name()
                + " publishes no port that leads to its port " + fit.inside() + ", and the connector on the host can"
                + " reach containers through published ports only.",
                advice.publish(fit));
    }

    private TargetDecision noSharedNetwork(Fit fit, Viewpoint.InContainer inside, Findings findings) {
        boolean defaultBridge = situation.namespaces().networksOf(fit.holder()).stream()
                .anyMatch(network -> network.kind() == Network.Kind.DEFAULT_BRIDGE
                        && inside.networks().contains(network));
        String why = defaultBridge
                ? "share the default bridge only, on which names do not resolve"
                : "share no network";
        return findings.refuse(RefusalCode.TARGET_UNREACHABLE,
                "The connector's container " + inside.owner().name() + " and " + fit.holder().name() + " " + why
                        + ", and port " + fit.inside() + " is not published.",
                advice.share(inside, fit));
    }

    private NetworkNames names(Viewpoint.InContainer inside) {
        return new NetworkNames(inside, situation.containers(), situation.ownership());
    }

    private static String word(Container container) {
        return container.state().name().toLowerCase(Locale.ROOT);
    }
}
