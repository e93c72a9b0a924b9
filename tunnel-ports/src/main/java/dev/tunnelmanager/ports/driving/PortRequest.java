package dev.tunnelmanager.ports.driving;

import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.ServiceHint;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A wish for a port.
 *
 * @param port which; empty means the lowest free one
 * @param owner for whom; empty means the actor itself
 * @param service what stands behind it; empty leaves what was said earlier as it is
 */
public record PortRequest(OptionalLong port, Optional<ProjectName> owner, Optional<ServiceHint> service) {}
