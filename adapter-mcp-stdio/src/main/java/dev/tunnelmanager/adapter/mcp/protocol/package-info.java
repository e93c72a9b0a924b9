/**
 * The Model Context Protocol for a server that has tools, in both of its eras, over any transport. Start with
 * {@link dev.tunnelmanager.adapter.mcp.protocol.Dispatcher}. What the tools are about does not belong here.
 */
@NullMarked
package dev.tunnelmanager.adapter.mcp.protocol;

import org.jspecify.annotations.NullMarked;
