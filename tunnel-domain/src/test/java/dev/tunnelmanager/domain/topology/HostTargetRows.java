package dev.tunnelmanager.domain.topology;

import static dev.tunnelmanager.domain.topology.Scene.box;
import static dev.tunnelmanager.domain.topology.Scene.docker;
import static dev.tunnelmanager.domain.topology.Scene.hostService;
import static dev.tunnelmanager.domain.topology.Scene.named;
import static dev.tunnelmanager.domain.topology.Scene.withoutEngine;
import static dev.tunnelmanager.domain.topology.TargetSelectionTest.row;

import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.port.ServiceScheme;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rows about services that are reached through the host. */
final class HostTargetRows {

    private HostTargetRows() {}

    private static Scene onWeb() {
        return docker().network("web").connector(box("cloudflared").on("web"));
    }

    static Stream<Arguments> hostProcesses() {
        return Stream.of(
                row("any address", docker().listens("0.0.0.0 5000"), 5000, "http://localhost:5000"),
                row("loopback", docker().listens("127.0.0.1 5000"), 5000, "http://localhost:5000"),
                row("dual stack", docker().listens(":: 5000"), 5000, "http://localhost:5000"),
                row("both loopbacks", docker().listens("::1 5000", "127.0.0.1 5000"), 5000, "http://localhost:5000"),
                row("IPv6 loopback only", docker().listens("::1 5000"), 5000, "http://[::1]:5000"),
                row("second loopback address", docker().listens("127.0.0.53 5000"), 5000, "http://127.0.0.53:5000"),
                row("one LAN address", docker().listens("10.0.0.5 5000"), 5000, "http://10.0.0.5:5000"),
                row("one LAN address, mapped", docker().listens("::ffff:10.0.0.5 5000"), 5000, "http://10.0.0.5:5000"),
                row("one global IPv6 address", docker().listens("2001:DB8:0:0::7 5000"), 5000,
                        "http://[2001:db8::7]:5000"),
                row("loopback before LAN", docker().listens("10.0.0.5 5000", "127.0.0.1 5000"), 5000,
                        "http://localhost:5000"),
                row("nothing listens yet", docker().listens("0.0.0.0 5001"), 5000, "http://localhost:5000"),
                row("sockets unread", docker().listenersUnread(), 5000, "http://localhost:5000"),
                row("no engine", withoutEngine().listens("10.0.0.5 5000"), 5000, "http://10.0.0.5:5000"),
                row("no engine, nothing listens", withoutEngine(), 5000, "http://localhost:5000"),
                row("connector on the host's network",
                        docker().connector(box("cloudflared").hostNetwork()).listens("::1 5000"), 5000,
                        "http://[::1]:5000"),
                row("another's container on the IPv6 loopback",
                        docker().with(box("other-web").on("bridge").publishes("::1:5000:80"))
                                .listens("127.0.0.1 5000", "::1 5000"),
                        5000, "http://127.0.0.1:5000"));
    }

    static Stream<Arguments> publishedContainers() {
        return Stream.of(
                row("everywhere, not the inside port",
                        docker().with(box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80", ":::8080:80"))
                                .listens("0.0.0.0 8080", ":: 8080"),
                        8080, "http://localhost:8080"),
                row("loopback",
                        docker().with(box("consilio-web").on("bridge").publishes("127.0.0.1:8080:80"))
                                .listens("127.0.0.1 8080"),
                        8080, "http://localhost:8080"),
                row("without the engine's own sockets",
                        docker().with(box("consilio-web").on("bridge").publishes("127.0.0.1:8080:80")), 8080,
                        "http://localhost:8080"),
                row("IPv6 only", docker().with(box("consilio-web").on("bridge").publishes(":::8080:80"))
                        .listens(":: 8080"), 8080, "http://[::1]:8080"),
                row("IPv6 loopback only", docker().with(box("consilio-web").on("bridge").publishes("::1:8080:80")),
                        8080, "http://[::1]:8080"),
                row("LAN address only", docker().with(box("consilio-web").on("bridge").publishes("10.0.0.5:8080:80")),
                        8080, "http://10.0.0.5:8080"),
                row("several bindings",
                        docker().with(
                                box("consilio-web").on("bridge").publishes("10.0.0.5:8080:80", "127.0.0.1:8080:80")),
                        8080, "http://localhost:8080"),
                row("inside port asked for, host port answered",
                        docker().with(box("consilio-web").on("bridge").publishes("127.0.0.1:18080:8080")), 8080,
                        "http://localhost:18080"),
                row("inside port asked for, host port is another's",
                        docker().owned(18080, "other")
                                .with(box("consilio-web").on("bridge").publishes("127.0.0.1:18080:8080")),
                        8080, RefusalCode.TARGET_UNREACHABLE),
                row("connector on the host's network",
                        docker().connector(box("cloudflared").hostNetwork())
                                .with(box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80")),
                        8080, "http://localhost:8080"),
                row("another's on the IPv6 loopback: the name could lead there",
                        docker().with(box("consilio-web").on("bridge").publishes("127.0.0.1:8080:80"))
                                .with(box("other-web").on("bridge").publishes("::1:8080:80")),
                        8080, "http://127.0.0.1:8080"),
                row("another's on the same address",
                        docker().with(box("consilio-web").on("bridge").publishes("127.0.0.1:8080:80"))
                                .with(box("other-web").on("bridge").publishes("127.0.0.1:8080:80")),
                        8080, RefusalCode.TARGET_NOT_YOURS),
                row("UDP is not TCP", docker().with(box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80/udp")),
                        8080, RefusalCode.TARGET_UNREACHABLE));
    }

    static Stream<Arguments> unpublishedContainers() {
        return Stream.of(
                row("nothing published", docker().network("web").with(box("consilio-web").on("web").exposes(5000)),
                        5000, RefusalCode.TARGET_UNREACHABLE),
                row("EXPOSE is not publish",
                        docker().connector(box("cloudflared").hostNetwork())
                                .with(box("consilio-web").on("bridge").exposes(5000)),
                        5000, RefusalCode.TARGET_UNREACHABLE),
                row("named and nothing declared", docker().with(box("consilio-web").on("bridge")), 5000,
                        named("consilio-web"), RefusalCode.TARGET_UNREACHABLE),
                row("host port held by another's container",
                        docker().with(box("consilio-web").on("bridge").exposes(5000))
                                .with(box("other-web").on("bridge").publishes("0.0.0.0:5000:80")),
                        5000, RefusalCode.TARGET_NOT_YOURS));
    }

    static Stream<Arguments> hostNetwork() {
        return Stream.of(
                row("declared",
                        docker().with(box("consilio-web").hostNetwork().exposes(5000)).listens("0.0.0.0 5000"), 5000,
                        "http://localhost:5000"),
                row("not declared", docker().with(box("consilio-web").hostNetwork()).listens("127.0.0.1 5000"), 5000,
                        "http://localhost:5000"),
                row("named", docker().with(box("consilio-web").hostNetwork()).listens("::1 5000"), 5000,
                        named("consilio-web"), "http://[::1]:5000"),
                row("both on the host's network",
                        docker().connector(box("cloudflared").hostNetwork())
                                .with(box("consilio-web").hostNetwork().exposes(5000)).listens("10.0.0.5 5000"),
                        5000, "http://10.0.0.5:5000"),
                row("connector in a container", onWeb().with(box("consilio-web").hostNetwork().exposes(5000))
                        .listens("0.0.0.0 5000"), 5000, "http://172.18.0.1:5000"),
                row("connector in a container, loopback only",
                        onWeb().with(box("consilio-web").hostNetwork().exposes(5000)).listens("127.0.0.1 5000"), 5000,
                        RefusalCode.TARGET_UNREACHABLE),
                row("another's",
                        docker().with(box("other-web").hostNetwork().exposes(5000)).listens("0.0.0.0 5000"), 5000,
                        RefusalCode.TARGET_NOT_YOURS));
    }

    static Stream<Arguments> gateways() {
        return Stream.of(
                row("host entry",
                        docker().network("web").connector(box("cloudflared").on("web").hostGateway())
                                .with(box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80")),
                        8080, "http://host.docker.internal:8080"),
                row("gateway", onWeb().with(box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80")), 8080,
                        "http://172.18.0.1:8080"),
                row("gateway of the default bridge", docker().network("api").connector(box("cloudflared").on("bridge"))
                        .with(box("consilio-web").on("api").publishes("0.0.0.0:8080:80")), 8080,
                        "http://172.17.0.1:8080"),
                row("both on the default bridge, published", docker().connector(box("cloudflared").on("bridge"))
                        .with(box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80")), 8080,
                        "http://172.17.0.1:8080"),
                row("published at the very gateway",
                        onWeb().with(box("consilio-web").on("bridge").publishes("172.18.0.1:8080:80")), 8080,
                        "http://172.18.0.1:8080"),
                row("published at a LAN address",
                        onWeb().with(box("consilio-web").on("bridge").publishes("10.0.0.5:8080:80")), 8080,
                        "http://10.0.0.5:8080"),
                row("internal networks only",
                        docker().internalNetwork("web").connector(box("cloudflared").on("web").hostGateway())
                                .with(box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80")),
                        8080, RefusalCode.TARGET_UNREACHABLE),
                row("internal and another network",
                        docker().internalNetwork("inner").network("outer")
                                .connector(box("cloudflared").on("inner").on("outer"))
                                .with(box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80")),
                        8080, "http://172.19.0.1:8080"),
                row("published on loopback only",
                        docker().network("web").connector(box("cloudflared").on("web").hostGateway())
                                .with(box("consilio-web").on("bridge").publishes("127.0.0.1:8080:80")),
                        8080, RefusalCode.TARGET_UNREACHABLE),
                row("published on IPv6 only, gateway is IPv4",
                        onWeb().with(box("consilio-web").on("bridge").publishes(":::8080:80")), 8080,
                        RefusalCode.TARGET_UNREACHABLE),
                row("unpublished", onWeb().with(box("consilio-web").on("bridge").exposes(5000)), 5000,
                        RefusalCode.TARGET_UNREACHABLE),
                row("another's at the gateway",
                        onWeb().with(box("consilio-web").on("bridge").publishes("127.0.0.1:8080:80"))
                                .with(box("other-web").on("bridge").publishes("172.18.0.1:8080:80")),
                        8080, RefusalCode.TARGET_UNREACHABLE));
    }

    static Stream<Arguments> hostProcessesFromContainers() {
        return Stream.of(
                row("any address, host entry",
                        docker().network("web").connector(box("cloudflared").on("web").hostGateway())
                                .listens("0.0.0.0 5000"),
                        5000, "http://host.docker.internal:5000"),
                row("any address, gateway", onWeb().listens("0.0.0.0 5000"), 5000, "http://172.18.0.1:5000"),
                row("dual stack, gateway", onWeb().listens(":: 5000"), 5000, "http://172.18.0.1:5000"),
                row("the very gateway", onWeb().listens("172.18.0.1 5000"), 5000, "http://172.18.0.1:5000"),
                row("default bridge", docker().connector(box("cloudflared").on("bridge")).listens("0.0.0.0 5000"),
                        5000, "http://172.17.0.1:5000"),
                row("loopback", onWeb().listens("127.0.0.1 5000"), 5000, RefusalCode.TARGET_UNREACHABLE),
                row("IPv6 loopback", onWeb().listens("::1 5000"), 5000, RefusalCode.TARGET_UNREACHABLE),
                row("internal network",
                        docker().internalNetwork("web").connector(box("cloudflared").on("web"))
                                .listens("0.0.0.0 5000"),
                        5000, RefusalCode.TARGET_UNREACHABLE),
                row("nothing listens", onWeb(), 5000, RefusalCode.TARGET_NOT_FOUND),
                row("nothing listens, vouched for", onWeb(), 5000, hostService(), RefusalCode.TARGET_NOT_FOUND),
                row("sockets unread", onWeb().listenersUnread(), 5000, RefusalCode.TARGET_UNKNOWN),
                row("sockets unread, vouched for", onWeb().listenersUnread(), 5000, hostService(),
                        "http://172.18.0.1:5000"));
    }

    static Stream<Arguments> forbidden() {
        return Stream.of(
                row("reserved", docker().reserved(20241).listens("127.0.0.1 20241"), 20241,
                        RefusalCode.TARGET_FORBIDDEN),
                row("reserved, vouched for", docker().reserved(20241).listens("127.0.0.1 20241"), 20241, hostService(),
                        RefusalCode.TARGET_FORBIDDEN),
                row("reserved, through the gateway", onWeb().reserved(8321).listens("0.0.0.0 8321"), 8321,
                        RefusalCode.TARGET_FORBIDDEN),
                row("reserved, in the connector's namespace",
                        docker().reserved(20241).with(box("consilio-web").on("bridge").exposes(20241))
                                .connector(box("cloudflared").sharing("consilio-web")),
                        20241, RefusalCode.TARGET_FORBIDDEN),
                row("engine over TCP", docker().listens("0.0.0.0 2375"), 2375, RefusalCode.TARGET_FORBIDDEN),
                row("engine over TLS", withoutEngine().listens("0.0.0.0 2376"), 2376, RefusalCode.TARGET_FORBIDDEN),
                row("metadata address", docker().listens("169.254.169.254 80"), 80, RefusalCode.TARGET_FORBIDDEN),
                row("published at a link-local address",
                        docker().with(box("consilio-web").on("bridge").publishes("169.254.1.1:8080:80")), 8080,
                        RefusalCode.TARGET_FORBIDDEN),
                row("link-local beside another", docker().listens("169.254.1.1 80", "10.0.0.5 80"), 80,
                        "http://10.0.0.5:80"));
    }

    static Stream<Arguments> protocols() {
        return Stream.of(ServiceScheme.values())
                .map(scheme -> row("scheme " + scheme, docker().listens("0.0.0.0 5000"), 5000,
                        new ServiceHint(Optional.empty(), false, scheme, false),
                        scheme.text() + "://localhost:5000"));
    }
}
