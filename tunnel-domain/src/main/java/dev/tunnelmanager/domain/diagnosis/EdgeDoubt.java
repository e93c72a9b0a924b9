package dev.tunnelmanager.domain.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the look at the edge can be believed. It is made over TCP, and a host may let only UDP out, over which a connector is
 * connected all the same. There the look says no while all is well, and must not keep anybody from starting a connector.
 *
 * @param since since when the look has said no although the connector was connected, without a yes in between
 * @param isCertain whether that was so for too long to be an outage which the connector has not noticed
 */
public record EdgeDoubt(Optional<Instant> since, boolean isCertain) {

    /** The look is believed. */
    public static final EdgeDoubt NONE = new EdgeDoubt(Optional.empty(), false);

    /** A connector was seen to call itself connected for 144 s after its last packet, and no longer. */
    static final Duration LONGEST_DELUSION = Duration.ofMinutes(5);

    /** Returns the doubt after a look at which the connector was {@code connected}, or was not. */
    EdgeDoubt after(Observations seen, boolean connected) {
        if (seen.host().edge() == Sighting.YES) {
            return NONE;
        }
        if (seen.host().edge() == Sighting.UNKNOWN) {
            return this;
        }
        if (!connected) {
            return isCertain ? this : NONE;
        }
        Instant from = since.filter(known -> !known.isAfter(seen.at())).orElse(seen.at());
        return new EdgeDoubt(Optional.of(from),
                isCertain || Duration.between(from, seen.at()).compareTo(LONGEST_DELUSION) >= 0);
    }
}
