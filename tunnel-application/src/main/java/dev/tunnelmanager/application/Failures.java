package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.HexFormat;

/**
 * Tells a failure of something outside as a refusal. It gets an id, by which the line in the log, the entry in the audit log and what the
 * caller is answered are found to be about the same.
 */
final class Failures {

    /** What has failed. */
    enum Of {
        PROVIDER(RefusalCode.PROVIDER_UNAVAILABLE), INGRESS(RefusalCode.INGRESS_UNAVAILABLE), CONNECTOR(
                RefusalCode.CONNECTOR_UNAVAILABLE),
        STATE(RefusalCode.STATE_UNAVAILABLE);

        private final RefusalCode unavailable;

        Of(RefusalCode unavailable) {
            this.unavailable = unavailable;
        }
    }

    /** Puts the failure into the log, and returns it as it is told to whoever has asked. */
    static Refusal refusal(DrivenPorts ports, Of what, PortFailure failure) {
        String id = HexFormat.of().toHexDigits(ports.chance().nextInt());
        String problem = failure.problem() + " (Failure " + id + ".)";
        ports.events().failed(problem, failure.recommendation());
        return new Refusal(code(what, failure.kind()), problem, failure.recommendation());
    }

    private static RefusalCode code(Of what, PortFailure.Kind kind) {
        return switch (kind) {
            case UNAVAILABLE -> what.unavailable;
            case DENIED -> what == Of.PROVIDER ? RefusalCode.PROVIDER_DENIED : what.unavailable;
            case SECRET -> RefusalCode.SECRET_UNAVAILABLE;
            case OUTCOME_UNKNOWN -> RefusalCode.OUTCOME_UNKNOWN;
            case CORRUPT -> what == Of.STATE ? RefusalCode.STATE_DAMAGED : what.unavailable;
            case NEWER -> what == Of.STATE ? RefusalCode.STATE_NEWER : what.unavailable;
        };
    }

    private Failures() {}
}
