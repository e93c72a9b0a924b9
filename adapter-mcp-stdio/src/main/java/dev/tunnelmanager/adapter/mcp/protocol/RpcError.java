package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import java.util.Optional;

/** A request is broken, so that it is answered with an error of the protocol rather than with a result. */
final class RpcError extends Exception {

    /** The codes of JSON-RPC 2.0, section 5.1. */
    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL = -32603;
    /** A code of MCP 2026-07-28. */
    static final int UNSUPPORTED_VERSION = -32022;

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient Optional<JsonObject> extra;

    RpcError(int code, String sentence, Optional<JsonObject> extra) {
        super(sentence, null, false, false);
        this.code = code;
        this.extra = extra;
    }

    RpcError(int code, String sentence) {
        this(code, sentence, Optional.empty());
    }

    JsonObject toJson() {
        JsonObject.Builder error = JsonObject.with().put("code", code).put("message", String.valueOf(getMessage()));
        if (extra.isPresent()) {
            error.put("data", extra.get());
        }
        return error.build();
    }
}
