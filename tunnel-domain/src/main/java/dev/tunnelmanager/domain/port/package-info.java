/**
 * Ports and who may use them. Start with {@link dev.tunnelmanager.domain.port.PortAllocation}. Where a port's service runs is a
 * matter of the topology package.
 */
@NullMarked
package dev.tunnelmanager.domain.port;

import org.jspecify.annotations.NullMarked;
