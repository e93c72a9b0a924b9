package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;

/** Where the messages of one connection go out. Safe for use by many threads. */
public interface Outlet {

    /** Sends a message if the other side is still there. */
    void send(JsonObject message);
}
