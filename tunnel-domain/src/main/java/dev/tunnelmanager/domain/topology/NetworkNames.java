package dev.tunnelmanager.domain.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a name means inside the connector's namespace. The engine's name server looks through all of the namespace's networks, so
 * a name is good only if it leads to the wanted containers on every one of them.
 */
final class NetworkNames {

    /**
     * A single label: a name with a dot would be asked of public name servers as soon as its container is gone. Numbers are left
     * out because resolvers may take them for addresses.
     */
    private static final Pattern USABLE = Pattern.compile("(?!\\d+$)(?!0[xX])[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    private final Viewpoint.InContainer view;
    private final List<Container> containers;
    private final ContainerOwnership ownership;

    NetworkNames(Viewpoint.InContainer view, List<Container> containers, ContainerOwnership ownership) {
        this.view = view;
        this.containers = containers;
        this.ownership = ownership;
    }

    /** A name and the network on which it is used. */
    record Name(String text, Network network) {}

    /** Returns the networks with names that the connector shares with all of {@code wanted}, by name. */
    List<Network> sharedWith(List<Container> wanted) {
        return view.named().stream().filter(
                network -> wanted.stream().allMatch(container -> membership(container, network).isPresent()))
                .toList();
    }

    /** Returns a name that leads to {@code wanted} and to nothing else. */
    Optional<Name> forOne(Container wanted) {
        for (Network network : sharedWith(List.of(wanted))) {
            List<String> names = new ArrayList<>(List.of(wanted.name()));
            names.addAll(new TreeSet<>(membership(wanted, network).orElseThrow().aliases()));
            for (String name : names) {
                boolean pinned = name.length() >= 12 && wanted.id().startsWith(name);
                if (isUsable(name) && !pinned && answeringTo(name, Set.of(wanted.id())).equals(Set.of(wanted.id()))) {
                    return Optional.of(new Name(name, network));
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the alias {@code service} if it leads to all of {@code replicas} and to nothing else. */
    Optional<Name> forReplicas(List<Container> replicas, String service) {
        Set<String> ids = replicas.stream().map(Container::id).collect(Collectors.toSet());
        return sharedWith(replicas).stream()
                .filter(network -> isUsable(service)
                        && replicas.stream().allMatch(replica -> answers(replica, network, service))
                        && answeringTo(service, ids).equals(ids))
                .map(network -> new Name(service, network)).findFirst();
    }

    /** Returns whether the name of {@code wanted} leads to nothing else, wherever it is connected. */
    boolean isGoodName(Container wanted) {
        return isUsable(wanted.name()) && answeringTo(wanted.name(), Set.of(wanted.id())).stream()
                .allMatch(wanted.id()::equals);
    }

    /** Returns a name like {@code wish} that nothing answers to. */
    String unused(String wish) {
        String name = wish;
        for (int i = 2; !answeringTo(name, Set.of()).isEmpty(); i++) {
            name = wish + "-" + i;
        }
        return name;
    }

    /** What stands still answers to nothing now; another's counts all the same, since it may be started at any moment. */
    private Set<String> answeringTo(String name, Set<String> wanted) {
        return containers.stream()
                .filter(container -> Namespaces.isAlive(container) || !ownership.isOwn(container)
                        || wanted.contains(container.id()))
                .filter(container -> view.named().stream().anyMatch(network -> answers(container, network, name)))
                .map(Container::id).collect(Collectors.toSet());
    }

    private static boolean answers(Container container, Network network, String name) {
        return membership(container, network)
                .filter(membership -> container.name().equalsIgnoreCase(name)
                        || membership.aliases().stream().anyMatch(name::equalsIgnoreCase))
                .isPresent();
    }

    private static Optional<Container.Membership> membership(Container container, Network network) {
        return container.memberships().stream().filter(at -> at.networkId().equals(network.id())).findFirst();
    }

    private static boolean isUsable(String name) {
        return USABLE.matcher(name).matches() && !name.equalsIgnoreCase("localhost");
    }
}
