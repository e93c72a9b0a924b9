package dev.tunnelmanager.application;

import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.Topology;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything outside that the application needs, one adapter for each role.
 *
 * @param state shared by all processes of one state directory
 * @param changes tells of changes of that state
 * @param leadership of that state directory
 * @param directory the public directory of names
 * @param ingress the rule list of the connector
 * @param connector carries the traffic
 * @param topology what runs where
 * @param probes whether something answers
 * @param watched what the watch needs beside
 * @param events told what has happened
 * @param clock the time
 * @param chance random bits, good enough for tokens
 * @param sideBySide runs calls to the outside beside each other; virtual threads, or the calling thread
 */
public record DrivenPorts(StateStore state, ChangeFeed changes, Leadership leadership, NameDirectory directory,
        IngressRules ingress, Connector connector, Topology topology, Probes probes, WatchedPorts watched,
        Events events, InstantSource clock,
        RandomGenerator chance, Executor sideBySide) {

    /** Returns the same ports, of which another is told what has happened. */
    DrivenPorts telling(Events other) {
        return new DrivenPorts(state, changes, leadership, directory, ingress, connector, topology, probes, watched,
                other, clock, chance, sideBySide);
    }
}
