package dev.tunnelmanager.domain.diagnosis;

/** What a look has shown of one thing. A look that failed shows nothing, which is not the same as no. */
public enum Sighting {
    YES, NO, UNKNOWN;

    /** Returns {@code YES} or {@code NO}. */
    public static Sighting of(boolean seen) {
        return seen ? YES : NO;
    }
}
