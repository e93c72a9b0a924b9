package dev.tunnelmanager.adapter.docker;

import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.Container.Membership;
import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.PortBinding;
import dev.tunnelmanager.domain.topology.Container.State;
import dev.tunnelmanager.domain.topology.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes what Docker 20.10 answers, in its shape, for the containers and networks of a test. */
final class EngineJson {

    static String list(Collection<Container> containers) {
        return containers.stream().map(container -> "{\"Id\":" + text(container.id()) + ",\"Names\":["
                + text("/" + container.name()) + "]}").collect(Collectors.joining(",", "[", "]"));
    }

    static String networks(Collection<Network> networks) {
        return networks.stream().map(EngineJson::network).collect(Collectors.joining(",", "[", "]"));
    }

    static String network(Network network) {
        return """
                {"Name":%s,"Id":%s,"Created":"2026-11-20T22:18:24.789609867Z","Scope":"local","Driver":%s,"EnableIPv6":false,
                 "IPAM":{"Driver":"default","Options":{},"Config":[{"Subnet":"172.0.0.0/8"%s}]},"Internal":%s,"Attachable":false,
                 "Ingress":false,"ConfigFrom":{"Network":""},"ConfigOnly":false,"Containers":{},"Options":{%s},"Labels":{}}
                """.formatted(text(network.name()), text(network.id()), text(switch (network.kind()) {
            case USER_DEFINED, DEFAULT_BRIDGE -> "bridge";
            case HOST -> "host";
            case NONE -> "null";
        }), network.gateway().map(gateway -> ",\"Gateway\":" + text(gateway)).orElse(""), network.internal(),
                network.kind() == Network.Kind.DEFAULT_BRIDGE ? "\"com.docker.network.bridge.default_bridge\":\"true\""
                        : "");
    }

    static String inspect(Container container, Collection<Network> networks) {
        boolean bound = container.state() == State.RUNNING || container.state() == State.PAUSED;
        String id = container.id();
        return """
                {"Id":%s,"Created":"2026-11-20T22:18:24.90156189Z","Path":"/bin/sleep","Args":["1000"],
                 "State":{"Status":%s,"Running":%s,"Paused":%s,"Restarting":%s,"OOMKilled":false,"Dead":false,"Pid":10900,
                  "ExitCode":0,"Error":"","StartedAt":"2026-11-20T22:18:25.45463417Z","FinishedAt":"0001-01-01T00:00:00Z"},
                 "Image":"sha256:9b01409a6ac430fd552125c0590e758519897c92f707a1c10ad33938a50f87f3","Name":%s,"RestartCount":0,
                 "Driver":"overlay2","Platform":"linux","ExecIDs":null,
                 "HostConfig":{"Binds":null,"NetworkMode":%s,"PortBindings":%s,"RestartPolicy":{"Name":"no",
                  "MaximumRetryCount":0},"ExtraHosts":%s,"Links":null,"PublishAllPorts":false},
                 "Mounts":[],
                 "Config":{"Hostname":"x","ExposedPorts":%s,"Tty":false,"Env":null,"Cmd":["/bin/sleep","1000"],
                  "Image":"busybox-local:latest","Labels":%s},
                 "NetworkSettings":{"Ports":%s,"Gateway":"","IPAddress":"","Networks":%s}}
                """.formatted(text(id), text(status(container.state())), bound, container.state() == State.PAUSED,
                container.state() == State.RESTARTING, text("/" + container.name()), text(mode(container, networks)),
                bindings(container.bindings(), List.of()),
                container.hostGateway() ? "[\"host.docker.internal:host-gateway\"]"
                        : "null",
                exposed(container), labels(container),
                bound ? bindings(container.bindings(), exposedOnly(container)) : "{}",
                memberships(container, networks));
    }

    private static String status(State state) {
        return state == State.STOPPED ? "exited" : state.name().toLowerCase(Locale.ROOT);
    }

    private static String mode(Container container, Collection<Network> networks) {
        return switch (container.mode()) {
            case NetworkMode.Host() -> "host";
            case NetworkMode.None() -> "none";
            case NetworkMode.SharedWith(String other) -> "container:" + other;
            case NetworkMode.Networks() -> container.memberships().isEmpty() ? "default"
                    : networkName(container.memberships().getFirst(), networks);
        };
    }

    private static String networkName(Membership membership, Collection<Network> networks) {
        return networks.stream().filter(network -> network.id().equals(membership.networkId())).map(Network::name)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> exposedOnly(Container container) {
        return container.exposed().stream().map(port -> port + "/tcp")
                .filter(key -> container.bindings().stream().noneMatch(binding -> key(binding).equals(key))).toList();
    }

    private static String exposed(Container container) {
        List<String> keys = new ArrayList<>(container.exposed().stream().map(port -> port + "/tcp").toList());
        container.bindings().stream().map(EngineJson::key).filter(key -> !keys.contains(key)).forEach(keys::add);
        return keys.stream().distinct().map(key -> text(key) + ":{}").collect(Collectors.joining(",", "{", "}"));
    }

    private static String bindings(List<PortBinding> bindings, List<String> unbound) {
        Map<String, List<String>> byKey = new TreeMap<>();
        bindings.forEach(binding -> byKey.computeIfAbsent(key(binding), key -> new ArrayList<>())
                .add("{\"HostIp\":" + text(binding.hostAddress()) + ",\"HostPort\":\"" + binding.hostPort() + "\"}"));
        List<String> entries = new ArrayList<>();
        byKey.forEach((key, values) -> entries.add(text(key) + ":[" + String.join(",", values) + "]"));
        unbound.forEach(key -> entries.add(text(key) + ":null"));
        return "{" + String.join(",", entries) + "}";
    }

    private static String key(PortBinding binding) {
        return binding.containerPort() + "/" + binding.protocol().name().toLowerCase(Locale.ROOT);
    }

    private static String labels(Container container) {
        Map<String, Optional<String>> labels = new TreeMap<>(Map.of("com.supervisor.project",
                container.labels().supervisorProject(), "com.docker.compose.project",
                container.labels().composeProject(),
                "com.docker.compose.service", container.labels().composeService()));
        List<String> entries = new ArrayList<>();
        labels.forEach((key, value) -> value.ifPresent(some -> entries.add(text(key) + ":" + text(some))));
        return "{" + String.join(",", entries) + "}";
    }

    private static String memberships(Container container, Collection<Network> networks) {
        if (container.mode() instanceof NetworkMode.Host || container.mode() instanceof NetworkMode.None) {
            // Docker lists them as if they were networks.
            return "{" + text(mode(container, networks))
                    + ":{\"Aliases\":null,\"NetworkID\":\"n\",\"IPAddress\":\"\"}}";
        }
        return container.memberships().stream().map(membership -> text(networkName(membership, networks)) + ":"
                + membership(container, membership)).collect(Collectors.joining(",", "{", "}"));
    }

    private static String membership(Container container, Membership membership) {
        List<String> aliases = new ArrayList<>(membership.aliases());
        aliases.add(container.id().substring(0, 12));
        return "{\"IPAMConfig\":null,\"Links\":null,\"Aliases\":["
                + aliases.stream().map(EngineJson::text).collect(Collectors.joining(",")) + "],\"NetworkID\":"
                + text(membership.networkId()) + ",\"Gateway\":\"\",\"IPAddress\":"
                + text(membership.address().orElse(""))
                + ",\"GlobalIPv6Address\":\"\"}";
    }

    private static String text(String value) {
        return "\"" + value + "\"";
    }

    private EngineJson() {}
}
