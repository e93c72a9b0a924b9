package dev.tunnelmanager.domain.ownership;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.regex.Pattern;

/**
 * The name of a project: lower-case letters, digits, hyphens and underscores, 1 to 63, beginning with a letter or digit. The
 * form is that of a Compose project name, so that the two can be the same.
 *
 * @param text the name
 */
public record ProjectName(String text) implements Comparable<ProjectName> {

    /** Stands before {@link #META}, which is checked by it. */
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    /** The name under which the meta-supervisor owns what belongs to no project; no project can have it. */
    public static final ProjectName META = new ProjectName("meta");

    public ProjectName {
        if (!isOne(text)) {
            throw new IllegalArgumentException("Not a project name: " + text);
        }
    }

    /** Returns whether {@code text} is written as a project's name is, {@code meta} included. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** Reads a project's name; {@code meta} is refused, because it is the meta-supervisor's. */
    public static Verdict<ProjectName> parse(String raw) {
        String shown = raw.length() > 80 ? raw.substring(0, 80) + "…" : raw;
        if (!isOne(raw)) {
            return Verdict.refused(RefusalCode.INVALID_PROJECT, "\"" + shown + "\" is not a project name.",
                    "Use 1 to 63 lower-case letters, digits, hyphens or underscores, beginning with a letter or a digit.");
        }
        if (raw.equals(META.text)) {
            return Verdict.refused(RefusalCode.INVALID_PROJECT,
                    "\"meta\" is the meta-supervisor's own name, not a project's.",
                    "Launch with --meta to act as the meta-supervisor, or choose another project name.");
        }
        return Verdict.granted(new ProjectName(raw));
    }

    @Override
    public int compareTo(ProjectName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
