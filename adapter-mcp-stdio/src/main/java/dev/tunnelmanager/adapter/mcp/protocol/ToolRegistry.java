package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import java.util.List;

/**
 * The tools of a server. Safe for use by many threads. Nothing here but {@link #call} has a side effect, so that a server can
 * be started, asked what it has, and ended for free.
 */
public interface ToolRegistry {

    /** Returns every tool, in an order that never changes. */
    List<ToolDefinition> definitions();

    /** Returns what the tools together are for, and the usual order of calls, in a few sentences. */
    String instructions();

    /**
     * Calls a tool. Never throws for what the arguments are, nor for what is broken outside: that is a result.
     *
     * @param name one of the definitions'
     * @throws InterruptedException if the thread was interrupted while it waited
     * @throws IllegalArgumentException if there is no such tool
     */
    ToolResult call(String name, JsonObject arguments, ToolContext context) throws InterruptedException;
}
