/**
 * What happened, for ever. Start with {@link dev.tunnelmanager.domain.audit.AuditEntry}.
 */
@NullMarked
package dev.tunnelmanager.domain.audit;

import org.jspecify.annotations.NullMarked;
