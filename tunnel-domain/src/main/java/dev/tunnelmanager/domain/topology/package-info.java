/**
 * What runs where, and which of it a connector can reach. Start with {@link dev.tunnelmanager.domain.topology.TopologySnapshot}.
 * Asking an engine does not belong here.
 */
@NullMarked
package dev.tunnelmanager.domain.topology;

import org.jspecify.annotations.NullMarked;
