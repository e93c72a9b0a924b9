package dev.tunnelmanager.simulation;

import dev.tunnelmanager.adapter.simulation.SimulatedTopology;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.HostListener;
import java.util.List;
import java.util.Optional;

/** A service of a project behind one port of the simulated host: a process there, or a container that publishes the port. */
final class Service {

    static final String BRIDGE = "bridge";
    private static final int INSIDE = 80;
    private static final String INTRUDER = "intruder-";
    private static final String INTRUDERS_ADDRESS = "127.0.0.3";

    private final ProjectName owner;
    private final int port;
    private final boolean inContainer;
    private final SimulatedTopology topology;
    private Container.State state = Container.State.RUNNING;
    private boolean listening = true;
    private String address = "127.0.0.1";
    private int names;
    private final ProjectName stranger;
    private boolean intruded;

    Service(ProjectName owner, ProjectName stranger, int port, boolean inContainer, SimulatedTopology topology) {
        this.owner = owner;
        this.stranger = stranger;
        this.port = port;
        this.inContainer = inContainer;
        this.topology = topology;
        show();
    }

    ProjectName owner() {
        return owner;
    }

    int port() {
        return port;
    }

    boolean isInContainer() {
        return inContainer;
    }

    /** Returns whether a connection to {@code host} at this port is accepted by this service. */
    boolean accepts(String host) {
        boolean here = host.equals(address) || (host.equals("localhost") && address.equals("127.0.0.1"));
        return here && !intruded && (inContainer ? state == Container.State.RUNNING : listening);
    }

    /** Returns whose it is what a connection to {@code host} at this port reaches or would reach. */
    ProjectName ownerAt(String host) {
        return host.equals(INTRUDERS_ADDRESS) ? stranger : owner;
    }

    /** Returns the only right target, as an ingress rule names it, while the service is there. */
    String target() {
        return "http://" + (address.equals("127.0.0.1") ? "localhost" : address) + ":" + port;
    }

    /** Stops the service, or lets it run again. */
    void run(boolean runs) {
        listening = runs;
        state = runs ? Container.State.RUNNING : Container.State.STOPPED;
        show();
    }

    /** Freezes a container, or lets it go on; a process of the host is left alone. */
    void freeze(boolean frozen) {
        state = frozen ? Container.State.PAUSED : Container.State.RUNNING;
        show();
    }

    /** Has a container be published at another address of the host. */
    void move() {
        address = address.equals("127.0.0.1") ? "127.0.0.2" : "127.0.0.1";
        show();
    }

    /** Gives a container another name of the same project. */
    void rename() {
        names++;
        show();
    }

    /** Has a container of another project take the port while this service is down, or go away again. */
    void intrude(boolean comes) {
        intruded = comes;
        run(!comes);
        String name = INTRUDER + port;
        topology.removeContainer(name);
        if (comes) {
            topology.put(container(name, stranger, Container.State.RUNNING));
        }
    }

    private void show() {
        if (inContainer) {
            topology.put(container("service-" + port, owner, state));
            return;
        }
        HostListener listener = new HostListener("127.0.0.1", PortNumber.of(port));
        if (listening) {
            topology.listen(listener);
        } else {
            topology.stopListening(listener);
        }
    }

    private Container container(String id, ProjectName project, Container.State now) {
        return new Container(id, id.startsWith(INTRUDER) ? id : project + "-web-" + port + "-" + names, now,
                new Container.NetworkMode.Networks(),
                List.of(new Container.Membership(BRIDGE, List.of(), Optional.of("172.17.0." + port % 200))),
                List.of(new Container.PortBinding(id.startsWith(INTRUDER) ? INTRUDERS_ADDRESS : address,
                        PortNumber.of(port), PortNumber.of(INSIDE),
                        Container.Protocol.TCP)),
                List.of(PortNumber.of(INSIDE)),
                new Container.Labels(Optional.of(project.text()), Optional.empty(), Optional.empty()), false);
    }
}
