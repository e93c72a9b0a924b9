package dev.tunnelmanager.domain.topology;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who answers on one port at which address of the host.
 *
 * @param mine addresses at which the wanted service listens or is published
 * @param dualStack whether a {@code ::} among them also takes IPv4: yes for a process, by default of Linux; no for what an engine
 *            publishes
 * @param others addresses at which anything else listens or is published on the same port; a {@code ::} among them is taken to
 *            take IPv4 too
 */
record HostPort(List<HostAddress> mine, boolean dualStack, List<HostAddress> others) {

    HostPort {
        mine = mine.stream().distinct().sorted().toList();
        others = List.copyOf(others);
    }

    /**
     * An address of the host as seen from a container.
     *
     * @param host name or literal, as it stands in a service address
     * @param caution what the project should know; empty if nothing
     */
    record Outside(String host, String reason, Optional<String> caution) {}

    /** Returns how the service is reached from the host itself. */
    Optional<String> fromHost() {
        boolean v4 = isMine(HostAddress.LOOPBACK_V4);
        // The name may resolve to ::1 first, so it is used only where nobody else answers there.
        if (v4 && !othersTake(HostAddress.LOOPBACK_V6)) {
            return Optional.of("localhost");
        }
        if (v4) {
            return Optional.of(HostAddress.LOOPBACK_V4.inUrl());
        }
        if (isMine(HostAddress.LOOPBACK_V6)) {
            return Optional.of(HostAddress.LOOPBACK_V6.inUrl());
        }
        return specific().filter(this::isMine).map(HostAddress::inUrl).findFirst();
    }

    /** Returns how the service is reached from a container's namespace. */
    Optional<Outside> fromContainer(Viewpoint.InContainer view) {
        List<Network> outward = view.outward();
        if (outward.isEmpty()) {
            return Optional.empty();
        }
        if (view.owner().hostGateway() && covered(HostAddress.ANY_V4)
                && others.stream().allMatch(HostAddress::isLoopback)) {
            return Optional.of(new Outside("host.docker.internal",
                    "host.docker.internal leads from " + view.owner().name() + " to the host", Optional.empty()));
        }
        // Any other IPv4 address of the host is delivered to the host too; whether the container has IPv6 is not known.
        return gateway(outward).or(() -> specific().filter(address -> !address.isLoopback() && !address.isV6())
                .filter(this::isMine)
                .findFirst()
                .map(address -> new Outside(address.inUrl(), address.text() + " is an address of the host",
                        Optional.of("The target is the host's address " + address.text()
                                + "; a firewall on the host may refuse containers."))));
    }

    private Optional<Outside> gateway(List<Network> outward) {
        for (Network network : outward) {
            Optional<HostAddress> gateway = network.gateway().flatMap(HostAddress::parse)
                    .filter(address -> !address.isWildcard() && !address.isLoopback() && !address.isLinkLocal())
                    .filter(this::isMine);
            if (gateway.isPresent()) {
                return gateway.map(address -> new Outside(address.inUrl(),
                        address.text() + " is the host's address on network " + network.name(),
                        Optional.of("The target is the gateway " + address.text() + " of network " + network.name()
                                + ": it changes when the network is made anew, and a firewall on the host may refuse it."
                                + " A shared network, or the host entry host.docker.internal:host-gateway, is steadier.")));
            }
        }
        return Optional.empty();
    }

    /** Returns whether every address of the service is one that nobody may publish. */
    boolean isOnlyLinkLocal() {
        return !mine.isEmpty() && mine.stream().allMatch(HostAddress::isLinkLocal);
    }

    /** Returns whether the service can be reached from the host's loopback only. */
    boolean isOnlyLoopback() {
        return !mine.isEmpty() && mine.stream().allMatch(HostAddress::isLoopback);
    }

    /** Returns whether nothing else holds the port at {@code address}. */
    boolean isFree(HostAddress address) {
        return !othersTake(address);
    }

    /** Returns the addresses in words. */
    String describe() {
        return String.join(", ", mine.stream().map(HostAddress::text).toList());
    }

    private Stream<HostAddress> specific() {
        return mine.stream().filter(address -> !address.isWildcard() && !address.isLinkLocal())
                .sorted(Comparator.comparing((HostAddress address) -> !address.isLoopback())
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The most specific socket takes a connection, so one that is exactly at the address wins over any wildcard. */
    private boolean isMine(HostAddress asked) {
        if (others.contains(asked)) {
            return false;
        }
        return mine.contains(asked) || (covered(asked) && !othersTake(asked));
    }

    private boolean covered(HostAddress asked) {
        return mine.stream().anyMatch(bound -> takes(bound, asked, dualStack));
    }

    private boolean othersTake(HostAddress asked) {
        return others.stream().anyMatch(bound -> takes(bound, asked, true));
    }

    private static boolean takes(HostAddress bound, HostAddress asked, boolean dual) {
        if (bound.equals(asked)) {
            return true;
        }
        if (!bound.isWildcard()) {
            return false;
        }
        return bound.isV6() ? asked.isV6() || dual : !asked.isV6();
    }
}
