package dev.tunnelmanager.ports.driven;

import org.jspecify.annotations.Nullable;

/** Something outside broke. The only exception that a driven port throws on purpose. */
public final class PortFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is known about the effect of the call that failed. */
    public enum Kind {
        /** Surely not applied; may be tried again. */
        UNAVAILABLE,
        /** Credentials or permission; a person must act. */
        DENIED,
        /** A secret of ours is missing or must not be read as it lies, so nobody was asked; a person must act. */
        SECRET,
        /** May have been applied; must be read back before anything else. */
        OUTCOME_UNKNOWN,
        /** Stored data is not understood; keep the evidence. */
        CORRUPT,
        /** Stored data was written by a newer version. */
        NEWER
    }

    private final Kind kind;
    private final String recommendation;

    /**
     * Makes a failure.
     *
     * @param kind what is known about the effect
     * @param problem what is the case, with the values and without any secret; whole sentences
     * @param recommendation one next step, as an imperative
     * @param cause what was caught, if anything
     */
    public PortFailure(Kind kind, String problem, String recommendation, @Nullable Throwable cause) {
        super(problem, cause);
        this.kind = kind;
        this.recommendation = recommendation;
    }

    /** Makes a failure that nothing else has caused. */
    public PortFailure(Kind kind, String problem, String recommendation) {
        this(kind, problem, recommendation, null);
    }

    /** Returns what is known about the effect of the call. */
    public Kind kind() {
        return kind;
    }

    /** Returns what is the case. */
    public String problem() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }

    /** Returns one next step. */
    public String recommendation() {
        return recommendation;
    }
}
