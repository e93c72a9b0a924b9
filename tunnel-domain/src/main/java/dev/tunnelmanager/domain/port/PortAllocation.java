package dev.tunnelmanager.domain.port;

import dev.tunnelmanager.domain.ownership.ProjectName;
import java.time.Instant;

/**
 * A port that is a project's, and what the project has said about the service behind it.
 *
 * @param port the port
 * @param owner whose it is
 * @param service what stands behind it
 * @param allocatedAt since when
 */
public record PortAllocation(PortNumber port, ProjectName owner, ServiceHint service, Instant allocatedAt) {}
