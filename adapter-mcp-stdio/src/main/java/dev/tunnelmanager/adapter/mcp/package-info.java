/**
 * The MCP door. Start with {@link dev.tunnelmanager.adapter.mcp.McpServer}. What a tool does belongs into the {@code tools}
 * package, what a message looks like into {@code protocol}.
 */
@NullMarked
package dev.tunnelmanager.adapter.mcp;

import org.jspecify.annotations.NullMarked;
