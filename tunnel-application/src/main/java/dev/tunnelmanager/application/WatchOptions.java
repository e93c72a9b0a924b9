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
 * @param hostnameEvery how often each published hostname is asked for, if there are not too many
 * @param hostnamesAtOnce at most so many are asked for in one look, so that many hostnames do not make looking expensive
 */
public record WatchOptions(WatchSettings pace, Optional<HostnamePattern> canary, Duration lookWithin,
        Duration hostnameEvery, int hostnamesAtOnce) {

    /** The options that hold when nothing else is said. */
    public static final WatchOptions DEFAULTS = new WatchOptions(WatchSettings.DEFAULTS, Optional.empty(),
            Duration.ofSeconds(10), Duration.ofMinutes(5), 5);

    /** Returns these options with another canary. */
    public WatchOptions withCanary(Optional<HostnamePattern> hostname) {
        return new WatchOptions(pace, hostname, lookWithin, hostnameEvery, hostnamesAtOnce);
    }

    /** Returns these options with another pace. */
    public WatchOptions withPace(WatchSettings patience) {
        return new WatchOptions(patience, canary, lookWithin, hostnameEvery, hostnamesAtOnce);
    }

    /** Returns these options with another bound on each look. */
    public WatchOptions withLookWithin(Duration bound) {
        return new WatchOptions(pace, canary, bound, hostnameEvery, hostnamesAtOnce);
    }
}
