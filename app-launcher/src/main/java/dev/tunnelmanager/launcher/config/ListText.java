package dev.tunnelmanager.launcher.config;

import java.util.ArrayList;
import java.util.List;

/** Reads a list that is written as one text, as in the environment: {@code a, b}, or with brackets and quotes as in YAML. */
final class ListText {

    private ListText() {}

    /** Returns the parts; a comma within quotes or inner brackets does not separate, and empty parts are left out. */
    static List<String> parts(String written) {
        String text = written.strip();
        if (text.startsWith("[") && closing(text) == text.length() - 1) {
            text = text.substring(1, text.length() - 1);
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        int depth = 0;
        char quote = 0;
        for (int at = 0; at <= text.length(); at++) {
            char c = at == text.length() ? ',' : text.charAt(at);
            boolean separates = at == text.length() || (c == ',' && quote == 0 && depth == 0);
            if (separates) {
                add(parts, text.substring(from, at).strip());
                from = at + 1;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if ((c == '"' || c == '\'') && text.substring(from, at).isBlank()) {
                quote = c;
            } else if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            }
        }
        return List.copyOf(parts);
    }

    /** Returns where the bracket that opens the text is closed, or -1. */
    private static int closing(String text) {
        int depth = 0;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '[') {
                depth++;
            } else if (text.charAt(at) == ']' && --depth == 0) {
                return at;
            }
        }
        return -1;
    }

    private static void add(List<String> parts, String part) {
        boolean quoted = part.length() >= 2 && (part.charAt(0) == '"' || part.charAt(0) == '\'')
                && part.charAt(0) == part.charAt(part.length() - 1);
        String bare = quoted ? part.substring(1, part.length() - 1) : part;
        if (!bare.isEmpty()) {
            parts.add(bare);
        }
    }
}
