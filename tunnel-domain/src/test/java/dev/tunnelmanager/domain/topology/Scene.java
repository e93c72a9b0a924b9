package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.port.ServiceScheme;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A host with its containers, put together line by line, from which targets are asked for. */
final class Scene {

    final List<Network> networks = new ArrayList<>();
    final List<Container> containers = new ArrayList<>();
    final Set<ProjectName> projects = new HashSet<>(Set.of(new ProjectName("consilio"), new ProjectName("other")));
    final Map<PortNumber, ProjectName> portOwners = new HashMap<>();
    final Set<PortNumber> reserved = new HashSet<>();
    Optional<List<HostListener>> listeners = Optional.of(List.of());
    ConnectorPlace place = new ConnectorPlace.OnHost();
    Optional<EngineView> engine = Optional.empty();

    static Scene docker() {
        Scene scene = new Scene();
        scene.networks.add(new Network("bridge", "bridge", Network.Kind.DEFAULT_BRIDGE, false,
                Optional.of("172.17.0.1")));
        return scene;
    }

    static Scene withoutEngine() {
        return docker().engine(new EngineView.Absent());
    }

    Scene engine(EngineView view) {
        engine = Optional.of(view);
        return this;
    }

    /** Adds a user-defined network whose gateway is 172.N.0.1, N counting up from 18. */
    Scene network(String... names) {
        for (String name : names) {
            networks.add(new Network(name, name, Network.Kind.USER_DEFINED, false,
                    Optional.of("172." + (17 + networks.size()) + ".0.1")));
        }
        return this;
    }

    Scene internalNetwork(String name) {
        networks.add(new Network(name, name, Network.Kind.USER_DEFINED, true,
                Optional.of("172." + (17 + networks.size()) + ".0.1")));
        return this;
    }

    Scene with(Box box) {
        containers.add(box.build());
        return this;
    }

    /** The connector runs in {@code box}. */
    Scene connector(Box box) {
        place = new ConnectorPlace.InContainer(box.build().id());
        return with(box);
    }

    Scene connectorUnknown(String reason) {
        place = new ConnectorPlace.Unknown(reason);
        return this;
    }

    /** Adds listening sockets, written as {@code address port}. */
    Scene listens(String... sockets) {
        List<HostListener> all = new ArrayList<>(listeners.orElse(List.of()));
        for (String socket : sockets) {
            String[] parts = socket.split(" ", -1);
            all.add(new HostListener(parts[0], PortNumber.of(Integer.parseInt(parts[1]))));
        }
        listeners = Optional.of(all);
        return this;
    }

    Scene listenersUnread() {
        listeners = Optional.empty();
        return this;
    }

    Scene reserved(int port) {
        reserved.add(PortNumber.of(port));
        return this;
    }

    Scene owned(int port, String project) {
        portOwners.put(PortNumber.of(port), new ProjectName(project));
        return this;
    }

    Scene project(String name) {
        projects.add(new ProjectName(name));
        return this;
    }

    TopologySnapshot snapshot() {
        return new TopologySnapshot(Instant.EPOCH,
                engine.orElseGet(() -> new EngineView.Present(networks, containers)), listeners);
    }

    TargetDecision decide(int port) {
        return decide("consilio", port, ServiceHint.NONE);
    }

    TargetDecision decide(String project, int port, ServiceHint hint) {
        return TargetSelection.decide(new TargetRequest(new ProjectName(project), PortNumber.of(port), hint, projects,
                portOwners, reserved), place, snapshot());
    }

    static ServiceHint named(String container) {
        return new ServiceHint(Optional.of(container), false, ServiceScheme.HTTP, true);
    }

    static ServiceHint hostService() {
        return new ServiceHint(Optional.empty(), true, ServiceScheme.HTTP, true);
    }

    /** Returns {@code of} with a network namespace that networks can be connected to. */
    static Container networked(Container of) {
        return new Container(of.id(), of.name(), of.state(), new Container.NetworkMode.Networks(), of.memberships(),
                of.bindings(), of.exposed(), of.labels(), of.hostGateway());
    }

    static Box box(String name) {
        return new Box(name);
    }

    /** A container while it is being put together: running, on its own networks. */
    static final class Box {
        private final String name;
        private Container.State state = Container.State.RUNNING;
        private Container.NetworkMode mode = new Container.NetworkMode.Networks();
        private final List<Container.Membership> memberships = new ArrayList<>();
        private final List<Container.PortBinding> bindings = new ArrayList<>();
        private final List<PortNumber> exposed = new ArrayList<>();
        private Container.Labels labels = Container.Labels.NONE;
        private boolean hostGateway;

        private Box(String name) {
            this.name = name;
        }

        static String idOf(String name) {
            return String.format("%064x",
                    new java.math.BigInteger(1, name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }

        Box on(String network, String... aliases) {
            memberships.add(new Container.Membership(network, Arrays.asList(aliases), Optional.empty()));
            return this;
        }

        /** Publishes as {@code -p address:host:inside}, optionally with {@code /udp}. */
        Box publishes(String... specs) {
            for (String spec : specs) {
                String[] protocol = spec.split("/", -1);
                String[] parts = protocol[0].split(":(?=\\d+$|\\d+:\\d+$)", -1);
                PortNumber inside = PortNumber.of(Integer.parseInt(parts[2]));
                bindings.add(new Container.PortBinding(parts[0], PortNumber.of(Integer.parseInt(parts[1])), inside,
                        protocol.length > 1 ? Container.Protocol.UDP : Container.Protocol.TCP));
                if (protocol.length == 1) {
                    exposed.add(inside);
                }
            }
            return this;
        }

        Box exposes(int... ports) {
            Arrays.stream(ports).mapToObj(PortNumber::of).forEach(exposed::add);
            return this;
        }

        Box state(Container.State next) {
            state = next;
            return this;
        }

        Box hostNetwork() {
            mode = new Container.NetworkMode.Host();
            return this;
        }

        Box noNetwork() {
            mode = new Container.NetworkMode.None();
            return this;
        }

        Box sharing(String other) {
            mode = new Container.NetworkMode.SharedWith(idOf(other));
            return this;
        }

        Box supervisor(String project) {
            labels = new Container.Labels(Optional.of(project), labels.composeProject(), labels.composeService());
            return this;
        }

        Box compose(String project, String service) {
            labels = new Container.Labels(labels.supervisorProject(), Optional.of(project), Optional.of(service));
            return this;
        }

        Box hostGateway() {
            hostGateway = true;
            return this;
        }

        Container build() {
            return new Container(idOf(name), name, state, mode, memberships, bindings, exposed, labels, hostGateway);
        }
    }
}
