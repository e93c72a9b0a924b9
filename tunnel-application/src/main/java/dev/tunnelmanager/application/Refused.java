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

    /** Returns how many of a list are asked for, or throws the refusal of what is outside 1 to {@code most}. */
    static int unlessWithin(long limit, int most) {
        if (limit < 1 || limit > most) {
            throw new Refused(RefusalCode.INVALID_ARGUMENT, "The limit is " + limit + ", outside 1 to " + most + ".",
                    "Give a limit from 1 to " + most + ".");
        }
        return (int) limit;
    }

    /** Returns what is granted, or throws the refusal. */
    static <T> T unless(Verdict<T> verdict) {
        return switch (verdict) {
            case Verdict.Granted<T> granted -> granted.value();
            case Verdict.Refused<T> no -> throw new Refused(no.refusal());
        };
    }
}
