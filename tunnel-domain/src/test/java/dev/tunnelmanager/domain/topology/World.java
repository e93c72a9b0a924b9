package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A host that could really be: no two sockets in one place, and sockets exactly where running containers and processes open them.
 * What the decision sees is derived from it, with the sockets of host-network containers looking like anybody's.
 */
final class World {

    static final List<Integer> PORTS = List.of(80, 80, 80, 5000, 5000, 5000, 5001, 5001, 2375, 20241);
    private static final List<String> ADDRESSES = List.of("0.0.0.0", "::", "127.0.0.1", "::1", "10.0.0.5", "172.17.0.1",
            "172.18.0.1", "127.0.0.2", "169.254.169.254");
    private static final List<String> ALIASES = List.of("app", "consilio-1", "consilio-2", "CONSILIO-3", "localhost");

    /** A listening socket of the host; {@code container} is empty for a plain process. */
    record Socket(String address, int port, Optional<String> container, int inside, boolean proxied) {}

    final Scene scene = Scene.docker();
    final List<Socket> processes = new ArrayList<>();

    static World generate(Random random) {
        World world = new World();
        for (int i = 1; i <= random.nextInt(4); i++) {
            if (random.nextInt(4) == 0) {
                world.scene.internalNetwork("net" + i);
            } else {
                world.scene.network("net" + i);
            }
        }
        int count = random.nextInt(6);
        for (int i = 1; i <= count; i++) {
            world.add(world.container(random, name(random, i), i));
        }
        switch (random.nextInt(4)) {
            case 0 -> world.scene.place = new ConnectorPlace.OnHost();
            case 1 -> world.connector(Scene.box("cloudflared").hostNetwork());
            default -> world.connector(world.connectorBox(random, count));
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            world.listen(random, Optional.empty());
        }
        for (Container container : List.copyOf(world.scene.containers)) {
            if (container.mode() instanceof Container.NetworkMode.Host && random.nextInt(3) > 0) {
                container.exposed().stream().findFirst().ifPresent(port -> world.listenAt(
                        new Socket(pick(random, ADDRESSES), port.value(), Optional.of(container.id()), port.value(),
                                false)));
            }
        }
        world.scene.reserved(20241);
        return world;
    }

    private Scene.Box connectorBox(Random random, int others) {
        Scene.Box box = Scene.box("cloudflared");
        if (others > 0 && random.nextInt(4) == 0) {
            return box.sharing(scene.containers.get(random.nextInt(others)).name());
        }
        if (random.nextInt(10) == 0) {
            return box.noNetwork();
        }
        if (random.nextBoolean()) {
            box.hostGateway();
        }
        scene.networks.stream().filter(network -> random.nextInt(3) > 0).forEach(network -> box.on(network.id()));
        return box;
    }

    private Scene.Box container(Random random, String name, int number) {
        Scene.Box box = Scene.box(name);
        int mode = random.nextInt(10);
        if (mode == 0) {
            box.hostNetwork();
        } else if (mode == 1) {
            box.noNetwork();
        } else if (mode == 2 && number > 1) {
            box.sharing(scene.containers.get(random.nextInt(number - 1)).name());
        } else {
            scene.networks.stream().filter(network -> random.nextBoolean()).forEach(network -> box.on(network.id(),
                    random.nextBoolean() ? new String[]{pick(random, ALIASES)} : new String[0]));
            for (int i = 0; i < random.nextInt(3); i++) {
                box.publishes(pick(random, ADDRESSES) + ":" + pick(random, PORTS) + ":" + pick(random, PORTS)
                        + (random.nextInt(8) == 0 ? "/udp" : ""));
            }
        }
        if (random.nextBoolean()) {
            box.exposes(pick(random, PORTS));
        }
        if (random.nextInt(5) == 0) {
            box.compose(name.startsWith("other") ? "other" : "consilio", "app");
        }
        return random.nextInt(4) == 0
                ? box.state(pick(random, List.of(Container.State.values())))
                : box;
    }

    private static String name(Random random, int number) {
        return switch (random.nextInt(4)) {
            case 0, 1 -> "consilio-" + number;
            case 2 -> "other-" + number;
            default -> "stray" + number;
        };
    }

    void connector(Scene.Box box) {
        scene.connector(box);
    }

    /** Adds a container without the bindings for which there is no room. */
    private void add(Scene.Box box) {
        Container wanted = box.build();
        Container.PortBinding[] none = {};
        scene.containers.add(with(wanted, wanted.state(), List.of(none)));
        for (Container.PortBinding binding : wanted.bindings()) {
            Container now = scene.containers.getLast();
            List<Container.PortBinding> more = Stream.concat(now.bindings().stream(), Stream.of(binding)).toList();
            boolean room = binding.protocol() != Container.Protocol.TCP || sockets().stream()
                    .noneMatch(socket -> collide(socket.address(), socket.port(), binding.hostAddress(),
                            binding.hostPort().value(), false));
            if (room) {
                scene.containers.set(scene.containers.size() - 1, with(now, now.state(), more));
            }
        }
    }

    private void listen(Random random, Optional<String> container) {
        int port = pick(random, PORTS);
        listenAt(new Socket(pick(random, ADDRESSES), port, container, port, false));
    }

    private void listenAt(Socket socket) {
        if (sockets().stream().noneMatch(
                other -> collide(other.address(), other.port(), socket.address(), socket.port(), true))) {
            processes.add(socket);
        }
    }

    /** Every socket that is open on the host now. */
    List<Socket> sockets() {
        List<Socket> all = new ArrayList<>();
        for (Container container : scene.containers) {
            boolean exists = container.state() == Container.State.RUNNING
                    || container.state() == Container.State.PAUSED;
            if (exists && container.mode() instanceof Container.NetworkMode.Networks) {
                container.bindings().stream().filter(binding -> binding.protocol() == Container.Protocol.TCP)
                        .forEach(binding -> all.add(new Socket(binding.hostAddress(), binding.hostPort().value(),
                                Optional.of(container.id()), binding.containerPort().value(), true)));
            }
        }
        processes.stream().filter(socket -> socket.container().map(this::byId)
                .filter(container -> container.state() != Container.State.RUNNING).isEmpty()).forEach(all::add);
        return all;
    }

    /** Two sockets of one port that cannot be open together; a process's {@code ::} takes IPv4 too. */
    private static boolean collide(String first, int firstPort, String second, int secondPort, boolean dual) {
        if (firstPort != secondPort) {
            return false;
        }
        boolean wild = first.equals("0.0.0.0") || first.equals("::") || second.equals("0.0.0.0")
                || second.equals("::");
        boolean sameFamily = first.contains(":") == second.contains(":");
        boolean bothFamilies = dual && (first.equals("::") || second.equals("::"));
        return first.equals(second) || (wild && (sameFamily || bothFamilies));
    }

    /** Returns whether no two open sockets collide; starting a container may have made them. */
    boolean isPossible() {
        List<Socket> all = sockets();
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                boolean dual = !all.get(i).proxied() || !all.get(j).proxied();
                if (collide(all.get(i).address(), all.get(i).port(), all.get(j).address(), all.get(j).port(), dual)) {
                    return false;
                }
            }
        }
        return true;
    }

    Container byId(String id) {
        return scene.containers.stream().filter(container -> container.id().equals(id)).findFirst().orElseThrow();
    }

    Container byName(String name) {
        return scene.containers.stream().filter(container -> container.name().equals(name)).findFirst().orElseThrow();
    }

    TargetDecision decide(int port, ServiceHint hint) {
        return seen().decide("consilio", port, hint);
    }

    Scene seen() {
        scene.listeners = Optional.of(sockets().stream()
                .map(socket -> new HostListener(socket.address(), PortNumber.of(socket.port()))).toList());
        return scene;
    }

    void replace(Container next) {
        scene.containers.replaceAll(container -> container.id().equals(next.id()) ? next : container);
    }

    static Container on(Container of, List<Container.Membership> memberships) {
        return new Container(of.id(), of.name(), of.state(), of.mode(), memberships, of.bindings(), of.exposed(),
                of.labels(), of.hostGateway());
    }

    static Container with(Container of, Container.State state, List<Container.PortBinding> bindings) {
        return new Container(of.id(), of.name(), state, of.mode(), of.memberships(), bindings, of.exposed(),
                of.labels(), of.hostGateway());
    }

    static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Override
    public String toString() {
        return "connector " + scene.place + "\nnetworks " + scene.networks + "\ncontainers "
                + String.join("\n  ", scene.containers.stream().map(Container::toString).toList()) + "\nprocesses "
                + processes;
    }
}
