package dev.tunnelmanager.ports.driven;

import java.time.Duration;

/**
 * Counts and times what happens, for those who watch from outside.
 *
 * <p>Safe for use by many threads; never throws and never blocks. Every adapter passes {@code MeasurementsContract}.
 */
public interface Measurements {

    /** What is counted. */
    enum Count {
        /** The connector was replaced; the label says why. */
        RESTART,
        /** A look was bad. */
        STRIKE,
        /** A signal in the connector's log; the label is its kind. */
        SIGNAL,
        /** An operation has ended; the label is its outcome. */
        OPERATION,
        /** The provider was called; the label is the result. */
        PROVIDER_CALL,
        /** This process has become leader. */
        LEADER_CHANGE
    }

    /** What is timed. */
    enum Time {
        /** A probe through the edge. */
        PROBE,
        /** A round of looks. */
        LOOK
    }

    /**
     * Counts one.
     *
     * @param label one of few words, in lower case
     */
    void count(Count what, String label);

    /** Notes how long something took. */
    void took(Time what, Duration duration);
}
