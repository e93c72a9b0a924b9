package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.diagnosis.ConnectorVitals;
import dev.tunnelmanager.domain.diagnosis.HostNetworkSight;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.domain.diagnosis.Sighting;
import dev.tunnelmanager.ports.driven.HostNetwork;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.NameResolution;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the watch needs beside what publishing needs, one adapter for each role.
 *
 * @param vitals how the connector is, beside what it serves
 * @param hostNetwork whether there is a way to the edge
 * @param nameResolution helps the resolver, if that is allowed
 * @param measurements counts and times
 */
public record WatchedPorts(Vitals vitals, HostNetwork hostNetwork, NameResolution nameResolution,
        Measurements measurements) {

    /** Returns ports that see nothing and do nothing, for an embedder who leaves the watch to others. */
    public static WatchedPorts unseen() {
        Vitals vitals = new Vitals() {
            @Override
            public ConnectorVitals look(Instant since) {
                return new ConnectorVitals(KeeperState.UNKNOWN, "Nobody looks.", List.of(), Optional.empty());
            }

            @Override
            public Subscription onChange(Runnable changed) {
                return () -> {};
            }
        };
        NameResolution resolver = new NameResolution() {
            @Override
            public Outcome recover() {
                return new Outcome.NotDone("It is not allowed to touch the resolver.");
            }

            @Override
            public Outcome undo() {
                return new Outcome.NotDone("Nothing was switched.");
            }

            @Override
            public boolean isSwitched() {
                return false;
            }
        };
        Measurements measurements = new Measurements() {
            @Override
            public void count(Count what, String label) {
                // Nobody asks.
            }

            @Override
            public void took(Time what, Duration duration) {
                // Nobody asks.
            }
        };
        return new WatchedPorts(vitals, () -> new HostNetworkSight(Sighting.UNKNOWN, Sighting.UNKNOWN,
                Sighting.UNKNOWN, List.of()), resolver, measurements);
    }
}
