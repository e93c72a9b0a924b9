package dev.tunnelmanager.adapter.mcp.protocol;

import java.util.function.Consumer;

/**
 * What a call of a tool may use beside its arguments. The call is cancelled by interrupting its thread.
 *
 * @param progress told what is being done, in a few words; returns at once
 */
public record ToolContext(Consumer<String> progress) {

    /** Returns a context in which nobody listens. */
    public static ToolContext silent() {
        return new ToolContext(words -> {});
    }
}
