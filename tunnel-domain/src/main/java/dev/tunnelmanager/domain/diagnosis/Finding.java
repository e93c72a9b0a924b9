package dev.tunnelmanager.domain.diagnosis;

/**
 * What one look shows, before it is weighed with those before it.
 *
 * @param fault what is wrong
 * @param weight how much the look counts
 * @param flow whether traffic flows
 * @param cure what would help
 * @param sentence what is the case, for people; without what is done about it
 */
record Finding(Fault fault, Weight weight, Sighting flow, Cure cure, String sentence) {

    /** How much a look counts. */
    enum Weight {
        /** Good: earlier bad looks are forgotten. */
        GOOD,
        /** It shows nothing: earlier ones stay as they are. */
        SILENT,
        /** Bad for a reason that no remedy of ours removes: earlier ones are forgotten, and it is no strike. */
        EXCUSED,
        /** Bad, and may pass by itself: a strike. */
        STRIKE,
        /** Bad, and seen so directly that once is enough. */
        CERTAIN
    }

    /** What would help. */
    enum Cure {
        NOTHING, START, RESTART, RESTORE_RULES, RECOVER_NAMES
    }
}
