package dev.tunnelmanager.application;

import dev.tunnelmanager.adapter.simulation.SimulatedLeadership;
import dev.tunnelmanager.adapter.simulation.SimulatedStateStore;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.Topology;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ApplyReport;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.PublishRequest;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process of one thread: whoever waits for an outcome does the leader's work meanwhile, and time passes only when there is nothing
 * to do. What it does is therefore the same at each run.
 */
final class LoneProcess implements AutoCloseable {

    final Fuse fuse = new Fuse();
    final TunnelControlPlane plane;
    final List<String> progress = new ArrayList<>();
    private final World world;
    private final DrivenPorts ports;
    private final ControlPlaneSettings settings;
    private Leadership.@Nullable Term term;
    private @Nullable LeaderTurn turn;
    private boolean leads = true;
    private boolean interrupted;

    LoneProcess(World world, ControlPlaneSettings settings) {
        this.world = world;
        this.settings = settings;
        this.ports = new DrivenPorts(fuse.round(StateStore.class, SimulatedStateStore.sharing(world.store)),
                new OwnWork(), fuse.round(Leadership.class, new SimulatedLeadership()),
                fuse.round(NameDirectory.class, world.directory),
                fuse.round(IngressRules.class, world.ingress), fuse.round(Connector.class, world.connector),
                fuse.round(Topology.class, world.topology), fuse.round(Probes.class, world.probes),
                world.watched(fuse), world.events,
                world.clock, world.chance, Runnable::run);
        this.plane = TunnelControlPlane.asking(ports, settings);
    }

    static Caller project(ProjectName name) {
        return new Caller(new Actor.Project(name), Optional.empty());
    }

    static Caller meta() {
        return new Caller(new Actor.Meta(), Optional.empty());
    }

    static PublishRequest request(String subdomain, long port) {
        return new PublishRequest(subdomain, Optional.empty(), port, Optional.empty(), Optional.empty());
    }

    Answer<PublishedHostname> publish(String subdomain, long port) {
        return publish(project(World.CONSILIO), request(subdomain, port));
    }

    Answer<PublishedHostname> publish(Caller caller, PublishRequest request) {
        try {
            return plane.publish(caller, request, progress::add);
        } catch (InterruptedException unexpected) {
            throw new AssertionError("Nobody has interrupted", unexpected);
        }
    }

    Answer<Route> withdraw(String hostname) {
        return withdraw(project(World.CONSILIO), hostname);
    }

    Answer<Route> withdraw(Caller caller, String hostname) {
        try {
            return plane.withdraw(caller, hostname, Optional.empty(), progress::add);
        } catch (InterruptedException unexpected) {
            throw new AssertionError("Nobody has interrupted", unexpected);
        }
    }

    Answer<ApplyReport> apply(Caller caller) {
        try {
            return plane.apply(caller, Optional.empty(), progress::add);
        } catch (InterruptedException unexpected) {
            throw new AssertionError("Nobody has interrupted", unexpected);
        }
    }

    Answer<List<String>> restart(Caller caller) {
        try {
            return plane.restartConnector(caller, progress::add);
        } catch (InterruptedException unexpected) {
            throw new AssertionError("Nobody has interrupted", unexpected);
        }
    }

    /** From now on this process leaves the work to others. */
    void leaveLeading() {
        leads = false;
        endTurn();
    }

    /** Interrupts the next wait for an outcome. */
    void interruptNextWait() {
        interrupted = true;
    }

    /** Does one step of the leader's work, as the engine would, and returns after how long there is more. */
    Duration lead() {
        LeaderTurn current = turn;
        try {
            if (current == null) {
                term = office();
                current = LeaderTurn.begin(ports, settings);
                turn = current;
            }
            return current.next();
        } catch (PortFailure failure) {
            world.events.failed(failure.problem(), failure.recommendation());
            endTurn();
            return Duration.ofSeconds(1);
        }
    }

    /** Each of these has a seat of its own: who leads when is for the test to say. */
    private Leadership.Term office() {
        try {
            return ports.leadership().lead();
        } catch (InterruptedException unexpected) {
            throw new AssertionError("Nobody has interrupted", unexpected);
        }
    }

    private void endTurn() {
        if (term != null) {
            term.close();
            term = null;
        }
        if (turn != null) {
            turn.close();
            turn = null;
        }
    }

    @Override
    public void close() {
        endTurn();
        plane.close();
    }

    private final class OwnWork implements ChangeFeed {

        @Override
        public Listening listen() {
            return new Listening() {
                @Override
                public boolean await(Duration atMost) throws InterruptedException {
                    if (interrupted) {
                        interrupted = false;
                        throw new InterruptedException();
                    }
                    Duration idle = leads ? lead() : atMost;
                    world.clock.advance(idle.compareTo(atMost) < 0 ? idle : atMost);
                    return idle.isZero();
                }

                @Override
                public void close() {
                    // Nothing was begun.
                }
            };
        }

        @Override
        public void nudge() {
            // Nobody waits while others work: there is one thread.
        }

        @Override
        public void close() {
            // Nothing was begun.
        }
    }
}
