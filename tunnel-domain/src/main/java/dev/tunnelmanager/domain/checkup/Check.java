package dev.tunnelmanager.domain.checkup;

import java.util.List;

/**
 * One thing that is looked at.
 *
 * @param name stable words of lower-case letters, digits, dots and hyphens, for example {@code state.directory}
 * @param needs the names of the checks that must not have failed for this one to mean anything
 */
public record Check(String name, List<String> needs) {

    public Check {
        if (!name.matches("[a-z0-9.-]+")) {
            throw new IllegalArgumentException("Not the name of a check: " + name);
        }
        needs = List.copyOf(needs);
    }

    /** Returns a check that needs these others. */
    public static Check of(String name, String... needs) {
        return new Check(name, List.of(needs));
    }
}
