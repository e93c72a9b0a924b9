package dev.tunnelmanager.domain.plan;

import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.TargetDecision;
import java.util.Optional;

/**
 * A route that is to be brought into its desired state, with what was seen of it.
 *
 * @param route as it is on record
 * @param target where it is to lead; empty means that it is to be taken away
 * @param directory what stands at its name
 */
public record RouteSight(Route route, Optional<TargetDecision> target, DirectorySight directory) {}
