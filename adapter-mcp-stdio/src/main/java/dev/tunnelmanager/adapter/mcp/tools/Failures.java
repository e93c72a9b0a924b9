package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.PortFailure;

/** Tells failures that come from setting up the core, which has not yet had the chance to tell them itself. */
final class Failures {

    static Refusal refusalOf(PortFailure failure) {
        RefusalCode code = switch (failure.kind()) {
            case UNAVAILABLE, DENIED -> RefusalCode.STATE_UNAVAILABLE;
            case SECRET -> RefusalCode.SECRET_UNAVAILABLE;
            case OUTCOME_UNKNOWN -> RefusalCode.OUTCOME_UNKNOWN;
            case CORRUPT -> RefusalCode.STATE_DAMAGED;
            case NEWER -> RefusalCode.STATE_NEWER;
        };
        return new Refusal(code, failure.problem(), failure.recommendation());
    }

    private Failures() {}
}
