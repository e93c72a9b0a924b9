package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;

/** What a request that is not answered at once asks for. */
interface Work {

    /**
     * Does it and returns the result.
     *
     * @param call told of progress, and by which messages are sent that belong to the request
     * @throws InterruptedException if it was cancelled
     * @throws RpcError if it cannot be done
     */
    JsonObject result(Call call) throws InterruptedException, RpcError;
}
