package dev.tunnelmanager.ports.driven;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import java.time.Duration;

/**
 * Requests that find out whether something answers.
 *
 * <p>Safe for use by many threads. Each call ends within a few seconds and throws nothing. Every adapter passes
 * {@code ProbesContract}.
 */
public interface Probes {

    /** Asks for the hostname as a visitor would, through the provider's edge, and waits as long as the adapter is patient. */
    EdgeAnswer throughEdge(HostnamePattern hostname);

    /**
     * Does the same for somebody who cannot wait for so long.
     *
     * @param within more than nothing; a service that has not answered by then has not answered. The adapter's own patience bounds
     *            it too
     */
    EdgeAnswer throughEdge(HostnamePattern hostname, Duration within);

    /** Tries to reach the service from where the connector is, if that place can be had. */
    Reach reach(ConnectorPlace from, OriginService service);

    /** What a request through the edge has met. */
    sealed interface EdgeAnswer {
        /**
         * The service answered.
         *
         * @param status HTTP status
         */
        record Answered(int status) implements EdgeAnswer {}

        /**
         * It did not.
         *
         * @param reason one sentence
         */
        record NotAnswered(String reason) implements EdgeAnswer {}

        /** Nobody looked, because looking is switched off or the name cannot be asked for. */
        record NotTried() implements EdgeAnswer {}
    }

    /** Whether a service accepts connections. */
    enum Reach {
        /** It does. */
        YES,
        /** It does not. */
        NO,
        /** That place cannot be had from here. */
        UNKNOWN
    }
}
