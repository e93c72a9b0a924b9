package dev.tunnelmanager.domain.port;

import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.topology.HostListener;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides who gets which port. */
public final class PortClaims {

    /**
     * Where the next free port is looked for if the project has no range: above the ports of well-known services, and below 32768,
     * where Linux begins to take ports for outgoing connections (net.ipv4.ip_local_port_range).
     */
    public static final PortRange DEFAULT_RANGE = new PortRange(PortNumber.of(20_000), PortNumber.of(29_999));

    private PortClaims() {}

    /**
     * Grants {@code requested}, or the lowest free port of the project's range. A port that the project has already is granted
     * again, whatever its range is now. Something may listen on a port that is asked for: the service may run already; the next
     * free port is one on which nothing listens, as far as that is known. Refusals, in order of precedence: PORT_OUTSIDE_RANGE,
     * PORT_TAKEN, PORT_RESERVED; NO_FREE_PORT.
     *
     * @param allocations every allocated port
     * @param listeners what listens on the host; empty if it could not be read
     * @param reserved ports of our own and of the connector
     */
    public static Verdict<PortNumber> decide(Project project, List<PortAllocation> allocations,
            Optional<List<HostListener>> listeners, Set<PortNumber> reserved, Optional<PortNumber> requested) {
        return requested.map(port -> explicit(project, allocations, reserved, port))
                .orElseGet(() -> nextFree(project, allocations, listeners.orElse(List.of()), reserved));
    }

    private static Verdict<PortNumber> explicit(Project project, List<PortAllocation> allocations,
            Set<PortNumber> reserved, PortNumber port) {
        Optional<PortAllocation> allocation = allocations.stream().filter(it -> it.port().equals(port)).findFirst();
        if (allocation.filter(it -> it.owner().equals(project.name())).isPresent()) {
            return Verdict.granted(port);
        }
        if (project.ports().filter(range -> !range.contains(port)).isPresent()) {
            return Verdict.refused(RefusalCode.PORT_OUTSIDE_RANGE,
                    "Port " + port + " lies outside " + project.ports().get() + ", the range of project "
                            + project.name() + ".",
                    "Let Tunnel Manager choose one: port_allocate {}");
        }
        if (allocation.isPresent()) {
            return Verdict.refused(RefusalCode.PORT_TAKEN, "Port " + port + " is allocated to another project.",
                    "Let Tunnel Manager choose one: port_allocate {}");
        }
        if (reserved.contains(port)) {
            return Verdict.refused(RefusalCode.PORT_RESERVED,
                    "Port " + port + " belongs to Tunnel Manager or to the connector.",
                    "Let Tunnel Manager choose one: port_allocate {}");
        }
        return Verdict.granted(port);
    }

    private static Verdict<PortNumber> nextFree(Project project, List<PortAllocation> allocations,
            List<HostListener> listeners, Set<PortNumber> reserved) {
        Set<PortNumber> used = new HashSet<>(reserved);
        allocations.forEach(allocation -> used.add(allocation.port()));
        listeners.forEach(listener -> used.add(listener.port()));
        PortRange range = project.ports().orElse(DEFAULT_RANGE);
        for (int port = range.first().value(); port <= range.last().value(); port++) {
            if (!used.contains(PortNumber.of(port))) {
                return Verdict.granted(PortNumber.of(port));
            }
        }
        return Verdict.refused(RefusalCode.NO_FREE_PORT,
                "Every port of " + range + " is allocated, reserved or listened on.",
                "Release a port with port_release, or ask the meta-supervisor for a wider range.");
    }
}
