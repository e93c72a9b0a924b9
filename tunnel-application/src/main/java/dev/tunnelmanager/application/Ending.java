package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ends operations, each with its line in the audit log. */
final class Ending {

    static void done(StateWriter state, Operation operation, List<String> warnings, Optional<String> before,
            String after, Instant now) {
        state.put(operation.ended(new OperationOutcome.Done(warnings), now));
        state.append(entry(operation, now).before(before).after(after).entry());
    }

    static void notDone(StateWriter state, Operation operation, Refusal refusal, Optional<String> before,
            Optional<String> after, Instant now) {
        state.put(operation.ended(new OperationOutcome.NotDone(refusal), now));
        Audit entry = entry(operation, now).failed(refusal).before(before);
        state.append(after.map(entry::after).orElse(entry).entry());
    }

    private static Audit entry(Operation operation, Instant now) {
        String action = switch (operation.intent()) {
            case Intent.Publish publish -> "hostname.publish";
            case Intent.Withdraw withdraw -> "hostname.withdraw";
        };
        return Audit.success(now, operation.actor().name(), operation.owner(), action,
                operation.intent().hostname().text()).of(operation.id());
    }

    private Ending() {}
}
