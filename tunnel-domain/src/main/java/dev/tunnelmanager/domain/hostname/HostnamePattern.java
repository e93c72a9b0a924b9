package dev.tunnelmanager.domain.hostname;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.net.IDN;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A public name, or {@code *.} in front of one: lower case, ASCII, no port, no trailing dot.
 *
 * <p>Labels follow RFC 1123 section 2.1 (letters, digits, inner hyphens, 1 to 63 octets); the whole is at most 253 octets (RFC
 * 1035 section 2.3.4, less the root label and its length octet). Other scripts are turned into A-labels by the JDK, which
 * follows IDNA2003 (RFC 3490).
 *
 * @param text the canonical form
 */
public record HostnamePattern(String text) implements Comparable<HostnamePattern> {

    private static final int MAX_LENGTH = 253;
    private static final int MAX_LABEL = 63;
    private static final String WILDCARD = "*.";
    private static final String EXAMPLE = "Use a name such as api.example.com: letters, digits and hyphens in labels of 1 to 63"
            + " characters, 253 in all, optionally with *. in front.";

    public HostnamePattern {
        if (fault(text) != null) {
            throw new IllegalArgumentException("Not a canonical hostname pattern: " + text);
        }
    }

    /** Reads what a person or a program wrote: any case, any script, an optional trailing dot. */
    public static Verdict<HostnamePattern> parse(String raw) {
        String trimmed = raw.strip();
        if (trimmed.endsWith(".")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        boolean wildcard = trimmed.startsWith(WILDCARD);
        String name = wildcard ? trimmed.substring(WILDCARD.length()) : trimmed;
        String ascii;
        try {
            ascii = isWrittenPlainly(name) ? name : IDN.toASCII(name, 0).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException unusable) {
            return refused(raw, "it cannot be written in ASCII (" + words(unusable) + ")");
        }
        String canonical = wildcard ? WILDCARD + ascii : ascii;
        String fault = fault(canonical);
        return fault == null ? Verdict.granted(new HostnamePattern(canonical)) : refused(raw, fault);
    }

    /** Returns the pattern of a canonical text, which the caller knows to be valid. */
    public static HostnamePattern of(String canonical) {
        return new HostnamePattern(canonical);
    }

    /** Returns whether this stands for every name below {@link #base()}. */
    public boolean isWildcard() {
        return text.startsWith(WILDCARD);
    }

    /** Returns the name without a leading {@code *.}. */
    public String base() {
        return isWildcard() ? text.substring(WILDCARD.length()) : text;
    }

    /** Returns the number of labels, the asterisk included. */
    public int labels() {
        return (int) text.chars().filter(c -> c == '.').count() + 1;
    }

    /** Returns whether this is {@code suffix} or lies below it, compared on label boundaries. */
    public boolean isWithin(String suffix) {
        return base().equals(suffix) || base().endsWith("." + suffix);
    }

    /**
     * Returns whether a request for {@code other} would match this pattern. A wildcard matches names of any depth below its
     * base, not the base itself, as connectors do it.
     */
    public boolean covers(HostnamePattern other) {
        if (!isWildcard()) {
            return text.equals(other.text);
        }
        return other.text.equals(text) || other.base().endsWith("." + base());
    }

    @Override
    public int compareTo(HostnamePattern other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    /** Names that the translation would leave as they are: most, and it takes ten times as long as this look. */
    private static boolean isWrittenPlainly(String name) {
        if (name.isEmpty() || name.length() > MAX_LABEL) {
            return false;
        }
        char before = '.';
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetterOrDigit(c) && c != '-' && (c != '.' || before == '.')) {
                return false;
            }
            before = c;
        }
        return before != '.';
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    /** What the JDK says of a name, without what it says of itself: the class of a cause, or an index into an array of its own. */
    private static String words(RuntimeException unusable) {
        Throwable said = unusable.getCause() == null ? unusable : unusable.getCause();
        return said instanceof IndexOutOfBoundsException || said.getMessage() == null
                ? "it is malformed"
                : said.getMessage().strip();
    }

    private static Verdict<HostnamePattern> refused(String raw, String fault) {
        String shown = raw.length() > 80 ? raw.substring(0, 80) + "…" : raw;
        return Verdict.refused(RefusalCode.INVALID_HOSTNAME, "\"" + shown + "\" is not a hostname: " + fault + ".",
                EXAMPLE);
    }

    private static @Nullable String fault(String canonical) {
        String name = canonical.startsWith(WILDCARD) ? canonical.substring(WILDCARD.length()) : canonical;
        if (name.isEmpty()) {
            return "it is empty";
        }
        if (canonical.length() > MAX_LENGTH) {
            return "it has " + canonical.length() + " characters, and at most " + MAX_LENGTH + " are allowed";
        }
        if (name.indexOf('.') < 0) {
            return "it has a single label";
        }
        int start = 0;
        while (true) {
            int dot = name.indexOf('.', start);
            String fault = labelFault(name, start, dot < 0 ? name.length() : dot);
            if (fault != null) {
                return fault;
            }
            if (dot < 0) {
                return isNumber(name, start) ? "its last label is a number, as in an address" : null;
            }
            start = dot + 1;
        }
    }

    /** Looks at the label from {@code start} to before {@code end}, without copying it unless it is wrong. */
    private static @Nullable String labelFault(String name, int start, int end) {
        if (start == end) {
            return "it has an empty label";
        }
        if (end - start > MAX_LABEL) {
            return "its label " + name.substring(start, start + 20) + "… has " + (end - start)
                    + " characters, and at most " + MAX_LABEL + " are allowed";
        }
        for (int i = start; i < end; i++) {
            char c = name.charAt(i);
            boolean inner = i > start && i < end - 1;
            if (!isLetterOrDigit(c) && !(c == '-' && inner)) {
                return "its label " + name.substring(start, end) + " has '" + c
                        + "' where only a letter or a digit" + (inner ? " or a hyphen" : "") + " may stand";
            }
        }
        return null;
    }

    private static boolean isNumber(String name, int start) {
        for (int i = start; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
