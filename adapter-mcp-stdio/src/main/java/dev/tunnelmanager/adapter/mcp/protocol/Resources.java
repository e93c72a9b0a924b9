package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The methods about the one resource, and about being told of news. */
final class Resources {

    static final String LIST = "resources/list";
    static final String TEMPLATES = "resources/templates/list";
    static final String READ = "resources/read";
    static final String SUBSCRIBE = "resources/subscribe";
    static final String UNSUBSCRIBE = "resources/unsubscribe";
    static final String SET_LEVEL = "logging/setLevel";
    static final String LISTEN = "subscriptions/listen";

    private final Watching watching;
    private final ToolRegistry tools;
    private final Calls calls;

    Resources(Watching watching, ToolRegistry tools, Calls calls) {
        this.watching = watching;
        this.tools = tools;
        this.calls = calls;
    }

    static boolean isOne(String method) {
        return switch (method) {
            case LIST, TEMPLATES, READ, SUBSCRIBE, UNSUBSCRIBE, SET_LEVEL, LISTEN -> true;
            default -> false;
        };
    }

    static boolean isOf(Era era, String method) {
        return switch (method) {
            case SUBSCRIBE, UNSUBSCRIBE, SET_LEVEL -> era == Era.LEGACY;
            case LISTEN -> era == Era.MODERN;
            default -> true;
        };
    }

    /** Returns the result of a request, or nothing if it will be answered later. */
    Optional<JsonObject> answer(JsonValue id, Era era, String method, JsonObject params) throws RpcError {
        News.Resource resource = watching.resource();
        switch (method) {
            case LIST -> {
                return Optional.of(listed(era, "resources", List.of(shown(resource))));
            }
            case TEMPLATES -> {
                return Optional.of(listed(era, "resourceTemplates", List.of()));
            }
            case READ -> {
                check(params, resource);
                later(id, era, new ToolWork(tools, resource.tool(), JsonObject.EMPTY, Optional.of(resource), watching));
            }
            case SUBSCRIBE -> {
                check(params, resource);
                watching.setSubscribed(true);
                later(id, era, new BeginWork(watching));
            }
            case UNSUBSCRIBE -> {
                check(params, resource);
                watching.setSubscribed(false);
                return Optional.of(JsonObject.EMPTY);
            }
            case SET_LEVEL -> {
                watching.setLeast(severity(params));
                later(id, era, new BeginWork(watching));
            }
            default -> later(id, era, new ListenWork(watching, wantsResource(params, resource)));
        }
        return Optional.empty();
    }

    private void later(JsonValue id, Era era, Work work) {
        calls.begin(new Call.Request(id, era, "news", work, Optional.empty()));
    }

    private static void check(JsonObject params, News.Resource resource) throws RpcError {
        String uri = params.require("uri", JsonString.class, "params").value();
        if (!uri.equals(resource.uri())) {
            throw new RpcError(RpcError.INVALID_PARAMS, "There is no such resource; there is " + resource.uri() + ".");
        }
    }

    private static boolean wantsResource(JsonObject params, News.Resource resource) {
        JsonObject wanted = params.require("notifications", JsonObject.class, "params");
        Optional<JsonArray> uris = wanted.find("resourceSubscriptions", JsonArray.class, "params.notifications");
        return uris.isPresent() && uris.get().items().contains(new JsonString(resource.uri()));
    }

    private static News.Severity severity(JsonObject params) throws RpcError {
        String level = params.require("level", JsonString.class, "params").value();
        for (News.Severity severity : News.Severity.values()) {
            if (severity.name().toLowerCase(Locale.ROOT).equals(level)) {
                return severity;
            }
        }
        throw new RpcError(RpcError.INVALID_PARAMS, "params.level is none of the protocol's.");
    }

    private static JsonObject shown(News.Resource resource) {
        return JsonObject.with().put("uri", resource.uri()).put("name", resource.uri()).put("title", resource.title())
                .put("description", resource.description()).put("mimeType", "application/json").build();
    }

    private static JsonObject listed(Era era, String name, List<JsonValue> items) {
        JsonObject.Builder list = JsonObject.with().put(name, new JsonArray(new ArrayList<>(items)));
        return era == Era.MODERN ? list.put("ttlMs", ToolPages.TTL_MS).put("cacheScope", "public").build()
                : list.build();
    }

    /** Has news come before the request is answered. */
    private record BeginWork(Watching watching) implements Work {
        @Override
        public JsonObject result(Call call) throws InterruptedException, RpcError {
            watching.begin();
            return JsonObject.EMPTY;
        }
    }

    /** Is answered when the listening ends. */
    private record ListenWork(Watching watching, boolean toResource) implements Work {
        @Override
        public JsonObject result(Call call) throws InterruptedException, RpcError {
            return watching.listen(call, toResource);
        }
    }
}
