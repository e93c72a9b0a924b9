package dev.tunnelmanager.domain.operation;

import dev.tunnelmanager.domain.refusal.Refusal;
import java.util.List;

/** How an operation has ended. */
public sealed interface OperationOutcome {

    /**
     * What was asked for is the case.
     *
     * @param warnings what the asker should know, a sentence each
     */
    record Done(List<String> warnings) implements OperationOutcome {

        public Done {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It was refused, or something broke; what the operation itself had made is taken back or will be.
     *
     * @param refusal why, and what to do
     */
    record NotDone(Refusal refusal) implements OperationOutcome {}
}
