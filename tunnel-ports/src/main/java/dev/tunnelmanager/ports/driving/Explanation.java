package dev.tunnelmanager.ports.driving;

import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.TargetDecision;
import java.util.Optional;

/**
 * Why a port leads where it leads.
 *
 * @param owner whose port it is
 * @param port the port
 * @param route the hostname that was asked about, as it is on record; empty if a port was
 * @param decision what is decided now, with its evidence
 */
public record Explanation(ProjectName owner, PortNumber port, Optional<Route> route, TargetDecision decision) {}
