package dev.tunnelmanager.adapter.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.tunnelmanager.domain.topology.Network;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The networks of an engine, translated. */
final class EngineNetworks {

    private static final String DEFAULT_BRIDGE = "com.docker.network.bridge.default_bridge";
    private static final String CONTAINERS_TALK = "com.docker.network.bridge.enable_icc";
    private static final String NO_HOST_ADDRESS = "com.docker.network.bridge.inhibit_ipv4";
    /** Docker's default network, and Podman's; neither resolves names. */
    private static final List<String> DEFAULT_NAMES = List.of("bridge", "podman");
    /** Made by a swarm for its own plumbing; being on both sides of it lets nobody talk to anybody. */
    private static final List<String> SWARM_NAMES = List.of("ingress", "docker_gwbridge");

    private final List<Network> networks;
    private final Map<String, String> idByName = new HashMap<>();

    private EngineNetworks(List<Network> networks) {
        this.networks = networks;
        networks.forEach(network -> idByName.put(network.name(), network.id()));
    }

    /**
     * Translates.
     *
     * @param seen what the engine lists
     * @param containers tell the gateway of a network whose own entry leaves it out, as the default bridge of Docker 20.10 does
     */
    static EngineNetworks of(Collection<com.github.dockerjava.api.model.Network> seen,
            Collection<InspectContainerResponse> containers) {
        Map<String, String> gateways = gatewaysSeenInside(containers);
        return new EngineNetworks(seen.stream().map(network -> translate(network, gateways))
                .sorted(Comparator.comparing(Network::name).thenComparing(Network::id)).toList());
    }

    List<Network> all() {
        return networks;
    }

    /**
     * Returns the id of the network that a container's entry means. The entry has no id before the container's first start, and
     * Podman writes the name in its place.
     */
    String idOf(String name, Optional<String> idInEntry) {
        if (idInEntry.isPresent() && idByName.containsValue(idInEntry.get())) {
            return idInEntry.get();
        }
        String byName = idByName.get(name);
        return byName != null ? byName : idInEntry.orElse(name);
    }

    private static Network translate(com.github.dockerjava.api.model.Network seen, Map<String, String> gateways) {
        Optional<String> gateway = isOnHost(seen)
                ? declaredGateway(seen).or(() -> Optional.ofNullable(gateways.get(seen.getId())))
                : Optional.empty();
        return new Network(seen.getId(), seen.getName(), kind(seen), Boolean.TRUE.equals(seen.getInternal()), gateway);
    }

    private static Network.Kind kind(com.github.dockerjava.api.model.Network seen) {
        String driver = String.valueOf(seen.getDriver());
        if (driver.equals("host")) {
            return Network.Kind.HOST;
        }
        if (driver.equals("null")) {
            return Network.Kind.NONE;
        }
        // A network whose members may not talk to each other is worth as little for reaching one of them as the default one.
        boolean useless = option(seen, DEFAULT_BRIDGE, "true") || option(seen, CONTAINERS_TALK, "false")
                || SWARM_NAMES.contains(seen.getName());
        boolean byName = driver.equals("bridge") && DEFAULT_NAMES.contains(seen.getName());
        return useless || byName ? Network.Kind.DEFAULT_BRIDGE : Network.Kind.USER_DEFINED;
    }

    /** The gateway of an overlay or macvlan network is not this host. */
    private static boolean isOnHost(com.github.dockerjava.api.model.Network seen) {
        return "bridge".equals(seen.getDriver()) && !option(seen, NO_HOST_ADDRESS, "true");
    }

    private static boolean option(com.github.dockerjava.api.model.Network seen, String name, String value) {
        return seen.getOptions() != null && value.equalsIgnoreCase(seen.getOptions().get(name));
    }

    private static Optional<String> declaredGateway(com.github.dockerjava.api.model.Network seen) {
        if (seen.getIpam() == null || seen.getIpam().getConfig() == null) {
            return Optional.empty();
        }
        return seen.getIpam().getConfig().stream().flatMap(config -> Texts.given(config.getGateway()).stream())
                .map(EngineNetworks::withoutMask).filter(EngineNetworks::isIpv4).findFirst();
    }

    private static Map<String, String> gatewaysSeenInside(Collection<InspectContainerResponse> containers) {
        Map<String, String> gateways = new HashMap<>();
        for (InspectContainerResponse container : containers) {
            for (ContainerNetwork entry : EngineContainers.networksOf(container).values()) {
                if (entry.getNetworkID() != null) {
                    Texts.given(entry.getGateway()).filter(EngineNetworks::isIpv4)
                            .ifPresent(gateway -> gateways.put(entry.getNetworkID(), gateway));
                }
            }
        }
        return gateways;
    }

    private static String withoutMask(String address) {
        int slash = address.indexOf('/');
        return slash < 0 ? address : address.substring(0, slash);
    }

    private static boolean isIpv4(String address) {
        return address.indexOf(':') < 0;
    }
}
