package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import java.util.List;
import java.util.Optional;

/** The two ways in which the protocol is spoken; each request is served in the one that it shows. */
enum Era {
    /** 2026-07-28: every request carries its revision, and nothing is remembered from earlier ones. */
    MODERN,
    /** 2025-11-25 and earlier: {@code initialize} comes first, for the whole connection. */
    LEGACY;

    static final String MODERN_REVISION = "2026-07-28";
    static final String NEWEST_LEGACY_REVISION = "2025-11-25";
    static final List<String> LEGACY_REVISIONS = List.of(NEWEST_LEGACY_REVISION, "2025-06-18", "2025-03-26",
            "2024-11-05");

    private static final String META = "_meta";
    static final String REVISION = "io.modelcontextprotocol/protocolVersion";
    private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

    /**
     * Returns the era of a request.
     *
     * @param greeted whether {@code initialize} has been answered on this connection
     * @throws RpcError if the request shows neither, or a revision that we do not speak
     */
    static Era of(String method, JsonObject params, boolean greeted) throws RpcError {
        JsonObject meta = params.find(META, JsonObject.class, "params").orElse(JsonObject.EMPTY);
        if (!meta.has(REVISION)) {
            if (greeted || method.equals("initialize") || method.equals("ping")) {
                return LEGACY;
            }
            throw new RpcError(RpcError.INVALID_PARAMS, "params._meta must carry " + REVISION + " (" + MODERN_REVISION
                    + ") and " + CAPABILITIES + ", or the connection must have begun with initialize.");
        }
        String revision = meta.require(REVISION, JsonString.class, "params._meta").value();
        if (LEGACY_REVISIONS.contains(revision)) {
            return LEGACY;
        }
        if (!revision.equals(MODERN_REVISION)) {
            throw unsupported(revision);
        }
        meta.require(CAPABILITIES, JsonObject.class, "params._meta");
        return MODERN;
    }

    /** Returns every revision that we speak, newest first. */
    static JsonArray revisions() {
        String[] all = new String[LEGACY_REVISIONS.size() + 1];
        all[0] = MODERN_REVISION;
        for (int i = 1; i < all.length; i++) {
            all[i] = LEGACY_REVISIONS.get(i - 1);
        }
        return JsonArray.ofStrings(all);
    }

    private static RpcError unsupported(String revision) {
        String shown = revision.length() > 80 ? revision.substring(0, 80) + "…" : revision;
        return new RpcError(RpcError.UNSUPPORTED_VERSION, "Unsupported protocol version: " + shown,
                Optional.of(JsonObject.with().put("supported", revisions()).put("requested", shown).build()));
    }
}
