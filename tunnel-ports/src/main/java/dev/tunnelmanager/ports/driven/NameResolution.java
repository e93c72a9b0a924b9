package dev.tunnelmanager.ports.driven;

/**
 * The host's resolver, as far as it may be helped when names do not resolve.
 *
 * <p>Safe for use by many threads. Never overwrites what it cannot put back; what was switched survives a crash and is still undone
 * by {@link #undo()}. Every adapter passes {@code NameResolutionContract}.
 */
public interface NameResolution {

    /** Does the most that is allowed and not yet done: empties the cache, then switches to other resolvers. */
    Outcome recover();

    /** Undoes every switch; nothing is to be done if there was none. */
    Outcome undo();

    /** Returns whether a switch is in force. */
    boolean isSwitched();

    /** What was done. */
    sealed interface Outcome {
        /**
         * Something was.
         *
         * @param what one sentence
         */
        record Done(String what) implements Outcome {}

        /**
         * Nothing was.
         *
         * @param why one sentence
         */
        record NotDone(String why) implements Outcome {}
    }
}
