package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The zones, asked for when they are not known or no longer fresh, and remembered for every process. */
final class ZoneLook {

    private final DrivenPorts ports;
    private final Duration freshFor;

    ZoneLook(DrivenPorts ports, Duration freshFor) {
        this.ports = ports;
        this.freshFor = freshFor;
    }

    /** Returns the zones, from the provider unless they were seen less than {@code atMost} ago. */
    List<Zone> seenWithin(Duration atMost) {
        record Known(List<Zone> zones, Optional<Instant> seenAt) {}
        Known known = ports.state().read(state -> new Known(state.zones(), state.zonesSeenAt()));
        Instant oldest = ports.clock().instant().minus(atMost);
        if (known.seenAt().isPresent() && !known.seenAt().get().isBefore(oldest)) {
            return known.zones();
        }
        try {
            return refresh();
        } catch (PortFailure failure) {
            throw new Refused(Failures.refusal(ports, Failures.Of.PROVIDER, failure));
        }
    }

    /** Returns the zones, from the provider only when they are not known or no longer fresh. */
    List<Zone> fresh() {
        return seenWithin(freshFor);
    }

    /**
     * Asks the provider and remembers the answer.
     *
     * @throws PortFailure if the provider cannot be asked; what was known stays
     */
    List<Zone> refresh() {
        List<Zone> zones = ports.directory().zones();
        Instant now = ports.clock().instant();
        ports.state().change(state -> {
            state.putZones(zones, now);
            return zones;
        });
        return zones;
    }

    /** Returns those of {@code zones} in which the project's limits leave it something to publish. */
    static List<Zone> openTo(Optional<Project> project, List<Zone> zones) {
        List<String> suffixes = project.map(Project::suffixes).orElse(List.of());
        return suffixes.isEmpty() ? zones
                : zones.stream()
                        .filter(zone -> suffixes.stream().anyMatch(suffix -> overlap(zone.name(), suffix)))
                        .toList();
    }

    private static boolean overlap(String zone, String suffix) {
        return zone.equals(suffix) || zone.endsWith("." + suffix) || suffix.endsWith("." + zone);
    }
}
