package dev.tunnelmanager.adapter.mcp.json;

/** The JSON value {@code null}. */
public record JsonNull() implements JsonValue {

    /** The only one needed. */
    public static final JsonNull NULL = new JsonNull();

    @Override
    public String kind() {
        return "null";
    }

    @Override
    public void appendTo(StringBuilder out) {
        out.append("null");
    }
}
