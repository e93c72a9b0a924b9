package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;

/**
 * Carries a refusal out of a state change, so that the change is undone. Never leaves this package: {@link UseCase} turns it into
 * an answer.
 */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    Refused(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    Refused(RefusalCode code, String problem, String recommendation) {
        this(new Refusal(code, problem, recommendation));
    }

    Refusal refusal() {
        return refusal;
    }

    /** Returns what is granted, or throws the refusal. */
    static <T> T unless(Verdict<T> verdict) {
        return switch (verdict) {
            case Verdict.Granted<T> granted -> granted.value();
            case Verdict.Refused<T> no -> throw new Refused(no.refusal());
        };
    }
}
