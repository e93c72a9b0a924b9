package dev.tunnelmanager.domain.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Carries out in a {@link World} what a shell would do with the commands that refusals recommend. */
final class WorldShell {

    private final World world;

    WorldShell(World world) {
        this.world = world;
    }

    /** Carries out a command line that a refusal has recommended. */
    void carryOut(String line) {
        String commands = line.split(" # ", -1)[0].replaceAll("[{] | [}]", "");
        for (String command : commands.split(" && ", -1)) {
            String[] words = command.split(" ", -1);
            switch (words[1]) {
                case "start", "restart", "unpause" -> world.replace(
                        World.with(world.byName(words[2]), Container.State.RUNNING, world.byName(words[2]).bindings()));
                case "stop" -> world.replace(
                        World.with(world.byName(words[2]), Container.State.STOPPED, world.byName(words[2]).bindings()));
                case "rename" -> rename(world.byName(words[2]), words[3]);
                case "run" -> run(words);
                case "network" -> network(words);
                case "socat" -> forward(command);
                default -> throw new AssertionError("Not a command that is known: " + command);
            }
        }
    }

    private void rename(Container of, String name) {
        assertFree(name);
        world.replace(new Container(of.id(), name, of.state(), of.mode(), of.memberships(), of.bindings(), of.exposed(),
                of.labels(), of.hostGateway()));
    }

    private void assertFree(String name) {
        if (world.scene.containers.stream().anyMatch(container -> container.name().equals(name))) {
            throw new AssertionError("There is a container " + name + " already");
        }
    }

    /** Options, image and command are those of the one that the name was taken from, if there is any. */
    private void run(String[] words) {
        String name = words[4];
        assertFree(name);
        Optional<Container> old = world.scene.containers.stream()
                .filter(container -> container.name().matches(Pattern.quote(name) + "-old(-\\d+)?"))
                .max(Comparator.comparing(container -> container.name().length() + container.name()));
        String id = Scene.Box.idOf(name + " made again " + world.scene.containers.size());
        Map<String, String> options = new HashMap<>();
        for (int i = 5; !words[i].equals("OPTIONS"); i += 2) {
            options.put(words[i], words[i + 1]);
        }
        Scene.Box box = Scene.box(name);
        Optional.ofNullable(options.get("-p")).ifPresent(box::publishes);
        Optional.ofNullable(options.get("--expose")).ifPresent(port -> box.exposes(Integer.parseInt(port)));
        Container made = box.build();
        List<Container.Membership> memberships = Optional.ofNullable(options.get("--network"))
                .or(() -> old.filter(it -> it.memberships().isEmpty()).map(it -> "bridge"))
                .map(network -> List.of(new Container.Membership(network, List.of(), Optional.empty())))
                .orElseGet(() -> old.map(Container::memberships).orElse(
                        List.of(new Container.Membership("bridge", List.of(), Optional.empty()))));
        world.scene.containers.add(new Container(id, name, Container.State.RUNNING,
                new Container.NetworkMode.Networks(),
                memberships,
                Stream.concat(made.bindings().stream(), old.stream().flatMap(it -> it.bindings().stream())).distinct()
                        .toList(),
                Stream.concat(made.exposed().stream(), old.stream().flatMap(it -> it.exposed().stream())).distinct()
                        .toList(),
                old.map(Container::labels).orElse(Container.Labels.NONE),
                old.map(Container::hostGateway).orElse(false)));
    }

    private void forward(String command) {
        Matcher parts = Pattern.compile("nohup socat TCP4-LISTEN:(\\d+),bind=(\\S+|\\$\\(.*\\)),reuseaddr,fork "
                + "TCP[46]:(\\S+):(\\d+) > /dev/null 2>&1 &").matcher(command);
        if (!parts.matches()) {
            throw new AssertionError("Not a socat that is known: " + command);
        }
        String bind = parts.group(2);
        if (bind.startsWith("$")) {
            String network = bind.substring(bind.lastIndexOf(' ') + 1, bind.length() - 1);
            bind = world.scene.networks.stream().filter(known -> known.name().equals(network)).findFirst()
                    .flatMap(Network::gateway).orElseThrow();
        }
        String from = parts.group(3).replaceAll("[\\[\\]]", "");
        if (world.sockets().stream().noneMatch(socket -> socket.address().equals(from))) {
            throw new AssertionError("Nothing listens where this leads to: " + command);
        }
        int port = Integer.parseInt(parts.group(1));
        world.processes.add(new World.Socket(bind, port, Optional.empty(), port, false));
    }

    private void network(String[] words) {
        switch (words[2]) {
            case "create" -> world.scene.network(words[3]);
            case "connect" -> {
                List<String> aliases = new ArrayList<>();
                int at = 3;
                for (; words[at].equals("--alias"); at += 2) {
                    aliases.add(words[at + 1]);
                }
                join(world.byName(words[at + 1]), words[at], aliases);
            }
            case "disconnect" -> {
                Container container = world.byName(words[4]);
                if (words[3].equals("none")) {
                    world.replace(Scene.networked(container));
                    return;
                }
                world.replace(World.on(container, container.memberships().stream()
                        .filter(membership -> !membership.networkId().equals(words[3])).toList()));
            }
            default -> throw new AssertionError("Not a network command that is known: " + words[2]);
        }
    }

    private void join(Container container, String network, List<String> aliases) {
        if (world.scene.networks.stream().noneMatch(known -> known.name().equals(network))
                || !(container.mode() instanceof Container.NetworkMode.Networks) || container.memberships().stream()
                        .anyMatch(membership -> membership.networkId().equals(network))) {
            throw new AssertionError("The engine would refuse to connect " + container + " to " + network);
        }
        Container.Membership more = new Container.Membership(network, aliases, Optional.empty());
        world.replace(World.on(container, Stream.concat(container.memberships().stream(), Stream.of(more)).toList()));
    }
}
