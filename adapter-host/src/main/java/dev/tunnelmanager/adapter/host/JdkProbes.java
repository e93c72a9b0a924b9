package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.Probes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes over plain sockets of the JDK. Its HTTP client would cost a quarter of a second at the first use and a third at exit,
 * and cannot be told to connect elsewhere than to the host that it asks for.
 *
 * <p>Safe for use by many threads. Each probe runs on a daemon thread of its own, so that what cannot be interrupted, such as a
 * look-up of a name, neither outlasts the time-out nor pins the carrier of a virtual thread.
 */
public final class JdkProbes implements Probes {

    /** How long a probe may take if nothing else is said. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(JdkProbes.class);
    private static final Duration REACH_TIMEOUT = Duration.ofSeconds(1);

    private final boolean enabled;
    private final EdgeRequest edge;
    private final Duration timeout;
    private final OriginBreakers breakers = new OriginBreakers();

    /**
     * Makes probes; connects to nothing yet.
     *
     * @param enabled false if nothing is to be asked through the edge
     * @param via where to connect to instead of what DNS says; may be unresolved
     * @param timeout bounds a question through the edge in total, however many addresses are tried
     */
    public JdkProbes(boolean enabled, Optional<InetSocketAddress> via, Duration timeout) {
        this(enabled, via, timeout, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** As above, with a choice of whom to trust; {@code tls} is asked when it is needed first, as loading it is slow. */
    JdkProbes(boolean enabled, Optional<InetSocketAddress> via, Duration timeout, Supplier<SSLSocketFactory> tls) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("Not a time-out: " + timeout);
        }
        this.enabled = enabled;
        this.timeout = timeout;
        this.edge = new EdgeRequest(via, tls);
    }

    @Override
    public EdgeAnswer throughEdge(HostnamePattern hostname) {
        return throughEdge(hostname, timeout);
    }

    @Override
    public EdgeAnswer throughEdge(HostnamePattern hostname, Duration within) {
        if (!within.isPositive()) {
            throw new IllegalArgumentException("Nothing can be asked within " + within);
        }
        if (!enabled || hostname.isWildcard()) {
            return new EdgeAnswer.NotTried();
        }
        Duration patience = within.compareTo(timeout) < 0 ? within : timeout;
        Deadline deadline = Deadline.in(patience);
        EdgeAnswer answer = bounded(() -> edge.ask(hostname.text(), deadline), deadline,
                new EdgeAnswer.NotAnswered(
                        "Nothing answered for " + hostname + " within " + patience.toMillis() + " ms."),
                new EdgeAnswer.NotAnswered("The look at " + hostname + " ended before an answer came."));
        LOG.debug("Asked for {} through the edge: {}", hostname, answer);
        return answer;
    }

    @Override
    public Reach reach(ConnectorPlace from, OriginService service) {
        return switch (from) {
            case ConnectorPlace.OnHost here -> {
                Deadline deadline = Deadline.in(REACH_TIMEOUT);
                Reach reach = breakers.guard(service, () -> bounded(() -> Reachability.of(service, deadline), deadline,
                        Reach.NO, Reach.UNKNOWN));
                LOG.debug("Connected to {}: {}", service, reach);
                yield reach;
            }
            case ConnectorPlace.InContainer elsewhere -> Reach.UNKNOWN;
            case ConnectorPlace.Unknown unknown -> Reach.UNKNOWN;
        };
    }

    private static <T> T bounded(Supplier<T> look, Deadline deadline, T whenLate, T whenBroken) {
        FutureTask<T> task = new FutureTask<>(look::get);
        Thread.ofPlatform().daemon().name("probe").start(task);
        try {
            return task.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            deadline.abandon();
            return whenLate;
        } catch (InterruptedException withdrawn) {
            deadline.abandon();
            Thread.currentThread().interrupt();
            return whenBroken;
        } catch (ExecutionException unexpected) {
            LOG.debug("A probe broke", unexpected.getCause());
            return whenBroken;
        }
    }
}
