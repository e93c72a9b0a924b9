/**
 * The tools: what can be asked of the core, as named calls with JSON arguments and results. Start with
 * {@link dev.tunnelmanager.adapter.mcp.tools.TunnelTools}. The protocol around a call does not belong here, and neither does
 * any decision about ports, hostnames or ownership.
 */
@NullMarked
package dev.tunnelmanager.adapter.mcp.tools;

import org.jspecify.annotations.NullMarked;
