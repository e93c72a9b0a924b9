package dev.tunnelmanager.domain.ingress;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The path part of a rule: a regular expression in RE2 syntax, searched for anywhere in the path.
 *
 * @param written the expression as it stands in the rule; empty lets every path pass
 */
record PathFilter(String written) {

    /** Expressions found in any path, because every path begins with a slash. Others may be too; nobody writes them. */
    private static final Set<String> EVERYTHING = Set.of("", "/", "^", "^/", ".", "$", ".*", "^.*", ".*$", "^.*$",
            "/.*",
            "^/.*", "/.*$", "^/.*$", "/?", "^/?", "/*", ".+", "^.+", "^.+$", "^/?.*$", "(.*)", "^(.*)$");

    /** Returns whether every path passes, as far as that can be told from the expression's text. */
    boolean isEverything() {
        return EVERYTHING.contains(written);
    }

    boolean covers(PathFilter other) {
        return isEverything() || written.equals(other.written);
    }

    /** Returns why this is not a valid expression. */
    Optional<String> fault() {
        return written.isEmpty() ? Optional.empty() : Re2Syntax.fault(written);
    }

    /**
     * Returns whether {@code path} passes.
     *
     * @throws IllegalArgumentException if this is not a valid expression, or one that the JDK has no equal for
     */
    boolean matches(String path) {
        if (written.isEmpty()) {
            return true;
        }
        fault().ifPresent(fault -> {
            throw new IllegalArgumentException("Not a path filter: " + written + ": " + fault);
        });
        try {
            return Pattern.compile(written.replace("(?P<", "(?<")).matcher(path).find();
        } catch (PatternSyntaxException onlyRe2) {
            throw new IllegalArgumentException("No equal in the JDK: " + written, onlyRe2);
        }
    }
}
