package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.Refusal;
import java.time.Instant;
import java.util.Optional;

/** Builds audit entries, so that each place names only what is special about it. */
record Audit(AuditEntry entry) {

    static Audit success(Instant at, ProjectName actor, ProjectName owner, String action, String subject) {
        return new Audit(new AuditEntry(at, actor, owner, action, subject, Optional.empty(), true, Optional.empty(),
                Optional.empty(), Optional.empty()));
    }

    Audit of(OperationId operation) {
        return new Audit(new AuditEntry(entry.at(), entry.actor(), entry.owner(), entry.action(), entry.subject(),
                Optional.of(operation), entry.success(), entry.error(), entry.before(), entry.after()));
    }

    Audit of(Optional<Operation> operation) {
        return operation.map(known -> of(known.id())).orElse(this);
    }

    Audit failed(Refusal refusal) {
        return new Audit(new AuditEntry(entry.at(), entry.actor(), entry.owner(), entry.action(), entry.subject(),
                entry.operation(), false, Optional.of(refusal.code().text() + ": " + refusal.problem()),
                entry.before(), entry.after()));
    }

    Audit before(String words) {
        return new Audit(new AuditEntry(entry.at(), entry.actor(), entry.owner(), entry.action(), entry.subject(),
                entry.operation(), entry.success(), entry.error(), Optional.of(words), entry.after()));
    }

    Audit before(Optional<String> words) {
        return words.map(this::before).orElse(this);
    }

    Audit after(String words) {
        return new Audit(new AuditEntry(entry.at(), entry.actor(), entry.owner(), entry.action(), entry.subject(),
                entry.operation(), entry.success(), entry.error(), entry.before(), Optional.of(words)));
    }
}
