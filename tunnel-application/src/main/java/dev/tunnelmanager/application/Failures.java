package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.PortFailure;

/** Tells a failure of something outside as a refusal. */
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

    static Refusal refusal(Of what, PortFailure failure) {
        return new Refusal(code(what, failure.kind()), failure.problem(), failure.recommendation());
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
