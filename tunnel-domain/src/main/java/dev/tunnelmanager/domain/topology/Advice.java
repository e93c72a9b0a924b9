package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The next steps that refusals recommend. Each is one line of a POSIX shell that does what is needed as it stands, once the words in
 * capitals have been filled in, with whatever else is to be said in a comment at its end; or a sentence with one tool call in it,
 * after which such a line may follow.
 */
final class Advice {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final String NEW_NETWORK = "tunnel";
    private static final String THEN = " && ";
    private static final String ANOTHER_PORT = "port_allocate {}";
    /** What stands for the port that a tool call has answered with. */
    private static final String ALLOCATED = "PORT";

    private final Situation situation;

    Advice(Situation situation) {
        this.situation = situation;
    }

    /** Says that a container serves the port. */
    static String name(PortNumber port, Container container) {
        return "port_allocate {\"port\":" + port + ",\"container\":\"" + container.name() + "\"}";
    }

    /** Says that a process on the host serves the port. */
    static String hostService(PortNumber port) {
        return "port_allocate {\"port\":" + port + ",\"hostService\":true}";
    }

    /** Lets the service go to a port that is its own. */
    static String anotherPort() {
        return "Let the service listen on another port, and allocate that one: " + ANOTHER_PORT;
    }

    /** Shows what is wrong with the container engine, and starts it if it does not run. */
    static String engine() {
        return "docker info || systemctl start docker";
    }

    /** Makes stopped, paused or restarting containers run. */
    static String run(List<Container> containers) {
        List<String> commands = new ArrayList<>();
        for (Container container : containers) {
            switch (container.state()) {
                case RUNNING -> {
                    // Nothing to do.
                }
                case PAUSED -> commands.add("docker unpause " + word(container.name()));
                case RESTARTING -> commands.add("docker restart " + word(container.name()));
                case CREATED, STOPPED -> commands.add("docker start " + word(container.name()));
            }
        }
        return String.join(THEN, commands);
    }

    /** Returns whether a recommendation can follow other commands on one line. */
    static boolean isCommand(String recommendation) {
        return Stream.of("docker ", "nohup ").anyMatch(recommendation::startsWith);
    }

    /** Puts a connector and a service on one network with names, using one of the connector's if it has any. */
    String share(Viewpoint.InContainer view, Fit fit) {
        Container service = fit.holder();
        if (!situation.ownership().isOwn(service)) {
            return apart(fit, view);
        }
        Junction junction = junction(view, List.of(service), network -> true);
        NetworkNames names = new NetworkNames(view, situation.containers(), situation.ownership());
        List<String> aliases = names.isGoodName(service)
                ? List.of()
                : List.of(names.unused(situation.request().owner() + "-" + fit.inside()));
        List<String> commands = new ArrayList<>(junction.preparations());
        if (service.mode() instanceof Container.NetworkMode.None) {
            commands.add("docker network disconnect none " + word(service.name()));
        }
        if (situation.namespaces().networksOf(service).stream().noneMatch(on -> on.name().equals(junction.network()))) {
            commands.add(connect(junction.network(), service, aliases));
        }
        return String.join(THEN, commands);
    }

    /** Connects a service anew under a name that nothing else has, beside those it was given. */
    String rename(Container service, Network network, String alias) {
        List<String> aliases = service.memberships().stream().filter(at -> at.networkId().equals(network.id()))
                .flatMap(at -> new TreeSet<>(at.aliases()).stream()).collect(Collectors.toCollection(ArrayList::new));
        aliases.add(alias);
        return "docker network disconnect " + word(network.name()) + " " + word(service.name()) + THEN
                + connect(network.name(), service, aliases);
    }

    /**
     * Publishes a port of a container on loopback, where a connector on the host reaches it. One that lives in another's network
     * gets one of its own: to make the other one anew would leave behind whoever shares its network.
     */
    String publish(Fit fit) {
        return HostTargets.isForbidden(situation, situation.port()) ? publishElsewhere(fit)
                : publish(fit.container(), situation.port().toString(), fit.inside());
    }

    /** Has a container that serves other protocols serve TCP as well, on a port of which only the request tells. */
    String serveTcp(Container container, Viewpoint view) {
        PortNumber port = situation.port();
        return view instanceof Viewpoint.InContainer from
                ? onNetworkOf(from, container, " --expose " + port)
                : publish(container, port.toString(), port);
    }

    /** Publishes a container on a port that is yet to be allocated. */
    String publishElsewhere(Fit fit) {
        return "Allocate another port, and publish the container there: " + ANOTHER_PORT + ", then with its answer as "
                + ALLOCATED + ": " + publish(fit.container(), ALLOCATED, fit.inside());
    }

    private String publish(Container container, String hostPort, PortNumber inside) {
        String ports = "127.0.0.1:" + hostPort + ":" + inside;
        return again(container, "-p " + ports,
                container.mode() instanceof Container.NetworkMode.Networks ? "" : ", OPTIONS without --network",
                "ports: [\"" + ports + "\"]");
    }

    /** Gives a container that has no network of its own, or lives in another's, one that the connector is on. */
    String apart(Fit fit, Viewpoint view) {
        Container container = fit.container();
        return switch (view) {
            case Viewpoint.InContainer from -> onNetworkOf(from, container, "");
            case Viewpoint.Host host -> publish(container, situation.port().toString(), fit.inside());
            case Viewpoint.Unclear unclear -> throw new IllegalStateException(unclear.reason());
        };
    }

    private String onNetworkOf(Viewpoint.InContainer view, Container container, String more) {
        Junction junction = junction(view, List.of(), network -> true);
        return Stream.concat(junction.preparations().stream(),
                Stream.of(again(container, "--network " + word(junction.network()) + more,
                        ", OPTIONS without --network",
                        "networks: [" + junction.network() + "] in place of network_mode")))
                .collect(Collectors.joining(THEN));
    }

    /** Starts a known service where the connector reaches it. */
    String listen(Viewpoint.InContainer view, String what) {
        return "Start " + what + " so that it listens on "
                + gateways(view).findFirst().map(HostAddress::text).orElse("0.0.0.0")
                + ":" + situation.port() + ", where the connector reaches it.";
    }

    /** Starts a container of the project's that serves the port where the connector reaches it. */
    String start(Viewpoint view) {
        PortNumber port = situation.port();
        String run = "docker run -d --name " + unusedName(situation.request().owner() + "-" + port);
        String image = " OPTIONS IMAGE COMMAND # COMMAND of IMAGE serves port " + port
                + "; or start a process on the host that listens on port " + port;
        return switch (view) {
            case Viewpoint.InContainer from -> {
                Junction junction = junction(from, List.of(), network -> true);
                yield Stream.concat(junction.preparations().stream(), Stream
                        .of(run + " --network " + word(junction.network()) + " --expose " + port + image))
                        .collect(Collectors.joining(THEN));
            }
            case Viewpoint.Host host -> run + " -p 127.0.0.1:" + port + ":" + port + image;
            case Viewpoint.Unclear unclear -> throw new IllegalStateException(unclear.reason());
        };
    }

    /**
     * Makes a process of the host reachable for containers.
     *
     * @param sockets where it listens, and what else is on the port
     * @return empty if something else holds the port wherever the containers would reach it
     */
    Optional<String> forward(Viewpoint.InContainer view, PortNumber port, HostPort sockets) {
        List<HostAddress> gateways = gateways(view).toList();
        if (!gateways.isEmpty()) {
            return gateways.stream().filter(sockets::isFree).findFirst()
                    .map(gateway -> socat(gateway.text(), port, sockets.mine())
                            + " # or let the process itself listen on " + gateway.text() + ":" + port);
        }
        Junction junction = junction(view, List.of(), network -> !network.internal());
        List<String> commands = new ArrayList<>(junction.preparations());
        if (sockets.mine().stream().noneMatch(HostAddress::isWildcard)) {
            if (!sockets.isFree(HostAddress.ANY_V4)) {
                return Optional.empty();
            }
            commands.add("{ " + socat("$(docker network inspect -f '{{(index .IPAM.Config 0).Gateway}}' "
                    + word(junction.network()) + ")", port, sockets.mine()) + " }");
        }
        return Optional.of(String.join(THEN, commands));
    }

    private static Stream<HostAddress> gateways(Viewpoint.InContainer view) {
        return view.outward().stream().flatMap(network -> network.gateway().flatMap(HostAddress::parse).stream())
                .filter(address -> !address.isV6());
    }

    private static String socat(String bind, PortNumber port, List<HostAddress> at) {
        HostAddress from = at.stream().filter(HostAddress.LOOPBACK_V4::equals).findFirst().orElseGet(at::getFirst);
        return "nohup socat TCP4-LISTEN:" + port + ",bind=" + bind + ",reuseaddr,fork "
                + (from.isV6() ? "TCP6:" : "TCP4:") + from.inUrl() + ":" + port + " > /dev/null 2>&1 &";
    }

    /** The old one is kept, so that whatever goes wrong can be undone. */
    private String again(Container container, String options, String without, String compose) {
        String old = unusedName(container.name() + "-old");
        return "docker rename " + word(container.name()) + " " + word(old) + THEN + "docker stop " + word(old) + THEN
                + "docker run -d --name " + word(container.name()) + " " + options + " OPTIONS IMAGE COMMAND # OPTIONS,"
                + " IMAGE and COMMAND as it was made with" + without + "; in Compose: " + compose;
    }

    private String unusedName(String wish) {
        String name = wish;
        for (int i = 2; isContainer(name); i++) {
            name = wish + "-" + i;
        }
        return name;
    }

    private boolean isContainer(String name) {
        return situation.containers().stream().anyMatch(container -> container.name().equals(name));
    }

    /**
     * A network that the connector is on as soon as the preparations have been made.
     *
     * @param network its name
     * @param preparations commands
     */
    private record Junction(String network, List<String> preparations) {}

    private Junction junction(Viewpoint.InContainer view, List<Container> services, Predicate<Network> fit) {
        Optional<Network> joined = view.named().stream().filter(network -> !network.internal()).findFirst()
                .or(() -> view.named().stream().findFirst()).filter(fit);
        if (joined.isPresent()) {
            return new Junction(joined.get().name(), List.of());
        }
        List<String> commands = new ArrayList<>();
        String network = NEW_NETWORK;
        if (view.isIsolated()) {
            commands.add("docker network disconnect none " + word(view.owner().name()));
            network = firstNetworkOf(services).orElse(NEW_NETWORK);
        }
        String wish = network;
        for (int i = 2; isTaken(network, fit); i++) {
            network = wish + "-" + i;
        }
        if (!isNetwork(network)) {
            commands.add("docker network create " + word(network));
        }
        commands.add(connect(network, view.owner(), List.of()));
        return new Junction(network, commands);
    }

    private boolean isNetwork(String name) {
        return situation.networks().stream().anyMatch(known -> known.name().equals(name));
    }

    /** Returns whether there is a network of that name which cannot be used. */
    private boolean isTaken(String name, Predicate<Network> fit) {
        return situation.networks().stream().filter(known -> known.name().equals(name))
                .anyMatch(known -> known.kind() != Network.Kind.USER_DEFINED || !fit.test(known));
    }

    private Optional<String> firstNetworkOf(List<Container> services) {
        return services.stream().flatMap(service -> situation.namespaces().networksOf(service).stream())
                .filter(network -> network.kind() == Network.Kind.USER_DEFINED).map(Network::name).findFirst();
    }

    private static String connect(String network, Container container, List<String> aliases) {
        return "docker network connect " + aliases.stream().map(alias -> "--alias " + word(alias) + " ")
                .collect(Collectors.joining()) + word(network) + " " + word(container.name());
    }

    /** Returns {@code text} as one word of a POSIX shell. */
    private static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** Returns container names in words. */
    static String names(List<Container> containers) {
        return containers.stream().map(Container::name).sorted().collect(Collectors.joining(", "));
    }
}
