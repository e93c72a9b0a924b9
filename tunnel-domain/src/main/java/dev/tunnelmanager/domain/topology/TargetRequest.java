package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import java.util.Map;
import java.util.Set;

/**
 * What a target is wanted for.
 *
 * @param owner the project that publishes
 * @param port the port that it was allocated
 * @param service what it says of the service behind the port
 * @param knownProjects every project on record, for telling whose a container is by the prefix of its name
 * @param portOwners whose each allocated port is
 * @param reservedPorts host ports that nobody may publish: our own and the connector's
 */
public record TargetRequest(ProjectName owner, PortNumber port, ServiceHint service, Set<ProjectName> knownProjects,
        Map<PortNumber, ProjectName> portOwners, Set<PortNumber> reservedPorts) {

    public TargetRequest {
        knownProjects = Set.copyOf(knownProjects);
        portOwners = Map.copyOf(portOwners);
        reservedPorts = Set.copyOf(reservedPorts);
    }
}
