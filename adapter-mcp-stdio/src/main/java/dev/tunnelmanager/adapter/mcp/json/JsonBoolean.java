package dev.tunnelmanager.adapter.mcp.json;

/**
 * A JSON truth value.
 *
 * @param value the value
 */
public record JsonBoolean(boolean value) implements JsonValue {

    /** Yes. */
    public static final JsonBoolean TRUE = new JsonBoolean(true);
    /** No. */
    public static final JsonBoolean FALSE = new JsonBoolean(false);

    /** Returns the shared value. */
    public static JsonBoolean of(boolean value) {
        return value ? TRUE : FALSE;
    }

    @Override
    public String kind() {
        return "a boolean";
    }

    @Override
    public void appendTo(StringBuilder out) {
        out.append(value);
    }
}
