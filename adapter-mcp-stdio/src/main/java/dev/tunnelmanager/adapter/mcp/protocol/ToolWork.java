package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Has a tool called, whatever may happen, for a call of it or for the resource that shows its result. */
final class ToolWork implements Work {

    private final ToolRegistry tools;
    private final String tool;
    private final JsonObject arguments;
    private final Optional<News.Resource> shownAs;
    private final @Nullable Watching watching;

    /**
     * Calls a tool.
     *
     * @param shownAs the resource that is read; empty for a call
     * @param watching told of calls; null if there are no news
     */
    ToolWork(ToolRegistry tools, String tool, JsonObject arguments, Optional<News.Resource> shownAs,
            @Nullable Watching watching) {
        this.tools = tools;
        this.tool = tool;
        this.arguments = arguments;
        this.shownAs = shownAs;
        this.watching = watching;
    }

    @Override
    public JsonObject result(Call call) {
        ToolResult result = called(call);
        if (watching != null && !result.isError()) {
            watching.called();
        }
        return shownAs.isEmpty() ? Replies.ofTool(result) : read(shownAs.get(), call.request().era(), result);
    }

    private ToolResult called(Call call) {
        try {
            return tools.call(tool, arguments, new ToolContext(call));
        } catch (InterruptedException cancelled) {
            return ToolResult.refused(new Refusal(RefusalCode.WITHDRAWN, "The call was interrupted.",
                    "Repeat the call."));
        } catch (RuntimeException | Error broken) {
            LoggerFactory.getLogger(Calls.class).error("Tool {} broke; report this with the stack trace", tool, broken);
            return ToolResult.refused(new Refusal(RefusalCode.INTERNAL,
                    "The tool broke: " + broken.getClass().getSimpleName() + ".",
                    "Look at this process's standard error for the stack trace, and report it."));
        }
    }

    private static JsonObject read(News.Resource resource, Era era, ToolResult result) {
        JsonObject content = JsonObject.with().put("uri", resource.uri()).put("mimeType", "application/json")
                .put("text", result.structured().toJson()).build();
        JsonObject.Builder whole = JsonObject.with().put("contents", new JsonArray(List.of(content)));
        return era == Era.MODERN ? whole.put("ttlMs", 0).put("cacheScope", "private").build() : whole.build();
    }
}
