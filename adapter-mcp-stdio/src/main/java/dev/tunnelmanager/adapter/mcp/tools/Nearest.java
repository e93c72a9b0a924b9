package dev.tunnelmanager.adapter.mcp.tools;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class Nearest {

    /** Returns the name with the fewest letters to change, whatever their case; the first of several; empty for no names. */
    static Optional<String> to(String written, List<String> names) {
        Optional<String> nearest = Optional.empty();
        int fewest = Integer.MAX_VALUE;
        for (String name : names) {
            int distance = distance(lettersOf(written), lettersOf(name));
            if (distance < fewest) {
                fewest = distance;
                nearest = Optional.of(name);
            }
        }
        return nearest;
    }

    /** Levenshtein's distance, a row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    private static String lettersOf(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    private Nearest() {}
}
