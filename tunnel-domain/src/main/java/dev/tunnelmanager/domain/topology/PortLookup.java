package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the containers behind a port: by the port they publish on the host, then by the port they serve inside. */
final class PortLookup {

    private final Situation situation;

    PortLookup(Situation situation) {
        this.situation = situation;
    }

    /** Returns the project's own containers that publish the port on the host, by name. */
    List<Fit> byHostPort() {
        return situation.own().filter(container -> Situation.publishes(container, situation.port()))
                .map(this::publishing).toList();
    }

    /** Returns the project's own containers that serve the port inside, one for each network namespace, by name. */
    List<Fit> byInsidePort() {
        Map<String, Fit> byHolder = new LinkedHashMap<>();
        situation.own().filter(container -> Namespaces.declares(container, situation.port()))
                .map(container -> serving(container, situation.port()))
                // The one that owns the namespace stands for it, if it serves the port itself, and what runs before what does not.
                .sorted(Comparator.comparing((Fit fit) -> !fit.isAlive())
                        .thenComparing(fit -> !fit.holder().equals(fit.container()))
                        .thenComparing(fit -> fit.container().name()))
                .forEach(fit -> byHolder.putIfAbsent(fit.holder().id(), fit));
        return byHolder.values().stream().sorted(Comparator.comparing(fit -> fit.container().name())).toList();
    }

    /** Returns the container that the project named, seen through the port as far as it shows there. */
    Fit named(Container container, Findings findings) {
        if (Situation.publishes(container, situation.port())) {
            return publishing(container);
        }
        Namespaces.Namespace namespace = situation.namespaces().of(container);
        if (namespace instanceof Namespaces.Namespace.Of of && situation.ownership().isOwn(of.owner())
                && Situation.publishes(of.owner(), situation.port())) {
            Fit owner = publishing(of.owner());
            return new Fit(container, namespace, owner.inside(), owner.published());
        }
        if (!Namespaces.declares(container, situation.port())) {
            findings.warn("Container " + container.name() + " does not declare port " + situation.port()
                    + "; it is taken to serve it because the project says so.");
        }
        return serving(container, situation.port());
    }

    /**
     * Returns whether another project's container may be the one that answers on {@code fit}'s port, because it lives in the same
     * namespace and declares the port, or because nothing of the project's own there does. Sharing a namespace with others is fine
     * otherwise.
     */
    boolean isServedByOthers(Fit fit) {
        if (fit.namespace() instanceof Namespaces.Namespace.OfHost) {
            return isOthersOnHostNetwork();
        }
        List<Container> there = situation.namespaces().livingIn(fit.holder());
        List<Container> others = there.stream().filter(Namespaces::isAlive)
                .filter(container -> !situation.ownership().isOwn(container)).toList();
        boolean ownDeclares = there.stream().filter(situation.ownership()::isOwn)
                .anyMatch(container -> Namespaces.declares(container, fit.inside()));
        return others.stream().anyMatch(container -> Namespaces.declares(container, fit.inside()))
                || (!others.isEmpty() && !ownDeclares);
    }

    /** Returns whether another project's container publishes the port, or serves it inside. */
    boolean isFoundOnOthers() {
        return situation.foreign().anyMatch(container -> Situation.publishes(container, situation.port())
                || (Namespaces.isAlive(container) && Namespaces.declares(container, situation.port())));
    }

    /** Returns whether another project's container uses the host's network and declares the port. */
    boolean isOthersOnHostNetwork() {
        return situation.foreign().filter(Namespaces::isAlive).filter(situation::isOnHostNetwork)
                .anyMatch(container -> container.exposed().contains(situation.port()));
    }

    /** Returns an own container that publishes the port for something else than TCP only. */
    Optional<Container> withoutTcp() {
        return situation.own().filter(container -> container.mode() instanceof Container.NetworkMode.Networks)
                .filter(container -> container.bindings().stream()
                        .anyMatch(binding -> binding.hostPort().equals(situation.port())))
                .filter(container -> !Situation.publishes(container, situation.port())).findFirst();
    }

    private Fit publishing(Container container) {
        List<Container.PortBinding> bindings = Namespaces.published(container).stream()
                .filter(binding -> binding.hostPort().equals(situation.port()))
                .sorted(Comparator.comparingInt(PortLookup::rank)).toList();
        PortNumber inside = bindings.getFirst().containerPort();
        return new Fit(container, situation.namespaces().of(container), inside,
                bindings.stream().filter(binding -> binding.containerPort().equals(inside)).toList());
    }

    private Fit serving(Container container, PortNumber inside) {
        Namespaces.Namespace namespace = situation.namespaces().of(container);
        List<Container.PortBinding> bindings = new ArrayList<>();
        if (namespace instanceof Namespaces.Namespace.Of of) {
            Stream<Container.PortBinding> all = Namespaces.published(of.owner()).stream();
            all.filter(binding -> binding.containerPort().equals(inside))
                    .filter(binding -> isFree(binding.hostPort())).forEach(bindings::add);
        }
        return new Fit(container, namespace, inside, bindings);
    }

    /** A host port that was allocated to another project, or reserved, is not a way to this one's service. */
    private boolean isFree(PortNumber hostPort) {
        ProjectName asking = situation.request().owner();
        return !situation.request().reservedPorts().contains(hostPort)
                && Optional.ofNullable(situation.request().portOwners().get(hostPort))
                        .filter(owner -> !owner.equals(asking) && !asking.equals(ProjectName.META)).isEmpty();
    }

    /** One port of the host can lead to different ports inside, by address; what is reached most widely is taken first. */
    private static int rank(Container.PortBinding binding) {
        return switch (binding.hostAddress()) {
            case "0.0.0.0" -> 0;
            case "127.0.0.1" -> 1;
            case "::" -> 2;
            case "::1" -> 3;
            default -> 4;
        };
    }
}
