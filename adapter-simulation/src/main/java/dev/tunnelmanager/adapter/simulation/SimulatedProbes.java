package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.Probes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Probes that find what they were told. Unless told otherwise every hostname is answered with 200, except that a wildcard
 * cannot be asked for, and every service is reached from every place that is known. Safe for use by many threads.
 */
public final class SimulatedProbes implements Probes {

    private static final int OK = 200;

    private final Map<HostnamePattern, EdgeAnswer> answers = new ConcurrentHashMap<>();
    private final Map<OriginService, Reach> reaches = new ConcurrentHashMap<>();

    private final Function<HostnamePattern, EdgeAnswer> edge;
    private final Function<OriginService, Reach> origin;
    private volatile Predicate<HostnamePattern> silence = hostname -> false;
    private volatile Consumer<Duration> passing = time -> {};

    /** Makes probes that find everything well. */
    public SimulatedProbes() {
        this(hostname -> new EdgeAnswer.Answered(OK), service -> Reach.YES);
    }

    /**
     * Makes probes that find what is the case in a simulated world, unless told otherwise.
     *
     * @param edge answers for a hostname that is no wildcard
     * @param origin says whether a service accepts connections
     */
    public SimulatedProbes(Function<HostnamePattern, EdgeAnswer> edge, Function<OriginService, Reach> origin) {
        this.edge = edge;
        this.origin = origin;
    }

    /** From now on, {@code answer} is met for {@code hostname}. */
    public void setAnswer(HostnamePattern hostname, EdgeAnswer answer) {
        answers.put(hostname, answer);
    }

    /**
     * From now on, nobody answers for the hostnames that {@code these} is true of, and whoever waits for an answer waits as long as he
     * has said, which {@code passing} lets pass.
     */
    public void setSilence(Predicate<HostnamePattern> these, Consumer<Duration> passing) {
        this.passing = passing;
        this.silence = these;
    }

    /** From now on, {@code service} is reached like this. */
    public void setReach(OriginService service, Reach reach) {
        reaches.put(service, reach);
    }

    @Override
    public EdgeAnswer throughEdge(HostnamePattern hostname) {
        if (hostname.isWildcard()) {
            return new EdgeAnswer.NotTried();
        }
        return Optional.ofNullable(answers.get(hostname)).orElseGet(() -> edge.apply(hostname));
    }

    /** What is met here is met at once, unless silence was said to take its time. */
    @Override
    public EdgeAnswer throughEdge(HostnamePattern hostname, Duration within) {
        if (silence.test(hostname)) {
            passing.accept(within);
            return new EdgeAnswer.NotAnswered("Nobody answered for " + hostname + " within " + within + ".");
        }
        return throughEdge(hostname);
    }

    @Override
    public Reach reach(ConnectorPlace from, OriginService service) {
        return switch (from) {
            case ConnectorPlace.OnHost onHost -> found(service);
            case ConnectorPlace.InContainer inContainer -> found(service);
            case ConnectorPlace.Unknown unknown -> Reach.UNKNOWN;
        };
    }

    private Reach found(OriginService service) {
        return Optional.ofNullable(reaches.get(service)).orElseGet(() -> origin.apply(service));
    }
}
