package dev.tunnelmanager.adapter.mcp.json;

/**
 * A JSON string.
 *
 * @param value the text
 */
public record JsonString(String value) implements JsonValue {

    private static final String HEX = "0123456789abcdef";

    @Override
    public String kind() {
        return "a string";
    }

    @Override
    public void appendTo(StringBuilder out) {
        quote(value, out);
    }

    /**
     * Appends {@code text} in quotes. A surrogate without its partner, which JSON can express and UTF-8 cannot, becomes the
     * replacement character.
     */
    static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                escape(c, out);
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append('\uFFFD');
            }
        }
        out.append('"');
    }

    private static void escape(char control, StringBuilder out) {
        switch (control) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append("\\u00").append(HEX.charAt(control >> 4)).append(HEX.charAt(control & 15));
        }
    }
}
