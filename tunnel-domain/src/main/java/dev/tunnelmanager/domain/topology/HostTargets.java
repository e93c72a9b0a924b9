package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Chooses targets on the host: its processes, and ports that containers publish. */
final class HostTargets {

    /** Where container engines are controlled over TCP, without and with TLS (Docker's registered ports). */
    private static final Set<Integer> ENGINE_PORTS = Set.of(2375, 2376);

    private final Situation situation;
    private final Viewpoint view;
    private final Advice advice;

    HostTargets(Situation situation, Viewpoint view) {
        this.situation = situation;
        this.view = view;
        this.advice = new Advice(situation);
    }

    /** Returns whether nobody may publish this port of the host. */
    static boolean isForbidden(Situation situation, PortNumber port) {
        return situation.request().reservedPorts().contains(port) || ENGINE_PORTS.contains(port.value());
    }

    /** Refuses ports of the host, or of the connector's own namespace, that nobody may publish. */
    Optional<TargetDecision> forbidden(PortNumber port, Findings findings) {
        if (situation.request().reservedPorts().contains(port)) {
            return Optional.of(findings.refuse(RefusalCode.TARGET_FORBIDDEN,
                    "Port " + port + " belongs to Tunnel Manager or to the connector, so nobody may publish it.",
                    Advice.anotherPort()));
        }
        if (ENGINE_PORTS.contains(port.value())) {
            return Optional.of(findings.refuse(RefusalCode.TARGET_FORBIDDEN,
                    "Port " + port
                            + " of the host is where container engines are controlled, so nobody may publish it.",
                    Advice.anotherPort()));
        }
        return Optional.empty();
    }

    /**
     * Decides for a process on the host.
     *
     * @param container the container that runs it on the host's network, if it is one
     */
    TargetDecision process(Optional<Container> container, Findings findings) {
        PortNumber port = situation.port();
        Optional<TargetDecision> forbidden = forbidden(port, findings);
        if (forbidden.isPresent()) {
            return forbidden.get();
        }
        container.ifPresent(on -> findings.saw("Container " + on.name() + " uses the host's network."));
        Optional<List<HostAddress>> seen = situation.processesOn(port);
        if (seen.isEmpty() || seen.get().isEmpty()) {
            return unseen(container, seen.isEmpty(), findings);
        }
        HostPort sockets = new HostPort(seen.get(), true,
                Situation.addresses(situation.containers().stream().filter(Namespaces::isAlive), port));
        findings.saw("A process on the host listens on port " + port + " at " + sockets.describe() + ".");
        return reach(sockets, port, new Service(Optional.empty(), container, "a process on the host"), findings);
    }

    /**
     * What is behind a port.
     *
     * @param fit a container that publishes the port; empty for a process on the host
     * @param container the container that answers, if one does
     * @param what what to call it
     */
    private record Service(Optional<Fit> fit, Optional<Container> container, String what) {}

    /** Decides for a container by the ports that it publishes; empty if it publishes none. */
    Optional<TargetDecision> published(Fit fit, Findings findings) {
        Optional<TargetDecision> refusal = Optional.empty();
        for (PortNumber hostPort : fit.published().stream().map(Container.PortBinding::hostPort).distinct().toList()) {
            Stream<HostAddress> at = fit.published().stream().filter(binding -> binding.hostPort().equals(hostPort))
                    .flatMap(binding -> HostAddress.parse(binding.hostAddress()).stream());
            Stream<Container> others = situation.containers().stream().filter(Namespaces::isAlive)
                    .filter(container -> !container.equals(fit.holder()));
            List<HostAddress> otherSockets = Stream.concat(Situation.addresses(others, hostPort).stream(),
                    situation.processesOn(hostPort).orElse(List.of()).stream()).toList();
            HostPort sockets = new HostPort(at.toList(), false, otherSockets);
            findings.saw("Container " + fit.holder().name() + " publishes its port " + fit.inside() + " at "
                    + sockets.describe() + ", port " + hostPort + " of the host.");
            TargetDecision decision = forbidden(hostPort, findings).orElseGet(
                    () -> reach(sockets, hostPort, new Service(Optional.of(fit), Optional.of(fit.holder()),
                            "container " + fit.holder().name()), findings));
            if (decision instanceof TargetDecision.Chosen) {
                return Optional.of(decision);
            }
            refusal = refusal.or(() -> Optional.of(decision));
        }
        return refusal;
    }

    private TargetDecision reach(HostPort sockets, PortNumber port, Service service, Findings findings) {
        if (sockets.isOnlyLinkLocal()) {
            return findings.refuse(RefusalCode.TARGET_FORBIDDEN,
                    "Port " + port + " is served at the link-local address " + sockets.describe()
                            + " only, and such an address may not be published.",
                    service.fit().map(advice::publish)
                            .orElseGet(() -> "Let the service listen on 127.0.0.1:" + port + " instead."));
        }
        Optional<String> name = service.container().map(Container::name);
        switch (view) {
            case Viewpoint.Host host -> {
                Optional<String> address = sockets.fromHost();
                if (address.isPresent()) {
                    return findings.chooseLocal(situation.hint(), address.get(), port, name, "The connector is on the"
                            + " host, where " + service.what() + " is reached at " + address.get() + ":" + port + ".");
                }
            }
            case Viewpoint.InContainer inside -> {
                Optional<HostPort.Outside> outside = sockets.fromContainer(inside);
                if (outside.isPresent()) {
                    outside.get().caution().ifPresent(findings::warn);
                    return findings.chooseLocal(situation.hint(), outside.get().host(), port, name, "The connector is"
                            + " in a container and shares no network with " + service.what() + "; "
                            + outside.get().reason()
                            + ", where port " + port + " is open.");
                }
                return unreachable(inside, sockets, port, service, findings);
            }
            case Viewpoint.Unclear unclear -> throw new IllegalStateException(unclear.reason());
        }
        return taken(sockets, port, service.fit().map(advice::publishElsewhere).orElseGet(Advice::anotherPort),
                findings);
    }

    private TargetDecision taken(HostPort sockets, PortNumber port, String elsewhere, Findings findings) {
        boolean others = Situation.addresses(situation.foreign(), port).stream().findAny().isPresent();
        return others
                ? findings.refuse(RefusalCode.TARGET_NOT_YOURS,
                        "Port " + port + " of the host is published by a container of another project as well, and a"
                                + " connection could end there.",
                        elsewhere)
                : findings.refuse(RefusalCode.TARGET_AMBIGUOUS,
                        "Port " + port + " of the host is served by several things at " + sockets.describe()
                                + ", so a connection could end at the wrong one.",
                        elsewhere);
    }

    private TargetDecision unreachable(Viewpoint.InContainer from, HostPort sockets, PortNumber port, Service service,
            Findings findings) {
        if (sockets.mine().stream().anyMatch(address -> !address.isLoopback()) && !from.outward().isEmpty()
                && !Situation.addresses(situation.foreign(), port).isEmpty()) {
            return taken(sockets, port,
                    service.fit().map(fit -> advice.share(from, fit)).orElseGet(Advice::anotherPort), findings);
        }
        Optional<String> step = service.fit().map(fit -> advice.share(from, fit))
                .or(() -> advice.forward(from, port, sockets));
        if (step.isEmpty()) {
            return taken(sockets, port, Advice.anotherPort(), findings);
        }
        String why = from.outward().isEmpty()
                ? "the connector's container " + from.owner().name() + " has no network that leads to the host"
                : sockets.isOnlyLoopback()
                        ? "the host's loopback cannot be reached from the connector's container " + from.owner().name()
                        : "none of these is an address that the connector's container " + from.owner().name()
                                + " reaches";
        return findings.refuse(RefusalCode.TARGET_UNREACHABLE, "Port " + port + " of " + service.what() + " is open at "
                + sockets.describe() + " of the host, and " + why + ".", step.get());
    }

    /** Nothing was seen on the port: either nothing listens, or the sockets could not be read. */
    private TargetDecision unseen(Optional<Container> container, boolean unread, Findings findings) {
        PortNumber port = situation.port();
        findings.saw(unread
                ? "The listening sockets of the host could not be read."
                : "No process on the host listens on port " + port + ".");
        HostPort assumed = new HostPort(List.of(HostAddress.ANY_V4), true,
                Situation.addresses(situation.containers().stream().filter(
                        other -> Namespaces.isAlive(other) || !situation.ownership().isOwn(other)), port));
        boolean vouched = situation.hint().hostService() || container.isPresent();
        if (view instanceof Viewpoint.InContainer inside && !(unread && vouched)) {
            return unread
                    ? findings.refuse(RefusalCode.TARGET_UNKNOWN, "Whether a process on the host listens on port "
                            + port + " could not be checked, and no container of the project serves it.",
                            Advice.hostService(port))
                    : notFound(inside, container, findings);
        }
        findings.warn(unread
                ? "Whether anything listens on port " + port + " of the host could not be checked."
                : "Nothing listens on port " + port + " of the host yet; visitors get an error until it does.");
        return reach(assumed, port, new Service(Optional.empty(), container, "a process on the host"), findings);
    }

    private TargetDecision notFound(Viewpoint.InContainer from, Optional<Container> container, Findings findings) {
        PortNumber port = situation.port();
        return findings.refuse(RefusalCode.TARGET_NOT_FOUND,
                "Nothing listens on port " + port + " of the host, and no container of project "
                        + situation.request().owner() + " serves it.",
                container.map(on -> advice.listen(from, "container " + on.name()))
                        .orElseGet(() -> situation.hint().hostService() ? advice.listen(from, "the process")
                                : advice.start(from)));
    }
}
