package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonNumber;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The methods that clients may request. */
final class Methods {

    private static final String INITIALIZE = "initialize";
    private static final String PING = "ping";
    private static final String DISCOVER = "server/discover";
    private static final String LIST = "tools/list";
    private static final String CALL = "tools/call";

    private final ToolRegistry tools;
    private final Replies replies;
    private final Calls calls;
    private final ToolPages pages;
    private final @Nullable Watching watching;
    private final @Nullable Resources resources;

    /**
     * Serves these tools.
     *
     * @param watching who is told of news; null if there are none
     */
    Methods(ToolRegistry tools, Replies replies, Calls calls, int pageSize, @Nullable Watching watching) {
        this.tools = tools;
        this.replies = replies;
        this.calls = calls;
        this.pages = new ToolPages(tools, pageSize);
        this.watching = watching;
        this.resources = watching == null ? null : new Resources(watching, tools, calls);
    }

    /** Returns whether there is such a method in either era. */
    boolean isKnown(String method) {
        return switch (method) {
            case INITIALIZE, PING, DISCOVER, LIST, CALL -> true;
            default -> resources != null && Resources.isOne(method);
        };
    }

    static RpcError unknown(String method) {
        return new RpcError(RpcError.METHOD_NOT_FOUND, "Method not found: " + shortened(method));
    }

    /** Returns the result of a request, or nothing if it will be answered later. */
    Optional<JsonObject> answer(JsonValue id, Era era, String method, JsonObject params) throws RpcError {
        boolean modern = era == Era.MODERN;
        switch (method) {
            case LIST -> {
                return Optional.of(pages.page(cursorOf(params), era));
            }
            case CALL -> {
                calls.begin(callOf(id, era, params));
                return Optional.empty();
            }
            case DISCOVER -> {
                if (modern) {
                    return Optional.of(discovery());
                }
            }
            case INITIALIZE -> {
                if (!modern) {
                    return Optional.of(greeting(params));
                }
            }
            case PING -> {
                if (!modern) {
                    return Optional.of(JsonObject.EMPTY);
                }
            }
            default -> {
                if (resources == null || !Resources.isOne(method)) {
                    throw unknown(method);
                }
                if (Resources.isOf(era, method)) {
                    return resources.answer(id, era, method, params);
                }
            }
        }
        throw new RpcError(RpcError.METHOD_NOT_FOUND,
                "Method not found in " + (modern ? Era.MODERN_REVISION : "revisions before " + Era.MODERN_REVISION)
                        + ": " + method);
    }

    private JsonObject discovery() {
        return JsonObject.with()
                .put("supportedVersions", Era.revisions())
                .put("capabilities", capabilities(Era.MODERN))
                .put("instructions", tools.instructions())
                .put("ttlMs", ToolPages.TTL_MS)
                .put("cacheScope", "public")
                .build();
    }

    private JsonObject greeting(JsonObject params) {
        String wanted = params.require("protocolVersion", JsonString.class, "params").value();
        String spoken = Era.LEGACY_REVISIONS.contains(wanted) ? wanted : Era.NEWEST_LEGACY_REVISION;
        return JsonObject.with()
                .put("protocolVersion", spoken)
                .put("capabilities", capabilities(Era.LEGACY))
                .put("serverInfo", replies.serverInfo())
                .put("instructions", tools.instructions())
                .build();
    }

    private Call.Request callOf(JsonValue id, Era era, JsonObject params) throws RpcError {
        String name = params.require("name", JsonString.class, "params").value();
        JsonObject arguments = params.find("arguments", JsonObject.class, "params").orElse(JsonObject.EMPTY);
        JsonObject meta = params.find("_meta", JsonObject.class, "params").orElse(JsonObject.EMPTY);
        Optional<JsonValue> token = meta.get("progressToken");
        if (token.isPresent() && !(token.get() instanceof JsonString) && !(token.get() instanceof JsonNumber)) {
            throw new RpcError(RpcError.INVALID_PARAMS,
                    "params._meta.progressToken must be a string or a number, and is " + token.get().kind() + ".");
        }
        for (ToolDefinition tool : tools.definitions()) {
            if (tool.name().equals(name)) {
                return new Call.Request(id, era, name,
                        new ToolWork(tools, name, arguments, Optional.empty(), watching), token);
            }
        }
        throw new RpcError(RpcError.INVALID_PARAMS, "Unknown tool: " + shortened(name));
    }

    private static Optional<String> cursorOf(JsonObject params) {
        Optional<JsonString> cursor = params.find("cursor", JsonString.class, "params");
        return cursor.isPresent() ? Optional.of(cursor.get().value()) : Optional.empty();
    }

    private JsonObject capabilities(Era era) {
        JsonObject.Builder capabilities = JsonObject.with().put("tools", JsonObject.EMPTY);
        if (watching != null) {
            capabilities.put("resources", JsonObject.with().put("subscribe", true).build());
            if (era == Era.LEGACY) {
                capabilities.put("logging", JsonObject.EMPTY);
            }
        }
        return capabilities.build();
    }

    private static String shortened(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
