package dev.tunnelmanager.domain.diagnosis;

/**
 * What was seen of the rule list that a connector would read if it were started now.
 *
 * @param usable whether a connector could be started on it
 * @param words why not, one sentence; empty if there is nothing to say
 */
public record RulesSight(Sighting usable, String words) {

    /** Nobody could look. */
    public static final RulesSight UNSEEN = new RulesSight(Sighting.UNKNOWN, "");

    /** It can be used. */
    public static final RulesSight USABLE = new RulesSight(Sighting.YES, "");
}
