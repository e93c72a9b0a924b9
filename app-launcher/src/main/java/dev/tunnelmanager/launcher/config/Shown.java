package dev.tunnelmanager.launcher.config;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How what somebody wrote is shown in a message: on one line, not too long, and without credentials. */
final class Shown {

    private static final int MAX_LENGTH = 120;

    private Shown() {}

    /** Shows a value; of a list or a map only that it is one, because it may hold secrets, or itself. */
    static String value(@Nullable Object written) {
        if (written instanceof Collection<?>) {
            return "a list";
        }
        return written instanceof Map<?, ?> ? "a group of keys" : text(String.valueOf(written));
    }

    /** Shows a text. */
    static String text(String written) {
        String line = written.replaceAll("\\p{Cntrl}", " ").replaceAll("//[^/\\s]*@", "//…@");
        return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line;
    }
}
