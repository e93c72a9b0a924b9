package dev.tunnelmanager.domain.checkup;

import dev.tunnelmanager.domain.refusal.Refusal;

/** What a check has found. */
public sealed interface Finding {

    /**
     * It is as it should be.
     *
     * @param seen what was seen, one sentence
     */
    record Pass(String seen) implements Finding {}

    /**
     * It works, and somebody should know.
     *
     * @param seen what was seen and what it means, whole sentences
     * @param nextStep one imperative
     */
    record Warn(String seen, String nextStep) implements Finding {}

    /**
     * It does not work.
     *
     * @param refusal what is the case, and one next step; its code says whether something must be changed here or something outside
     *            has failed
     */
    record Fail(Refusal refusal) implements Finding {}

    /**
     * Nobody looked, because of another check.
     *
     * @param because the name of the check without which this one says nothing
     */
    record Skipped(String because) implements Finding {}

    /** Returns whether checks that depend on this one can say something. */
    default boolean lets() {
        return this instanceof Pass || this instanceof Warn;
    }
}
