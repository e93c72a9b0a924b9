/**
 * Durable requests for a change. Start with {@link dev.tunnelmanager.domain.operation.Operation}.
 */
@NullMarked
package dev.tunnelmanager.domain.operation;

import org.jspecify.annotations.NullMarked;
