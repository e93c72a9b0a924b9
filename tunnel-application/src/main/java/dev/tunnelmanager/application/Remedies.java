package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.diagnosis.Remedy;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.NameResolution;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Carries out what the watch has decided. Only the leader's own thread uses it, so it never meets a roll for an operation. */
final class Remedies {

    static final String START = "watch.start";
    static final String RESTART = "watch.restart";
    static final String RESTORE_RULES = "watch.restore_rules";
    static final String RECOVER_NAMES = "watch.recover_names";
    static final String UNDO_NAMES = "watch.undo_names";

    /** What has come of a remedy. */
    sealed interface Outcome {
        /**
         * It was carried out.
         *
         * @param restarted the processes that are new
         * @param words one sentence
         */
        record Done(List<String> restarted, String words) implements Outcome {}

        /**
         * It was not, or has not helped.
         *
         * @param refusal why
         */
        record NotDone(Refusal refusal) implements Outcome {}

        /**
         * There was nothing to do, or it is not allowed.
         *
         * @param why one sentence
         */
        record Nothing(String why) implements Outcome {}
    }

    private final DrivenPorts ports;

    Remedies(DrivenPorts ports) {
        this.ports = ports;
    }

    /** Returns the action under which a remedy stands in the audit log; empty if it does nothing. */
    static Optional<String> action(Remedy remedy) {
        return switch (remedy) {
            case Remedy.None none -> Optional.empty();
            case Remedy.Wait wait -> Optional.empty();
            case Remedy.Start start -> Optional.of(START);
            case Remedy.Restart restart -> Optional.of(RESTART);
            case Remedy.RestoreRules restore -> Optional.of(RESTORE_RULES);
            case Remedy.RecoverNames recover -> Optional.of(RECOVER_NAMES);
            case Remedy.UndoNames undo -> Optional.of(UNDO_NAMES);
        };
    }

    Outcome carryOut(Remedy remedy) {
        return switch (remedy) {
            case Remedy.None none -> new Outcome.Nothing("There is nothing to do.");
            case Remedy.Wait wait -> new Outcome.Nothing("It is waited until " + wait.until() + ".");
            case Remedy.Start start -> roll(false, what -> {});
            case Remedy.Restart restart -> roll(true, what -> {});
            case Remedy.RestoreRules restore -> restoreRules();
            case Remedy.RecoverNames recover -> names(true);
            case Remedy.UndoNames undo -> names(false);
        };
    }

    /** Starts what does not run, or replaces all; on the rule list as it stands. */
    Outcome roll(boolean all, Consumer<String> progress) {
        try {
            return switch (ports.ingress().observe()) {
                case IngressRules.Look.Unusable unusable -> new Outcome.NotDone(unusable.refusal());
                case IngressRules.Look.Seen seen -> roll(seen.view().rules(), all, progress);
            };
        } catch (PortFailure failure) {
            return new Outcome.NotDone(Failures.refusal(ports, Failures.Of.INGRESS, failure));
        }
    }

    private Outcome roll(List<IngressRule> rules, boolean all, Consumer<String> progress) {
        try {
            RollOutcome outcome = all ? ports.connector().restart(rules, progress)
                    : ports.connector().roll(rules, progress);
            return switch (outcome) {
                case RollOutcome.Served served -> new Outcome.Done(served.restarted(), served.restarted().isEmpty()
                        ? "Every process ran already."
                        : "Fresh processes: " + String.join(", ", served.restarted()) + ".");
                case RollOutcome.NotServed not -> new Outcome.NotDone(not.refusal());
            };
        } catch (PortFailure failure) {
            return new Outcome.NotDone(Failures.refusal(ports, Failures.Of.CONNECTOR, failure));
        }
    }

    private Outcome restoreRules() {
        String words;
        try {
            words = switch (ports.ingress().restoreGood()) {
                case IngressRules.Restoration.Restored restored -> "The last good rule list was put back.";
                case IngressRules.Restoration.NotRestored not -> not.why();
            };
        } catch (PortFailure failure) {
            return new Outcome.NotDone(Failures.refusal(ports, Failures.Of.INGRESS, failure));
        }
        return switch (roll(false, what -> {})) {
            case Outcome.Done done -> new Outcome.Done(done.restarted(), words + " " + done.words());
            case Outcome.NotDone not -> not;
            case Outcome.Nothing nothing -> nothing;
        };
    }

    private Outcome names(boolean recover) {
        NameResolution names = ports.watched().nameResolution();
        return switch (recover ? names.recover() : names.undo()) {
            case NameResolution.Outcome.Done done -> new Outcome.Done(List.of(), done.what());
            case NameResolution.Outcome.NotDone not -> new Outcome.Nothing(not.why());
        };
    }
}
