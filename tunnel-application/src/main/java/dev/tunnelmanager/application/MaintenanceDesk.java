package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.util.function.Supplier;

/** Lets the meta-supervisor do something to the state as a whole, and writes it down. */
final class MaintenanceDesk {

    private final DrivenPorts ports;

    MaintenanceDesk(DrivenPorts ports) {
        this.ports = ports;
    }

    <T> T carryOut(Caller caller, String action, String subject, Supplier<Verdict<T>> work) {
        ports.state().read(state -> {
            Identification.requireMeta(caller, state);
            return caller;
        });
        Verdict<T> verdict;
        try {
            verdict = work.get();
        } catch (PortFailure failure) {
            verdict = Verdict.refused(Failures.refusal(ports, Failures.Of.STATE, failure));
        }
        switch (verdict) {
            case Verdict.Granted<T> granted -> {
                append(Audit.success(ports.clock().instant(), caller.actor().name(), ProjectName.META, action, subject)
                        .after("done"));
                return granted.value();
            }
            case Verdict.Refused<T> refused -> {
                Refusal why = refused.refusal();
                append(Audit.success(ports.clock().instant(), caller.actor().name(), ProjectName.META, action, subject)
                        .failed(why));
                throw new Refused(why);
            }
        }
    }

    private void append(Audit audit) {
        ports.state().change(state -> {
            state.append(audit.entry());
            return audit;
        });
    }
}
