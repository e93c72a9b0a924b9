package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The list of tools, in pages. */
final class ToolPages {

    /** Tools on a page. */
    static final int SIZE = 50;
    /** How long a client may keep what does not change while a process runs: five minutes, so that an update is seen. */
    static final long TTL_MS = 300_000;

    private static final String CURSOR = "after-";

    private final ToolRegistry tools;
    private final int size;

    /** Shows these tools, so many on a page. */
    ToolPages(ToolRegistry tools, int size) {
        this.tools = tools;
        this.size = size;
    }

    /**
     * Returns a page.
     *
     * @param cursor as an earlier page has given it; empty for the first page
     * @throws RpcError if no page has given this cursor
     */
    JsonObject page(Optional<String> cursor, Era era) throws RpcError {
        List<ToolDefinition> all = tools.definitions();
        int from = cursor.isPresent() ? positionOf(cursor.get(), all.size()) : 0;
        int to = Math.min(from + size, all.size());
        List<JsonValue> shown = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            shown.add(all.get(i).toJson());
        }
        JsonObject.Builder page = JsonObject.with().put("tools", new JsonArray(shown));
        if (to < all.size()) {
            page.put("nextCursor", CURSOR + to);
        }
        if (era == Era.MODERN) {
            page.put("ttlMs", TTL_MS).put("cacheScope", "public");
        }
        return page.build();
    }

    private int positionOf(String cursor, int count) throws RpcError {
        for (int position = size; position < count; position += size) {
            if (cursor.equals(CURSOR + position)) {
                return position;
            }
        }
        throw new RpcError(RpcError.INVALID_PARAMS, "params.cursor is none that tools/list has given.");
    }
}
