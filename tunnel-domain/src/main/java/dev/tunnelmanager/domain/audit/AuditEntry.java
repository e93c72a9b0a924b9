package dev.tunnelmanager.domain.audit;

import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.ownership.ProjectName;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that was done or refused.
 *
 * @param at when
 * @param actor who asked
 * @param owner whose thing it was about; that project may read the entry
 * @param action what, as a stable dotted word, for example {@code hostname.publish}
 * @param subject what it was done to, for example a hostname or a port
 * @param operation the operation that it belongs to, if any
 * @param success whether it succeeded
 * @param error code and sentence, if it did not
 * @param before the state of the subject before, in words; empty if there was none
 * @param after the state of the subject afterwards, in words; empty if there is none
 */
public record AuditEntry(Instant at, ProjectName actor, ProjectName owner, String action, String subject,
        Optional<OperationId> operation,
        boolean success, Optional<String> error, Optional<String> before, Optional<String> after) {}
