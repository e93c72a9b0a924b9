package dev.tunnelmanager.ports.driving;

import dev.tunnelmanager.domain.ownership.ProjectName;
import java.util.Optional;

/**
 * A wish for a hostname, as somebody wrote it; nothing in it is known to be valid.
 *
 * @param subdomain what stands before the domain; {@code @} for the domain itself; a full hostname is accepted too
 * @param domain a zone or a name below one; empty means the configured default or the only zone
 * @param port a port of the project
 * @param owner for whom; empty means the actor itself, or for the meta-supervisor whoever has the port
 * @param idempotencyKey the caller's own name for this request, if it has one
 */
public record PublishRequest(String subdomain, Optional<String> domain, long port, Optional<ProjectName> owner,
        Optional<String> idempotencyKey) {}
