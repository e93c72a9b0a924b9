package dev.tunnelmanager.domain.diagnosis;

import java.time.Instant;

/** The one thing that is done about a fault, if anything. */
public sealed interface Remedy {

    /** Nothing is wrong, or nothing that can be done from here would help. */
    record None() implements Remedy {}

    /**
     * Something will be done, and not yet.
     *
     * @param until not before
     */
    record Wait(Instant until) implements Remedy {}

    /**
     * What should run and does not is started; what runs and is well is left alone.
     *
     * @param attempt which attempt this is, counting from 1
     */
    record Start(int attempt) implements Remedy {}

    /**
     * Every process is replaced by a fresh one.
     *
     * @param attempt which attempt this is, counting from 1
     */
    record Restart(int attempt) implements Remedy {}

    /**
     * The rule list is made what it was when the connector was last seen well, then what should run is started.
     *
     * @param attempt which attempt this is, counting from 1
     */
    record RestoreRules(int attempt) implements Remedy {}

    /** The resolver is helped, as far as that is allowed. */
    record RecoverNames() implements Remedy {}

    /** Help that was given to the resolver is taken back. */
    record UndoNames() implements Remedy {}
}
