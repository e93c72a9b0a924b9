package dev.tunnelmanager.domain.ingress;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a regular expression in the syntax of Go's {@code regexp} package (RE2, https://github.com/google/re2/wiki/Syntax, with
 * its Perl extensions), only to tell whether it is valid. The JDK's own syntax is no substitute: it accepts look-around, back
 * references and possessive repetition, and refuses {@code (?P<name>…)}.
 *
 * <p>Not checked: names of Unicode classes, and the product of nested counted repetitions.
 */
final class Re2Syntax {

    private static final int MAX_REPEAT = 1000;
    private static final Pattern COUNTED = Pattern.compile("\\{(\\d{1,9})(?:(,)(\\d{1,9})?)?}");
    private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?P?<([A-Za-z0-9_]+)>");
    private static final Pattern FLAGS = Pattern.compile("\\(\\?([imsU]*)(-[imsU]+)?([:)])");
    private static final Pattern UNICODE_CLASS = Pattern.compile("\\\\[pP](?:[A-Za-z]|\\{\\^?[A-Za-z_]+})");
    private static final Pattern HEX = Pattern.compile("\\\\x(?:[0-9A-Fa-f]{2}|\\{[0-9A-Fa-f]{1,6}})");
    private static final Pattern OCTAL = Pattern.compile("\\\\(?:0[0-7]{0,2}|[1-7][0-7]{1,2})");
    private static final Pattern POSIX_CLASS = Pattern.compile(
            "\\[:\\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):]");

    private final String text;
    private final Set<String> groupNames = new HashSet<>();
    private int at;
    private int depth;
    private boolean repeatable;
    private boolean repeated;

    private Re2Syntax(String text) {
        this.text = text;
    }

    /** Returns why {@code expression} is not valid, as the end of a sentence; empty if it is. */
    static Optional<String> fault(String expression) {
        try {
            new Re2Syntax(expression).read();
            return Optional.empty();
        } catch (Invalid invalid) {
            return Optional.of(invalid.reason);
        }
    }

    private void read() throws Invalid {
        while (at < text.length()) {
            boolean afterRepeat = repeated;
            repeated = false;
            switch (text.charAt(at)) {
                case '(' -> open();
                case ')' -> close();
                case '|' -> {
                    repeatable = false;
                    at++;
                }
                case '[' -> bracket();
                case '*', '+', '?' -> repeat(1, afterRepeat);
                case '{' -> count(afterRepeat);
                case '\\' -> escape();
                default -> atom(1);
            }
        }
        if (depth > 0) {
            throw new Invalid("a parenthesis is not closed");
        }
    }

    private void atom(int length) {
        at += length;
        repeatable = true;
    }

    private void open() throws Invalid {
        repeatable = false;
        if (!text.startsWith("(?", at)) {
            depth++;
            at++;
            return;
        }
        Matcher named = NAMED_GROUP.matcher(text).region(at, text.length());
        if (named.lookingAt()) {
            if (!groupNames.add(named.group(1))) {
                throw new Invalid("two groups have the name " + named.group(1));
            }
            depth++;
            at = named.end();
            return;
        }
        Matcher flags = FLAGS.matcher(text).region(at, text.length());
        if (!flags.lookingAt()) {
            throw new Invalid("\"" + shown(at, 4) + "\" is not part of RE2 syntax, which has no look-around");
        }
        if (flags.group(3).equals(":")) {
            depth++;
        }
        at = flags.end();
    }

    private void close() throws Invalid {
        if (depth-- == 0) {
            throw new Invalid("a parenthesis is closed that was not opened");
        }
        atom(1);
    }

    private void repeat(int length, boolean afterRepeat) throws Invalid {
        if (!repeatable) {
            throw new Invalid("there is nothing for \"" + shown(at, length) + "\" to repeat");
        }
        if (afterRepeat) {
            throw new Invalid("\"" + shown(at, length) + "\" follows another repetition");
        }
        at += length;
        if (at < text.length() && text.charAt(at) == '?') {
            at++;
        }
        repeated = true;
    }

    private void count(boolean afterRepeat) throws Invalid {
        Matcher counted = COUNTED.matcher(text).region(at, text.length());
        if (!counted.lookingAt()) {
            atom(1);
            return;
        }
        int least = Integer.parseInt(counted.group(1));
        int most = counted.group(3) == null ? least : Integer.parseInt(counted.group(3));
        if (least > MAX_REPEAT || most > MAX_REPEAT || most < least) {
            throw new Invalid("the count " + counted.group() + " is not between 0 and " + MAX_REPEAT);
        }
        repeat(counted.end() - at, afterRepeat);
    }

    private void escape() throws Invalid {
        if (text.startsWith("\\Q", at)) {
            int end = text.indexOf("\\E", at + 2);
            repeatable = true;
            at = end < 0 ? text.length() : end + 2;
            return;
        }
        int length = escapeLength("AbBzdDsSwW");
        atom(length);
    }

    /** Returns the length of the escape at the current position; {@code letters} may follow the backslash here. */
    private int escapeLength(String letters) throws Invalid {
        if (at + 1 >= text.length()) {
            throw new Invalid("it ends with a backslash");
        }
        for (Pattern form : new Pattern[]{UNICODE_CLASS, HEX, OCTAL}) {
            Matcher matcher = form.matcher(text).region(at, text.length());
            if (matcher.lookingAt()) {
                return matcher.end() - at;
            }
        }
        char escaped = text.charAt(at + 1);
        boolean letterOrDigit = escaped < 128 && Character.isLetterOrDigit(escaped);
        if ((escaped < 128 && !letterOrDigit) || letters.indexOf(escaped) >= 0 || "afnrtv".indexOf(escaped) >= 0) {
            return 2;
        }
        throw new Invalid("\"" + shown(at, 2) + "\" is not an escape of RE2 syntax"
                + (escaped >= '1' && escaped <= '9' ? ", which has no back references" : ""));
    }

    private void bracket() throws Invalid {
        int start = at;
        at++;
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        boolean first = true;
        while (at >= text.length() || text.charAt(at) != ']' || first) {
            if (at >= text.length()) {
                throw new Invalid("the bracket \"" + shown(start, 12) + "\" is not closed");
            }
            first = false;
            Matcher posix = POSIX_CLASS.matcher(text).region(at, text.length());
            if (posix.lookingAt()) {
                at = posix.end();
                continue;
            }
            if (text.startsWith("[:", at) && text.indexOf(":]", at + 2) >= 0) {
                throw new Invalid("\"" + shown(at, 12) + "\" is not a character class");
            }
            range();
        }
        atom(1);
    }

    private void range() throws Invalid {
        int begin = at;
        int low = member();
        if (low >= 0 && at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
            at++;
            int high = member();
            if (high < low) {
                throw new Invalid("\"" + text.substring(begin, at) + "\" is not a range");
            }
        }
    }

    /** Reads one member of a bracket and returns its code point, or -1 for a class. */
    private int member() throws Invalid {
        if (text.charAt(at) != '\\') {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            return point;
        }
        int length = escapeLength("dDsSwW");
        String escape = text.substring(at, at + length);
        at += length;
        char kind = escape.charAt(1);
        if ("dDsSwWpP".indexOf(kind) >= 0) {
            return -1;
        }
        if (kind == 'x') {
            return Integer.parseInt(escape.substring(2).replaceAll("[{}]", ""), 16);
        }
        if (kind >= '0' && kind <= '7') {
            return Integer.parseInt(escape.substring(1), 8);
        }
        int control = "afnrtv".indexOf(kind);
        return control < 0 ? kind : "\u0007\f\n\r\t\u000b".charAt(control);
    }

    private String shown(int from, int length) {
        return text.substring(from, Math.min(text.length(), from + length));
    }

    private static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;
        private final String reason;

        Invalid(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }
}
