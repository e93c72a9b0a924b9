package dev.tunnelmanager.launcher.checkup;

import dev.tunnelmanager.domain.checkup.Check;
import dev.tunnelmanager.domain.checkup.Finding;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.util.List;

/**
 * A check, and how it is made.
 *
 * @param check the check
 * @param unavailable the code of a look that breaks or does not end in time
 * @param limit how long it may take
 * @param look what is done, on a thread of its own; may throw {@link PortFailure}
 */
record Examination(Check check, RefusalCode unavailable, Duration limit, Look look) {

    private static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

    /** Looks at something. */
    interface Look {
        Found at();
    }

    /**
     * What a look has found.
     *
     * @param finding about the thing itself
     * @param more what is to be looked at because of it
     */
    record Found(Finding finding, List<Examination> more) {

        Found {
            more = List.copyOf(more);
        }

        static Found pass(String seen) {
            return new Found(new Finding.Pass(seen), List.of());
        }

        static Found warn(String seen, String nextStep) {
            return new Found(new Finding.Warn(seen, nextStep), List.of());
        }

        static Found fail(Refusal refusal) {
            return new Found(new Finding.Fail(refusal), List.of());
        }

        static Found fail(RefusalCode code, String problem, String recommendation) {
            return fail(new Refusal(code, problem, recommendation));
        }

        static Found skipped(String because) {
            return new Found(new Finding.Skipped(because), List.of());
        }
    }

    static Examination of(Check check, RefusalCode unavailable, Look look) {
        return new Examination(check, unavailable, USUAL_LIMIT, look);
    }

    /** Looks, and tells what was thrown as what it means. */
    Found made() {
        try {
            return look.at();
        } catch (PortFailure failure) {
            return Found.fail(failure.kind() == PortFailure.Kind.CORRUPT && unavailable == RefusalCode.STATE_UNAVAILABLE
                    ? RefusalCode.STATE_DAMAGED
                    : failure.kind() == PortFailure.Kind.NEWER ? RefusalCode.STATE_NEWER
                            : failure.kind() == PortFailure.Kind.DENIED
                                    && unavailable == RefusalCode.PROVIDER_UNAVAILABLE
                                            ? RefusalCode.PROVIDER_DENIED
                                            : unavailable,
                    failure.problem(), failure.recommendation());
        } catch (RuntimeException bug) {
            return Found.fail(RefusalCode.INTERNAL,
                    "The check " + check.name() + " met a programming error: " + bug + ".",
                    "Report it with this line.");
        }
    }

    /** Returns what is said when it has not ended in time. */
    Found late() {
        return Found.fail(unavailable,
                "The check " + check.name() + " had no answer after " + limit.toSeconds() + " seconds.",
                "Find out what keeps it waiting, with TUNNEL_MANAGER_LOG=DEBUG in the environment.");
    }
}
