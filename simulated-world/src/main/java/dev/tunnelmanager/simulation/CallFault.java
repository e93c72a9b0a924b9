package dev.tunnelmanager.simulation;

import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.Locale;

/** How a single call fails. */
enum CallFault {
    /** Nothing is done, and that is known: an answer of 429 or 5xx, a locked file, a full disk. */
    UNAVAILABLE(PortFailure.Kind.UNAVAILABLE, false),
    /** Nothing is done, because it is not allowed. */
    DENIED(PortFailure.Kind.DENIED, false),
    /** It is done, and the answer is lost. */
    APPLIED_UNANSWERED(PortFailure.Kind.OUTCOME_UNKNOWN, true),
    /** It is not done, and that is not known: the question is lost. */
    LOST_UNANSWERED(PortFailure.Kind.OUTCOME_UNKNOWN, false);

    private final PortFailure.Kind kind;
    private final boolean effect;

    CallFault(PortFailure.Kind kind, boolean effect) {
        this.kind = kind;
        this.effect = effect;
    }

    boolean hasEffect() {
        return effect;
    }

    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    PortFailure failure(String call) {
        return new PortFailure(kind, "The simulated call " + call + " went wrong: " + words() + ".", "Look again.");
    }
}
