package dev.tunnelmanager.domain.diagnosis;

import java.time.Instant;

/**
 * Something in the connector's log that says how it is. Lines that belong to an intended stop are not signals.
 *
 * @param at when it was written, or read if the line does not say
 * @param kind what it means
 * @param line the line itself, without any secret, at most 500 characters
 */
public record LogSignal(Instant at, Kind kind, String line) {

    /** What a line means. */
    public enum Kind {
        /** A link to the edge died of silence. */
        TRANSPORT_TIMEOUT,
        /** A link to the edge was closed or lost in another way, or could not be made. */
        EDGE_LOST,
        /** A name could not be resolved. */
        NAME_RESOLUTION_FAILED,
        /** The edge refused the connector. */
        REGISTRATION_REFUSED,
        /** The connector refused its rules or its other settings, and ended. */
        RULES_REJECTED,
        /** A service behind the connector did not answer. */
        ORIGIN_UNREACHABLE,
        /** A link to the edge was made. */
        REGISTERED
    }
}
