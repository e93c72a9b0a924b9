package dev.tunnelmanager.adapter.mcp;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolContext;
import dev.tunnelmanager.adapter.mcp.protocol.ToolDefinition;
import dev.tunnelmanager.adapter.mcp.protocol.ToolRegistry;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.adapter.mcp.protocol.ToolTraits;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A tool that goes on when it is interrupted, beside one that answers at once. */
final class StubbornTools implements ToolRegistry {

    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);

    @Override
    public List<ToolDefinition> definitions() {
        return List.of(definition("stubborn"), definition("quick"));
    }

    @Override
    public String instructions() {
        return "";
    }

    @Override
    public ToolResult call(String name, JsonObject arguments, ToolContext context) {
        if (name.equals("stubborn")) {
            begun.countDown();
            boolean released = false;
            while (!released) {
                try {
                    release.await();
                    released = true;
                } catch (InterruptedException ignored) {
                    context.progress().accept("still here");
                }
            }
        }
        return ToolResult.of(name, JsonObject.with().put("success", true).build());
    }

    private static ToolDefinition definition(String name) {
        return new ToolDefinition(name, name, name, JsonObject.EMPTY, JsonObject.EMPTY,
                new ToolTraits(true, false, true, false));
    }
}
