package dev.tunnelmanager.adapter.mcp.json;

import java.util.ArrayList;
import java.util.List;

/**
 * A JSON array.
 *
 * @param items in order
 */
public record JsonArray(List<JsonValue> items) implements JsonValue {

    public JsonArray {
        items = List.copyOf(items);
    }

    /** Returns an array of strings. */
    public static JsonArray ofStrings(List<String> texts) {
        List<JsonValue> items = new ArrayList<>(texts.size());
        for (String text : texts) {
            items.add(new JsonString(text));
        }
        return new JsonArray(items);
    }

    /** Returns an array of strings. */
    public static JsonArray ofStrings(String... texts) {
        return ofStrings(List.of(texts));
    }

    @Override
    public String kind() {
        return "an array";
    }

    @Override
    public void appendTo(StringBuilder out) {
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            items.get(i).appendTo(out);
        }
        out.append(']');
    }
}
