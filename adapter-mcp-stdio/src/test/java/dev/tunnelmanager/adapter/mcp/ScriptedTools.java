package dev.tunnelmanager.adapter.mcp;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.protocol.ToolContext;
import dev.tunnelmanager.adapter.mcp.protocol.ToolDefinition;
import dev.tunnelmanager.adapter.mcp.protocol.ToolRegistry;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.adapter.mcp.protocol.ToolTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Tools that do as they are told, for tests of the protocol. */
final class ScriptedTools implements ToolRegistry {

    final CountDownLatch waiting;
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    final AtomicInteger calls = new AtomicInteger();
    private final List<ToolDefinition> definitions = new ArrayList<>();

    ScriptedTools() {
        this(1);
    }

    /** Makes tools of which {@code waiters} calls of {@code wait} open the latch {@link #waiting}. */
    ScriptedTools(int waiters) {
        waiting = new CountDownLatch(waiters);
        JsonObject any = JsonObject.with().put("type", "object").build();
        for (String name : List.of("echo", "wait", "break", "report", "exhaust")) {
            definitions.add(new ToolDefinition(name, name, name, any, any, new ToolTraits(true, false, true, false)));
        }
    }

    @Override
    public List<ToolDefinition> definitions() {
        return definitions;
    }

    @Override
    public String instructions() {
        return "Call them.";
    }

    @Override
    public ToolResult call(String name, JsonObject arguments, ToolContext context) throws InterruptedException {
        calls.incrementAndGet();
        switch (name) {
            case "wait" -> await();
            case "break" -> throw new IllegalStateException("secret detail");
            case "exhaust" -> throw new StackOverflowError();
            case "report" -> {
                for (int i = 0; i < 50; i++) {
                    context.progress().accept("step " + i);
                }
            }
            default -> {
            }
        }
        String text = arguments.find("text", JsonString.class, "arguments").map(JsonString::value).orElse("done");
        return ToolResult.of(text, JsonObject.with().put("success", true).put("text", text).build());
    }

    private void await() throws InterruptedException {
        waiting.countDown();
        try {
            release.await();
        } catch (InterruptedException cancelled) {
            interrupted.countDown();
            throw cancelled;
        }
    }
}
