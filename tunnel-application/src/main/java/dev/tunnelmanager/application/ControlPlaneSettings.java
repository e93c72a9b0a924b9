package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.port.PortNumber;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What can be set about the application itself.
 *
 * @param defaultDomain the domain of a request that names none
 * @param reservedPorts ports of this host that nobody may publish: our own and the connector's
 * @param window how long changes are collected before one roll serves them all
 * @param answerWithin how long a call waits for an outcome
 * @param maxPending how many unfinished operations a project may have
 * @param zonesFreshFor how long the zones, once seen, are used without asking again
 * @param lookInterval between two looks at the connector
 * @param engineExpected false if it was said that there is no container engine; otherwise one that is absent and held containers
 *            when it was last seen is taken for stopped
 * @param watch what can be set about the watch
 */
public record ControlPlaneSettings(Optional<String> defaultDomain, Set<PortNumber> reservedPorts, Duration window,
        Duration answerWithin, int maxPending, Duration zonesFreshFor, Duration lookInterval,
        boolean engineExpected, WatchOptions watch) {

    /** The settings that hold when nothing else is said; the numbers are those of the configuration reference. */
    public static final ControlPlaneSettings DEFAULTS = new ControlPlaneSettings(Optional.empty(), Set.of(),
            Duration.ofMillis(250), Duration.ofSeconds(10), 32, Duration.ofHours(24), Duration.ofSeconds(30), true,
            WatchOptions.DEFAULTS);

    public ControlPlaneSettings {
        reservedPorts = Set.copyOf(reservedPorts);
    }

    /** Returns these settings with another default domain. */
    public ControlPlaneSettings withDefaultDomain(Optional<String> domain) {
        return new ControlPlaneSettings(domain, reservedPorts, window, answerWithin, maxPending, zonesFreshFor,
                lookInterval, engineExpected, watch);
    }

    /** Returns these settings with other reserved ports. */
    public ControlPlaneSettings withReservedPorts(Set<PortNumber> ports) {
        return new ControlPlaneSettings(defaultDomain, ports, window, answerWithin, maxPending, zonesFreshFor,
                lookInterval, engineExpected, watch);
    }

    /** Returns these settings with another window. */
    public ControlPlaneSettings withWindow(Duration collecting) {
        return new ControlPlaneSettings(defaultDomain, reservedPorts, collecting, answerWithin, maxPending,
                zonesFreshFor, lookInterval, engineExpected, watch);
    }

    /** Returns these settings with another bound on waiting. */
    public ControlPlaneSettings withAnswerWithin(Duration bound) {
        return new ControlPlaneSettings(defaultDomain, reservedPorts, window, bound, maxPending, zonesFreshFor,
                lookInterval, engineExpected, watch);
    }

    /** Returns these settings with another bound on a project's unfinished operations. */
    public ControlPlaneSettings withMaxPending(int bound) {
        return new ControlPlaneSettings(defaultDomain, reservedPorts, window, answerWithin, bound, zonesFreshFor,
                lookInterval, engineExpected, watch);
    }

    /** Returns these settings with another time between looks. */
    public ControlPlaneSettings withLookInterval(Duration interval) {
        return new ControlPlaneSettings(defaultDomain, reservedPorts, window, answerWithin, maxPending, zonesFreshFor,
                interval, engineExpected, watch);
    }

    /** Returns these settings with other options of the watch. */
    public ControlPlaneSettings withWatch(WatchOptions options) {
        return new ControlPlaneSettings(defaultDomain, reservedPorts, window, answerWithin, maxPending, zonesFreshFor,
                lookInterval, engineExpected, options);
    }

    /** Returns these settings with another word on whether there is a container engine. */
    public ControlPlaneSettings withEngineExpected(boolean expected) {
        return new ControlPlaneSettings(defaultDomain, reservedPorts, window, answerWithin, maxPending, zonesFreshFor,
                lookInterval, expected, watch);
    }
}
