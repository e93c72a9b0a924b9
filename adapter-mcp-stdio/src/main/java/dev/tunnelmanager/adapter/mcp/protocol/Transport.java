package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import java.io.IOException;

/** Brings messages in, one after the other, and out. One thread receives; any number send. */
public interface Transport {

    /**
     * Waits for the next message.
     *
     * @throws IOException if nothing can be received any more, for a reason other than an orderly end
     */
    Inbound receive() throws IOException;

    /**
     * Sends a message whole, or not at all.
     *
     * @return false if the other side is gone, now or since an earlier message
     */
    boolean send(JsonObject message);

    /** What has come in. */
    sealed interface Inbound {
        /**
         * A message, whatever it is.
         *
         * @param value what was sent
         */
        record Message(JsonValue value) implements Inbound {}

        /**
         * Something that is no message. The next one can be received as usual.
         *
         * @param code the error code of the protocol
         * @param reason one sentence
         */
        record Unreadable(int code, String reason) implements Inbound {}

        /** The other side has ended the conversation. */
        record End() implements Inbound {}
    }
}
