package dev.tunnelmanager.domain.topology;

import static dev.tunnelmanager.domain.topology.Scene.box;
import static dev.tunnelmanager.domain.topology.Scene.docker;
import static dev.tunnelmanager.domain.topology.Scene.hostService;
import static dev.tunnelmanager.domain.topology.Scene.named;
import static dev.tunnelmanager.domain.topology.Scene.withoutEngine;
import static dev.tunnelmanager.domain.topology.TargetSelectionTest.row;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rows about services in containers, whose they are, and in what state. */
final class ContainerTargetRows {

    private static final Container.State PAUSED = Container.State.PAUSED;

    private ContainerTargetRows() {}

    private static Scene onWeb() {
        return docker().network("web").connector(box("cloudflared").on("web"));
    }

    static Stream<Arguments> sharedNetworks() {
        return Stream.of(
                row("nothing published", onWeb().with(box("consilio-web").on("web").exposes(5000)), 5000,
                        "http://consilio-web:5000"),
                row("inside port, not host port",
                        onWeb().with(box("consilio-web").on("web").publishes("0.0.0.0:8080:80")), 8080,
                        "http://consilio-web:80"),
                row("asked for by inside port",
                        onWeb().with(box("consilio-web").on("web").publishes("0.0.0.0:8080:80")), 80,
                        "http://consilio-web:80"),
                row("published on loopback only",
                        onWeb().with(box("consilio-web").on("web").publishes("127.0.0.1:8080:80")), 8080,
                        "http://consilio-web:80"),
                row("port reserved on the host only", onWeb().reserved(5000)
                        .with(box("consilio-web").on("web").exposes(5000)), 5000, "http://consilio-web:5000"),
                row("an internal network is enough",
                        docker().internalNetwork("web").connector(box("cloudflared").on("web"))
                                .with(box("consilio-web").on("web").exposes(5000)),
                        5000, "http://consilio-web:5000"),
                row("several shared networks",
                        docker().network("web", "api").connector(box("cloudflared").on("web").on("api"))
                                .with(box("consilio-web").on("web").on("api").exposes(5000)),
                        5000, "http://consilio-web:5000"),
                row("name with a dot, alias without",
                        onWeb().with(box("consilio-web.1").on("web", "consilio-front").exposes(5000)), 5000,
                        "http://consilio-front:5000"),
                row("name like an address",
                        onWeb().with(box("169.254.169.254").supervisor("consilio").on("web").exposes(80)), 80,
                        RefusalCode.TARGET_AMBIGUOUS),
                row("name localhost", onWeb().with(box("localhost").supervisor("consilio").on("web").exposes(80)), 80,
                        RefusalCode.TARGET_AMBIGUOUS),
                row("name used by another as an alias, own alias instead",
                        onWeb().with(box("consilio-web").on("web", "front").exposes(5000))
                                .with(box("other-web").on("web", "consilio-web").exposes(80)),
                        5000, "http://front:5000"),
                row("name used by another on another network of the connector",
                        docker().network("api", "web").connector(box("cloudflared").on("web").on("api"))
                                .with(box("consilio-web").on("web").exposes(5000))
                                .with(box("other-web").on("api", "CONSILIO-WEB").exposes(80)),
                        5000, RefusalCode.TARGET_AMBIGUOUS),
                row("name used by another where the connector is not",
                        docker().network("api", "web").connector(box("cloudflared").on("web"))
                                .with(box("consilio-web").on("web").exposes(5000))
                                .with(box("other-web").on("api", "consilio-web").exposes(80)),
                        5000, "http://consilio-web:5000"),
                row("both on the default bridge only", docker().connector(box("cloudflared").on("bridge"))
                        .with(box("consilio-web").on("bridge").exposes(5000)), 5000, RefusalCode.TARGET_UNREACHABLE),
                row("default bridge and a shared network",
                        docker().network("web").connector(box("cloudflared").on("bridge").on("web"))
                                .with(box("consilio-web").on("bridge").on("web").exposes(5000)),
                        5000, "http://consilio-web:5000"),
                row("connector stopped",
                        docker().network("web")
                                .connector(box("cloudflared").on("web").state(Container.State.STOPPED))
                                .with(box("consilio-web").on("web").exposes(5000)),
                        5000, "http://consilio-web:5000"));
    }

    static Stream<Arguments> sharedNamespaces() {
        return Stream.of(
                row("connector shares a container's",
                        docker().network("web").with(box("vpn").on("web"))
                                .connector(box("cloudflared").sharing("vpn"))
                                .with(box("consilio-web").on("web").exposes(5000)),
                        5000, "http://consilio-web:5000"),
                row("connector shares the host's through another",
                        docker().with(box("net").hostNetwork()).connector(box("cloudflared").sharing("net"))
                                .listens("127.0.0.1 5000"),
                        5000, "http://localhost:5000"),
                row("connector shares the service's", docker().with(box("consilio-web").on("bridge").exposes(5000))
                        .connector(box("cloudflared").sharing("consilio-web")), 5000, "http://localhost:5000"),
                row("service shares the connector's",
                        docker().connector(box("cloudflared").on("bridge"))
                                .with(box("consilio-web").sharing("cloudflared").exposes(5000)),
                        5000, "http://localhost:5000"),
                row("host entry of the namespace's owner",
                        docker().network("web").with(box("vpn").on("web").hostGateway())
                                .connector(box("cloudflared").sharing("vpn")).listens("0.0.0.0 5000"),
                        5000, "http://host.docker.internal:5000"),
                row("service is a sidecar", onWeb().with(box("consilio-net").on("web"))
                        .with(box("consilio-web").sharing("consilio-net").exposes(5000)), 5000,
                        "http://consilio-net:5000"),
                row("sidecar, published by the owner, connector on the host",
                        docker().with(box("consilio-net").on("bridge").publishes("127.0.0.1:8080:5000"))
                                .with(box("consilio-web").sharing("consilio-net").exposes(5000)),
                        8080, "http://localhost:8080"),
                row("sidecar of a sidecar",
                        onWeb().with(box("consilio-net").on("web")).with(box("consilio-b").sharing("consilio-net"))
                                .with(box("consilio-web").sharing("consilio-b").exposes(5000)),
                        5000, "http://consilio-net:5000"),
                row("sidecar of another's that declares the port",
                        onWeb().with(box("other-net").on("web").exposes(5000))
                                .with(box("consilio-web").sharing("other-net").exposes(5000)),
                        5000, RefusalCode.TARGET_NOT_YOURS),
                row("another's sidecar declares the port of an own container",
                        onWeb().with(box("consilio-web").on("web").exposes(5000))
                                .with(box("other-side").sharing("consilio-web").exposes(5000)),
                        5000, RefusalCode.TARGET_NOT_YOURS),
                row("named in another's namespace and nothing declared",
                        onWeb().with(box("other-net").on("web")).with(box("consilio-web").sharing("other-net")), 80,
                        named("consilio-web"), RefusalCode.TARGET_NOT_YOURS),
                row("named in another's namespace, which publishes the port for something else",
                        onWeb().with(box("other-net").on("web").publishes("0.0.0.0:5000:80"))
                                .with(box("consilio-web").sharing("other-net").exposes(5000)),
                        5000, named("consilio-web"), "http://other-net:5000"),
                row("a paused one beside it declares the port too",
                        onWeb().with(box("consilio-web").on("web").exposes(5000))
                                .with(box("consilio-side").sharing("consilio-web").exposes(5000).state(PAUSED)),
                        5000, RefusalCode.TARGET_NOT_RUNNING),
                row("owner of the service's namespace is gone",
                        onWeb().with(box("consilio-web").sharing("nothing").exposes(5000)), 5000,
                        RefusalCode.TARGET_UNREACHABLE),
                row("owner of the connector's namespace is gone",
                        docker().connector(box("cloudflared").sharing("nothing")), 5000, RefusalCode.TARGET_UNKNOWN),
                row("namespaces in a circle", docker().with(box("b").sharing("cloudflared"))
                        .connector(box("cloudflared").sharing("b")), 5000, RefusalCode.TARGET_UNKNOWN));
    }

    static Stream<Arguments> notRunning() {
        Stream<Arguments> states = Stream.of(Container.State.values()).filter(it -> it != Container.State.RUNNING)
                .flatMap(state -> Stream.of(
                        row(state + " on a shared network",
                                onWeb().with(box("consilio-web").on("web").exposes(5000).state(state)), 5000,
                                RefusalCode.TARGET_NOT_RUNNING),
                        row(state + " and published",
                                docker().with(
                                        box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80").state(state)),
                                8080, RefusalCode.TARGET_NOT_RUNNING)));
        return Stream.concat(states, Stream.of(
                row("an old one lies around", onWeb().with(box("consilio-web").on("web").exposes(5000))
                        .with(box("consilio-old").on("web").exposes(5000).state(Container.State.STOPPED)), 5000,
                        "http://consilio-web:5000"),
                row("an old one that published, a process now",
                        docker().with(box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80")
                                .state(Container.State.STOPPED)).listens("0.0.0.0 8080"),
                        8080, RefusalCode.TARGET_AMBIGUOUS),
                row("an old one that declared, a process now", docker().with(
                        box("consilio-web").on("bridge").exposes(5000).state(Container.State.STOPPED))
                        .listens("0.0.0.0 5000"), 5000, "http://localhost:5000"),
                row("owner of the namespace is paused",
                        onWeb().with(box("consilio-net").on("web").state(PAUSED))
                                .with(box("consilio-web").sharing("consilio-net").exposes(5000)),
                        5000, RefusalCode.TARGET_NOT_RUNNING)));
    }

    static Stream<Arguments> noNetwork() {
        return Stream.of(
                row("service", onWeb().with(box("consilio-web").noNetwork().exposes(5000)), 5000,
                        RefusalCode.TARGET_UNREACHABLE),
                row("service, connector on the host", docker().with(box("consilio-web").noNetwork().exposes(5000)),
                        5000, RefusalCode.TARGET_UNREACHABLE),
                row("connector",
                        docker().network("web").connector(box("cloudflared").noNetwork())
                                .with(box("consilio-web").on("web").publishes("0.0.0.0:8080:80")),
                        8080, RefusalCode.TARGET_UNREACHABLE));
    }

    static Stream<Arguments> ownership() {
        return Stream.of(
                row("another's host port", docker().with(box("other-web").on("bridge").publishes("0.0.0.0:5000:80"))
                        .listens("0.0.0.0 5000", ":: 5000"), 5000, RefusalCode.TARGET_NOT_YOURS),
                row("another's host port, container stopped",
                        docker().with(box("other-web").on("bridge").publishes("0.0.0.0:5000:80")
                                .state(Container.State.STOPPED)),
                        5000, RefusalCode.TARGET_NOT_YOURS),
                row("another's inside port", onWeb().with(box("other-web").on("web").exposes(5000)), 5000,
                        RefusalCode.TARGET_NOT_YOURS),
                row("another's inside port, connector on the host",
                        docker().with(box("other-web").on("bridge").exposes(5000)), 5000,
                        RefusalCode.TARGET_NOT_YOURS),
                row("another's inside port and a process of the host",
                        docker().with(box("other-web").on("bridge").exposes(5000)).listens("0.0.0.0 5000"), 5000,
                        "http://localhost:5000"),
                row("vouching does not help where another publishes",
                        docker().with(box("other-web").on("bridge").publishes("0.0.0.0:5000:80")), 5000,
                        hostService(), RefusalCode.TARGET_NOT_YOURS),
                row("nobody's container", docker().with(box("web").on("bridge").publishes("0.0.0.0:5000:80")), 5000,
                        RefusalCode.TARGET_NOT_YOURS),
                row("two projects, same inside port, different networks",
                        docker().network("web", "api").connector(box("cloudflared").on("web").on("api"))
                                .with(box("consilio-web").on("web").exposes(5000))
                                .with(box("other-web").on("api").exposes(5000)),
                        5000, "http://consilio-web:5000"),
                row("supervisor label before name", onWeb()
                        .with(box("consilio-web").supervisor("other").on("web").exposes(5000)), 5000,
                        RefusalCode.TARGET_NOT_YOURS),
                row("supervisor label before Compose label", onWeb().with(
                        box("other-web").supervisor("consilio").compose("other", "web").on("web").exposes(5000)), 5000,
                        "http://other-web:5000"),
                row("Compose label before name",
                        onWeb().with(box("consilio-web").compose("other", "web").on("web").exposes(5000)), 5000,
                        RefusalCode.TARGET_NOT_YOURS),
                row("longest project name", onWeb().project("consilio-admin")
                        .with(box("consilio-admin-web").on("web").exposes(5000)), 5000, RefusalCode.TARGET_NOT_YOURS),
                row("named, another's", onWeb().with(box("other-web").on("web").exposes(5000)), 5000,
                        named("other-web"), RefusalCode.TARGET_NOT_YOURS),
                row("named, missing", onWeb(), 5000, named("consilio-web"), RefusalCode.TARGET_NOT_FOUND),
                row("named, no engine", withoutEngine(), 5000, named("consilio-web"), RefusalCode.TARGET_NOT_FOUND),
                row("named, nothing declared", onWeb().with(box("consilio-web").on("web")), 5000,
                        named("consilio-web"), "http://consilio-web:5000"));
    }

    static Stream<Arguments> several() {
        Scene two = onWeb().with(box("consilio-a").on("web").exposes(5000))
                .with(box("consilio-b").on("web").exposes(5000));
        return Stream.of(
                row("two of the project", two, 5000, RefusalCode.TARGET_AMBIGUOUS),
                row("two of the project, one named", two, 5000, named("consilio-b"), "http://consilio-b:5000"),
                row("host port before inside port",
                        onWeb().with(box("consilio-a").on("web").exposes(5000))
                                .with(box("consilio-b").on("web").publishes("0.0.0.0:5000:80")),
                        5000, "http://consilio-b:80"),
                row("replicas of one service",
                        onWeb().with(box("c-web-1").compose("consilio", "app").on("web", "app").exposes(5000))
                                .with(box("c-web-2").compose("consilio", "app").on("web", "app").exposes(5000)),
                        5000, "http://app:5000"),
                row("replicas, alias used by another too",
                        onWeb().with(box("c-web-1").compose("consilio", "app").on("web", "app").exposes(5000))
                                .with(box("c-web-2").compose("consilio", "app").on("web", "app").exposes(5000))
                                .with(box("o-web-1").compose("other", "app").on("web", "app").exposes(5000)),
                        5000, RefusalCode.TARGET_AMBIGUOUS),
                row("replicas, connector on the host",
                        docker().network("web")
                                .with(box("c-web-1").compose("consilio", "app").on("web", "app").exposes(5000))
                                .with(box("c-web-2").compose("consilio", "app").on("web", "app").exposes(5000)),
                        5000, RefusalCode.TARGET_AMBIGUOUS),
                row("replicas, one paused",
                        onWeb().with(box("c-web-1").compose("consilio", "app").on("web", "app").exposes(5000))
                                .with(box("c-web-2").compose("consilio", "app").on("web", "app").exposes(5000)
                                        .state(PAUSED)),
                        5000, RefusalCode.TARGET_NOT_RUNNING),
                row("one of two services of one project",
                        onWeb().with(box("c-a-1").compose("consilio", "a").on("web", "a").exposes(5000))
                                .with(box("c-b-1").compose("consilio", "b").on("web", "b").exposes(5000)),
                        5000, RefusalCode.TARGET_AMBIGUOUS),
                row("a container and a process",
                        onWeb().with(box("consilio-a").on("web").exposes(5000)).listens("0.0.0.0 5000"), 5000,
                        RefusalCode.TARGET_AMBIGUOUS),
                row("a container and a process, vouched for",
                        onWeb().with(box("consilio-a").on("web").exposes(5000)).listens("0.0.0.0 5000"), 5000,
                        hostService(), "http://172.18.0.1:5000"),
                row("a published container and its own socket are one",
                        docker().with(box("consilio-a").on("bridge").publishes("0.0.0.0:5000:80"))
                                .listens("0.0.0.0 5000", ":: 5000"),
                        5000, "http://localhost:5000"));
    }

    static Stream<Arguments> unknowns() {
        EngineView.Unknown down = new EngineView.Unknown("The socket did not answer.");
        return Stream.of(
                row("engine unknown", docker().engine(down), 5000, RefusalCode.TARGET_UNKNOWN),
                row("engine unknown, port open", docker().engine(down).listens("0.0.0.0 5000"), 5000,
                        RefusalCode.TARGET_UNKNOWN),
                row("engine unknown, vouched for", docker().engine(down), 5000, hostService(),
                        RefusalCode.TARGET_UNKNOWN),
                row("engine unknown, port open and vouched for", docker().engine(down).listens("::1 5000"), 5000,
                        hostService(), "http://[::1]:5000"),
                row("engine unknown, connector in a container",
                        docker().connector(box("cloudflared").on("bridge")).engine(down).listens("0.0.0.0 5000"), 5000,
                        hostService(), RefusalCode.TARGET_UNKNOWN),
                row("connector unknown", docker().connectorUnknown("Two were found.").listens("0.0.0.0 5000"), 5000,
                        RefusalCode.TARGET_UNKNOWN),
                row("connector in a container, no engine",
                        docker().connector(box("cloudflared").on("bridge")).engine(new EngineView.Absent()), 5000,
                        RefusalCode.TARGET_UNKNOWN),
                row("connector's container missing",
                        docker().connector(box("cloudflared").on("bridge"))
                                .engine(new EngineView.Present(List.of(), List.of())),
                        5000, RefusalCode.TARGET_UNKNOWN));
    }
}
