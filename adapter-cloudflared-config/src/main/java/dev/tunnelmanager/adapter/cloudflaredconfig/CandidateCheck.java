package dev.tunnelmanager.adapter.cloudflaredconfig;

import java.nio.file.Path;

/** Looks at a file that is about to become the config file. */
interface CandidateCheck {

    /** Tells whether {@code candidate} may take the place of {@code real}. */
    Finding check(Path candidate, Path real);

    /** What looking has yielded. */
    sealed interface Finding {
        /** It is good. */
        record Accepted() implements Finding {}

        /** It is not good, and {@code reason} says why. */
        record Rejected(String reason) implements Finding {}

        /** Nobody looked, and {@code note} says why. */
        record Skipped(String note) implements Finding {}
    }

    /** Returns the check that accepts everything, where there is no program to ask. */
    static CandidateCheck none() {
        return (candidate, real) -> new Finding.Accepted();
    }
}
