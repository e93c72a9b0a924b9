package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.diagnosis.WatchSettings;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.time.Duration;
import java.util.Optional;

/**
 * What can be set about the watch; how often it looks when all is well is {@link ControlPlaneSettings#lookInterval()}.
 *
 * @param pace how patient it is; its interval is not used
 * @param canary a hostname that is asked for through the edge on every look
 * @param lookWithin a look that takes longer shows nothing
 * @param canaryWithin so long the canary, and what is asked beside it because of it, may take to be answered
 * @param hostnameEvery how often each published hostname is asked for, if there are not too many
 * @param hostnamesAtOnce at most so many are asked for in one look, so that many hostnames do not make looking expensive
 */
public record WatchOptions(WatchSettings pace, Optional<HostnamePattern> canary, Duration lookWithin,
        Duration canaryWithin, Duration hostnameEvery, int hostnamesAtOnce) {

    /**
     * The options that hold when nothing else is said.
     *
     * <p>A connector that says it is connected and carries nothing is to be replaced within 40 s. It is first met by the next look, at
     * most 30 s later; it takes three looks, of which one begins every 2 s; and the last of them takes 0.5 s, after which others are
     * asked beside the canary, and 1.5 s, which these are given: 30 + 2 + 2 + 0.5 + 1.5 = 36 s. That leaves 4 s for a fresh process to
     * connect, which takes 0.3 s. 1.5 s is enough for a first packet that was lost and is sent again after one second.
     */
    public static final WatchOptions DEFAULTS = new WatchOptions(WatchSettings.DEFAULTS, Optional.empty(),
            Duration.ofSeconds(10), Duration.ofMillis(1500), Duration.ofMinutes(5), 5);

    /** Returns these options with another canary. */
    public WatchOptions withCanary(Optional<HostnamePattern> hostname) {
        return new WatchOptions(pace, hostname, lookWithin, canaryWithin, hostnameEvery, hostnamesAtOnce);
    }

    /** Returns these options with another pace. */
    public WatchOptions withPace(WatchSettings patience) {
        return new WatchOptions(patience, canary, lookWithin, canaryWithin, hostnameEvery, hostnamesAtOnce);
    }

    /** Returns these options with another bound on each look. */
    public WatchOptions withLookWithin(Duration bound) {
        return new WatchOptions(pace, canary, bound, canaryWithin, hostnameEvery, hostnamesAtOnce);
    }
}
