package dev.tunnelmanager.domain.diagnosis;

import java.time.Instant;
import java.util.List;

/**
 * What is wrong with the tunnel, and how that is known.
 *
 * @param fault what is wrong; {@link Fault#NONE} if nothing is
 * @param since when it was first seen without a break
 * @param confidence how sure that is
 * @param sentence the same for people, with what is being done about it
 * @param evidence what was seen, one sentence each
 */
public record Diagnosis(Fault fault, Instant since, Confidence confidence, String sentence, List<String> evidence) {

    public Diagnosis {
        evidence = List.copyOf(evidence);
    }

    /** How sure a diagnosis is. */
    public enum Confidence {
        /** Seen once, or by one look only. */
        SUSPECTED,
        /** Seen as often as is asked for, or directly. */
        CONFIRMED
    }
}
