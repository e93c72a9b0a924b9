package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortClaims;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.Page;
import dev.tunnelmanager.ports.driving.PortRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Allocates and releases ports. */
final class PortDesk {

    private final DrivenPorts ports;
    private final ControlPlaneSettings settings;

    PortDesk(DrivenPorts ports, ControlPlaneSettings settings) {
        this.ports = ports;
        this.settings = settings;
    }

    PortAllocation allocate(Caller caller, PortRequest request) {
        Optional<PortNumber> wanted = request.port().isPresent()
                ? Optional.of(Refused.unless(PortNumber.parse(request.port().getAsLong())))
                : Optional.empty();
        // Sockets are looked at before the change, which must be short; a port that is taken in between is found out later.
        Optional<List<HostListener>> listeners = wanted.isPresent() ? Optional.empty() : ports.topology().listeners();
        Instant now = ports.clock().instant();
        return ports.state().change(state -> {
            Identification.check(caller, state);
            ProjectName owner = ownerFor(caller, request.owner());
            Project project = Identification.admitted(owner, state, now);
            PortNumber port = Refused.unless(PortClaims.decide(project, state.ports(Optional.empty()), listeners,
                    settings.reservedPorts(), wanted));
            Optional<PortAllocation> before = state.port(port);
            ServiceHint service = request.service()
                    .orElseGet(() -> before.map(PortAllocation::service).orElse(ServiceHint.NONE));
            PortAllocation after = new PortAllocation(port, owner, service,
                    before.map(PortAllocation::allocatedAt).orElse(now));
            if (!before.equals(Optional.of(after))) {
                state.put(after);
                Audit entry = Audit.success(now, caller.actor().name(), owner, "port.allocate", port.toString());
                entry = before.isPresent() ? entry.before(describe(before.get())) : entry;
                state.append(entry.after(describe(after)).entry());
            }
            return after;
        });
    }

    Long release(Caller caller, long rawPort) {
        PortNumber port = Refused.unless(PortNumber.parse(rawPort));
        Instant now = ports.clock().instant();
        return ports.state().change(state -> {
            Identification.check(caller, state);
            Optional<PortAllocation> held = state.port(port);
            if (held.isEmpty()) {
                return rawPort;
            }
            if (!caller.actor().mayTouch(held.get().owner())) {
                throw new Refused(RefusalCode.PORT_TAKEN, "Port " + port + " is allocated to another project.",
                        "Release only ports that port_list shows.");
            }
            List<Route> users = state.routesOn(port);
            if (!users.isEmpty()) {
                String hostname = users.getFirst().hostname().text();
                throw new Refused(RefusalCode.PORT_IN_USE, "Port " + port + " is used by " + hostname
                        + (users.size() > 1 ? " and " + (users.size() - 1) + " more hostnames." : "."),
                        "Delete the hostname first: tunnel_delete_cname {\"hostname\":\"" + hostname + "\"}");
            }
            state.removePort(port);
            state.append(
                    Audit.success(now, caller.actor().name(), held.get().owner(), "port.release", port.toString())
                            .before(describe(held.get())).entry());
            return rawPort;
        });
    }

    List<PortAllocation> list(Caller caller, Optional<ProjectName> owner) {
        return ports.state().read(state -> {
            Identification.check(caller, state);
            return state.ports(visible(caller, owner));
        });
    }

    Page<PortAllocation> page(Caller caller, Optional<ProjectName> owner, OptionalLong rawAfter, long rawLimit) {
        int limit = Refused.unlessWithin(rawLimit, Page.MOST);
        Optional<PortNumber> after = rawAfter.isPresent()
                ? Optional.of(Refused.unless(PortNumber.parse(rawAfter.getAsLong())))
                : Optional.empty();
        return ports.state().read(state -> {
            Identification.check(caller, state);
            Optional<ProjectName> visible = visible(caller, owner);
            List<PortAllocation> oneMore = state.ports(visible, after, limit + 1);
            return new Page<>(oneMore.subList(0, Math.min(limit, oneMore.size())), state.portCount(visible),
                    oneMore.size() > limit);
        });
    }

    /** Returns for whom something is: a project always for itself, the meta-supervisor for whom it says. */
    static ProjectName ownerFor(Caller caller, Optional<ProjectName> named) {
        ProjectName owner = named.orElse(caller.actor().name());
        if (!caller.actor().mayTouch(owner)) {
            throw mismatch(caller, owner);
        }
        return owner;
    }

    /** Returns whose things are to be listed: a project's own always, the meta-supervisor's choice or everybody's. */
    static Optional<ProjectName> visible(Caller caller, Optional<ProjectName> named) {
        if (named.isPresent() && !caller.actor().mayTouch(named.get())) {
            throw mismatch(caller, named.get());
        }
        return switch (caller.actor()) {
            case Actor.Meta meta -> named;
            case Actor.Project project -> Optional.of(project.name());
        };
    }

    private static Refused mismatch(Caller caller, ProjectName named) {
        return new Refused(RefusalCode.IDENTITY_MISMATCH,
                "This process was launched for project " + caller.actor().name() + ", and the request names "
                        + named + ".",
                "Leave the project out of the request; it is known from the launch.");
    }

    private static String describe(PortAllocation allocation) {
        ServiceHint service = allocation.service();
        return allocation.owner() + " " + service.scheme().text()
                + service.container().map(name -> " container " + name).orElse("")
                + (service.hostService() ? " host service" : "")
                + (service.tlsVerify() ? "" : " certificate not checked");
    }
}
