package dev.tunnelmanager.adapter.mcp.json;

import java.nio.charset.StandardCharsets;

/** A JSON value. Immutable. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

    /** Returns what this is, in words, for example {@code a string}. */
    String kind();

    /** Appends this as compact JSON without any line break. */
    void appendTo(StringBuilder out);

    /** Returns this as compact JSON without any line break. */
    default String toJson() {
        StringBuilder out = new StringBuilder(256);
        appendTo(out);
        return out.toString();
    }

    /** Returns this as one line of UTF-8 with its line feed. */
    default byte[] toLine() {
        StringBuilder out = new StringBuilder(1024);
        appendTo(out);
        return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}
