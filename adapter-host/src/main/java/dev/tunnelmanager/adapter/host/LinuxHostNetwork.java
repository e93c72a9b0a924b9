package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.domain.diagnosis.HostNetworkSight;
import dev.tunnelmanager.domain.diagnosis.Sighting;
import dev.tunnelmanager.ports.driven.HostNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network of a Linux host, or of the network namespace that this process is in: its routes, its resolver, and whether the edge
 * accepts a TCP connection. A tunnel over QUIC needs UDP, which cannot be tried without speaking it; so a "no" of the edge means
 * something only when the connector is not connected either.
 */
public final class LinuxHostNetwork implements HostNetwork {

    private static final Logger LOG = LoggerFactory.getLogger(LinuxHostNetwork.class);
    private static final int DNS = 53;
    private static final Duration RESOLVER_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration EDGE_TIMEOUT = Duration.ofSeconds(2);
    /** A name may have ten addresses, and one that accepts is enough. */
    private static final int MOST_ADDRESSES = 4;

    private final RouteTables routes;
    private final SystemResolver resolver;
    private final List<InetSocketAddress> edge;
    private final Duration resolverTimeout;
    private final Duration edgeTimeout;

    /**
     * Looks at this host.
     *
     * @param edge where the provider's edge accepts connectors: names, unresolved, of which the first is asked for to see whether names
     *     resolve, and literal addresses, by which the edge is found when they do not
     * @param chance numbers the questions to the resolver
     */
    public LinuxHostNetwork(List<InetSocketAddress> edge, RandomGenerator chance) {
        this(new RouteTables(Path.of("/proc/net")), new SystemResolver(Path.of("/etc/resolv.conf"), DNS, chance), edge,
                RESOLVER_TIMEOUT, EDGE_TIMEOUT);
    }

    LinuxHostNetwork(RouteTables routes, SystemResolver resolver, List<InetSocketAddress> edge,
            Duration resolverTimeout, Duration edgeTimeout) {
        this.routes = routes;
        this.resolver = resolver;
        this.edge = List.copyOf(edge);
        this.resolverTimeout = resolverTimeout;
        this.edgeTimeout = edgeTimeout;
    }

    @Override
    public HostNetworkSight look() {
        List<String> evidence = new ArrayList<>();
        Optional<SystemResolver.Found> found = names().findFirst()
                .flatMap(name -> within(resolverTimeout, () -> resolver.ask(name.getHostString(), resolverTimeout)));
        found.filter(each -> each.resolves() == Sighting.NO)
                .ifPresent(each -> evidence.add("Names do not resolve: " + each.words() + "."));
        Sighting reached = edge(found, evidence);
        // A way over a table that a rule leads to, as private networks have it, is not seen in the main one.
        Sighting route = reached == Sighting.YES ? Sighting.YES : routes.hasDefault();
        if (route == Sighting.NO) {
            evidence.addFirst("There is no default route.");
        }
        return new HostNetworkSight(route, found.map(SystemResolver.Found::resolves).orElse(Sighting.UNKNOWN), reached,
                evidence);
    }

    /** One address is tried first, as it nearly always accepts; the others only if it does not, all at the same time. */
    private Sighting edge(Optional<SystemResolver.Found> found, List<String> evidence) {
        List<InetSocketAddress> known = known(found);
        if (known.isEmpty()) {
            return Sighting.UNKNOWN;
        }
        Function<InetSocketAddress, Boolean> tried = address -> within(edgeTimeout, () -> accepts(address, edgeTimeout))
                .orElse(false);
        if (tried.apply(known.getFirst())) {
            return Sighting.YES;
        }
        if (Thread.currentThread().isInterrupted()) {
            return Sighting.UNKNOWN;
        }
        List<CompletableFuture<Boolean>> others = known.stream().skip(1)
                .map(address -> begin(() -> accepts(address, edgeTimeout))).toList();
        if (others.stream().map(each -> await(each, edgeTimeout).orElse(false)).toList().contains(true)) {
            return Sighting.YES;
        }
        if (Thread.currentThread().isInterrupted()) {
            return Sighting.UNKNOWN;
        }
        evidence.add("The edge accepts no connection at " + String.join(", ", known.stream()
                .map(address -> address.getAddress().getHostAddress() + " port " + address.getPort()).toList()) + ".");
        return Sighting.NO;
    }

    /** Those that the resolver has just named come first, because that is where a connector goes. */
    private List<InetSocketAddress> known(Optional<SystemResolver.Found> found) {
        Stream<InetSocketAddress> named = names().limit(1).flatMap(name -> found.stream()
                .flatMap(each -> each.addresses().stream()).limit(MOST_ADDRESSES)
                .map(address -> new InetSocketAddress(address, name.getPort())));
        Stream<InetSocketAddress> literal = edge.stream().flatMap(address -> LiteralAddress.of(address.getHostString())
                .map(each -> new InetSocketAddress(each, address.getPort())).stream());
        return Stream.concat(named, literal).distinct().toList();
    }

    private Stream<InetSocketAddress> names() {
        return edge.stream().filter(address -> LiteralAddress.of(address.getHostString()).isEmpty());
    }

    private static boolean accepts(InetSocketAddress address, Duration timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(address, Math.toIntExact(timeout.toMillis()));
            return true;
        } catch (IOException refused) {
            LOG.debug("The edge at {}: {}", address, refused.toString());
            return false;
        }
    }

    private static <T> Optional<T> within(Duration timeout, Supplier<T> look) {
        return await(begin(look), timeout);
    }

    private static <T> CompletableFuture<T> begin(Supplier<T> look) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().name("host-network").start(() -> {
            try {
                result.complete(look.get());
            } catch (RuntimeException failed) {
                LOG.debug("A look at the network failed", failed);
                result.completeExceptionally(failed);
            }
        });
        return result;
    }

    /** A little more than the look takes by itself; empty also if this thread was interrupted, which it then still is. */
    private static <T> Optional<T> await(CompletableFuture<T> result, Duration timeout) {
        try {
            return Optional.of(result.get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException unseen) {
            return Optional.empty();
        }
    }
}
