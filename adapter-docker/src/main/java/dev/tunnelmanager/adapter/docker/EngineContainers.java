package dev.tunnelmanager.adapter.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.Ports;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.Container.Labels;
import dev.tunnelmanager.domain.topology.Container.Membership;
import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.PortBinding;
import dev.tunnelmanager.domain.topology.Container.Protocol;
import dev.tunnelmanager.domain.topology.Container.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The containers of an engine, translated. */
final class EngineContainers {

    private static final int SHORT_ID = 12;
    private static final Set<String> GONE = Set.of("dead", "removing");
    private static final String SHARED = "container:";
    private static final String HOST_NAME = "host.docker.internal";
    private static final Pattern ONE_PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final Comparator<PortBinding> ORDER = Comparator.comparing(PortBinding::containerPort)
            .thenComparing(PortBinding::protocol).thenComparing(PortBinding::hostAddress)
            .thenComparing(PortBinding::hostPort);

    /** Translates all of them, by name. What is being removed, or is dead because that failed, never runs again, so it is gone. */
    static List<Container> translate(List<InspectContainerResponse> seen, EngineNetworks networks) {
        return seen.stream().filter(container -> !GONE.contains(status(container)))
                .map(container -> translate(container, networks, seen))
                .sorted(Comparator.comparing(Container::name).thenComparing(Container::id)).toList();
    }

    static Container translate(InspectContainerResponse seen, EngineNetworks networks,
            List<InspectContainerResponse> all) {
        NetworkMode mode = mode(seen, all);
        boolean ownNamespace = mode instanceof NetworkMode.Networks;
        return new Container(seen.getId(), name(seen), state(seen), mode,
                ownNamespace ? memberships(seen, networks) : List.of(),
                ownNamespace ? bindings(seen) : List.of(),
                exposed(seen), labels(seen), knowsHost(seen));
    }

    static String name(InspectContainerResponse seen) {
        String name = Texts.given(seen.getName()).orElse(seen.getId());
        return name.startsWith("/") ? name.substring(1) : name;
    }

    /** Reads the status word: a paused container also claims to be running. */
    static State state(InspectContainerResponse seen) {
        return switch (status(seen)) {
            case "running" -> State.RUNNING;
            case "paused" -> State.PAUSED;
            case "restarting" -> State.RESTARTING;
            // The last two are Podman's.
            case "created", "configured", "initialized" -> State.CREATED;
            // exited; Podman's stopped and stopping; and words that are yet to be invented.
            default -> State.STOPPED;
        };
    }

    private static String status(InspectContainerResponse seen) {
        InspectContainerResponse.ContainerState state = seen.getState();
        return state == null ? "" : Texts.given(state.getStatus()).orElse("");
    }

    static NetworkMode mode(InspectContainerResponse seen, List<InspectContainerResponse> all) {
        String mode = seen.getHostConfig() == null ? "" : Texts.given(seen.getHostConfig().getNetworkMode()).orElse("");
        if (mode.startsWith(SHARED)) {
            return new NetworkMode.SharedWith(fullId(mode.substring(SHARED.length()), all));
        }
        return switch (mode) {
            case "host" -> new NetworkMode.Host();
            // One that was disconnected from "none" and connected elsewhere is still said to be in that mode.
            case "none" -> networksOf(seen).keySet().stream().allMatch("none"::equals)
                    ? new NetworkMode.None()
                    : new NetworkMode.Networks();
            default -> new NetworkMode.Networks();
        };
    }

    /** An engine writes the full id; that a name or a short id is kept as it was given is allowed for. */
    private static String fullId(String reference, List<InspectContainerResponse> all) {
        return all.stream().filter(other -> reference.equals(other.getId()) || reference.equals(name(other)))
                .findFirst()
                .or(() -> all.stream().filter(other -> other.getId().startsWith(reference)).findFirst())
                .map(InspectContainerResponse::getId).orElse(reference);
    }

    static Map<String, ContainerNetwork> networksOf(InspectContainerResponse seen) {
        Map<String, ContainerNetwork> networks = seen.getNetworkSettings() == null
                ? null
                : seen.getNetworkSettings().getNetworks();
        return networks == null ? Map.of() : new TreeMap<>(networks);
    }

    private static List<Membership> memberships(InspectContainerResponse seen, EngineNetworks networks) {
        List<Membership> memberships = new ArrayList<>();
        networksOf(seen).forEach((name, entry) -> memberships.add(new Membership(
                networks.idOf(name, Texts.given(entry.getNetworkID())), aliases(seen, entry),
                Texts.given(entry.getIpAddress()).or(() -> Texts.given(entry.getGlobalIPv6Address())))));
        return memberships;
    }

    /** Leaves out what the engine adds by itself: the short id, and Compose's repetition of the name. */
    private static List<String> aliases(InspectContainerResponse seen, ContainerNetwork entry) {
        if (entry.getAliases() == null) {
            return List.of();
        }
        String shortId = seen.getId().substring(0, Math.min(SHORT_ID, seen.getId().length()));
        return entry.getAliases().stream().filter(alias -> !alias.equals(shortId) && !alias.equals(name(seen)))
                .distinct()
                .toList();
    }

    /** What is bound while it runs, and what would be bound if it were started otherwise. */
    static List<PortBinding> bindings(InspectContainerResponse seen) {
        State state = state(seen);
        Ports ports = state == State.RUNNING || state == State.PAUSED
                ? seen.getNetworkSettings() == null ? null : seen.getNetworkSettings().getPorts()
                : seen.getHostConfig() == null ? null : seen.getHostConfig().getPortBindings();
        if (ports == null || ports.getBindings() == null) {
            return List.of();
        }
        List<PortBinding> bindings = new ArrayList<>();
        ports.getBindings().forEach((inside, outside) -> {
            // No binding: the port is declared and not published.
            for (Ports.Binding binding : outside == null ? new Ports.Binding[0] : outside) {
                binding(inside, binding).ifPresent(bindings::add);
            }
        });
        bindings.sort(ORDER);
        return bindings;
    }

    /** A wanted binding without one fixed host port (none, 0, or a range) is not known before the start. */
    private static Optional<PortBinding> binding(ExposedPort inside, Ports.@Nullable Binding outside) {
        if (outside == null || outside.getHostPortSpec() == null
                || !ONE_PORT.matcher(outside.getHostPortSpec()).matches()) {
            return Optional.empty();
        }
        // Podman, and Docker for what is only wanted, leave the address out where they mean every one.
        return Optional.of(new PortBinding(Texts.given(outside.getHostIp()).orElse("0.0.0.0"),
                PortNumber.of(Integer.parseInt(outside.getHostPortSpec())), PortNumber.of(inside.getPort()),
                protocol(inside.getProtocol())));
    }

    private static Protocol protocol(@Nullable InternetProtocol seen) {
        if (seen == null) {
            return Protocol.TCP;
        }
        return switch (seen) {
            case TCP -> Protocol.TCP;
            case UDP -> Protocol.UDP;
            case SCTP -> Protocol.SCTP;
        };
    }

    private static List<PortNumber> exposed(InspectContainerResponse seen) {
        ContainerConfig config = seen.getConfig();
        if (config == null || config.getExposedPorts() == null) {
            return List.of();
        }
        return Arrays.stream(config.getExposedPorts()).filter(port -> protocol(port.getProtocol()) == Protocol.TCP)
                .map(port -> PortNumber.of(port.getPort())).distinct().sorted().toList();
    }

    private static Labels labels(InspectContainerResponse seen) {
        Map<String, String> labels = seen.getConfig() == null ? null : seen.getConfig().getLabels();
        if (labels == null) {
            return Labels.NONE;
        }
        return new Labels(Texts.given(labels.get("com.supervisor.project")),
                Texts.given(labels.get("com.docker.compose.project")),
                Texts.given(labels.get("com.docker.compose.service")));
    }

    /** Whatever address is written beside the name is the host for whoever wrote it, unless it is the container itself. */
    private static boolean knowsHost(InspectContainerResponse seen) {
        String[] hosts = seen.getHostConfig() == null ? null : seen.getHostConfig().getExtraHosts();
        return hosts != null && Arrays.stream(hosts).anyMatch(EngineContainers::namesHost);
    }

    private static boolean namesHost(String entry) {
        if (!entry.startsWith(HOST_NAME + ":") && !entry.startsWith(HOST_NAME + "=")) {
            return false;
        }
        String address = entry.substring(HOST_NAME.length() + 1);
        return !address.isBlank() && !address.startsWith("127.") && !address.equals("::1") && !address.equals("[::1]");
    }

    private EngineContainers() {}
}
