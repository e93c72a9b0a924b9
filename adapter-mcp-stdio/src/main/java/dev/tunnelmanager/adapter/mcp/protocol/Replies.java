package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonNull;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the messages that we send, in the form of the era of the request. */
final class Replies {

    private final JsonObject serverInfo;

    /** Makes messages of a server of this version. */
    Replies(String version) {
        this.serverInfo = JsonObject.with()
                .put("name", "tunnel-manager")
                .put("title", "Tunnel Manager")
                .put("version", version)
                .build();
    }

    JsonObject serverInfo() {
        return serverInfo;
    }

    JsonObject result(JsonValue id, Era era, JsonObject result) {
        JsonObject.Builder whole = JsonObject.with();
        if (era == Era.MODERN) {
            whole.put("resultType", "complete");
        }
        whole.putAll(result);
        if (era == Era.MODERN) {
            whole.put("_meta", JsonObject.with().put("io.modelcontextprotocol/serverInfo", serverInfo).build());
        }
        return JsonObject.with().put("jsonrpc", "2.0").put("id", id).put("result", whole.build()).build();
    }

    /**
     * Returns an error.
     *
     * @param id of the request; empty if it has none that could be read, which JSON-RPC 2.0 answers with null
     */
    static JsonObject error(Optional<JsonValue> id, RpcError error) {
        return JsonObject.with()
                .put("jsonrpc", "2.0")
                .put("id", id.orElse(JsonNull.NULL))
                .put("error", error.toJson())
                .build();
    }

    static JsonObject progress(JsonValue token, long count, String words) {
        return JsonObject.with()
                .put("jsonrpc", "2.0")
                .put("method", "notifications/progress")
                .put("params", JsonObject.with()
                        .put("progressToken", token)
                        .put("progress", count)
                        .put("message", words)
                        .build())
                .build();
    }

    /** Returns a tool's result: its text, the structured content, and the same as text for clients that know only text. */
    static JsonObject ofTool(ToolResult result) {
        List<JsonValue> content = new ArrayList<>();
        for (String block : result.text()) {
            content.add(text(block));
        }
        content.add(text(result.structured().toJson()));
        return JsonObject.with()
                .put("content", new JsonArray(content))
                .put("structuredContent", result.structured())
                .put("isError", result.isError())
                .build();
    }

    private static JsonObject text(String block) {
        return JsonObject.with().put("type", "text").put("text", new JsonString(block)).build();
    }
}
