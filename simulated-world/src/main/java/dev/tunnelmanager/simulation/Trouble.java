package dev.tunnelmanager.simulation;

import java.util.List;

/**
 * Something is wrong with a part of the outside, so that some calls to it fail.
 *
 * @param port whose calls
 * @param faults how they fail; one of them is drawn for each call
 * @param part which part of the calls fails, 0 to 1
 */
record Trouble(String port, List<CallFault> faults, double part) {

    /** Returns whether a call can fail in this way at all, as its port says. */
    static boolean mayFail(String call, CallFault fault) {
        return switch (call) {
            case "NameDirectory.zones", "NameDirectory.entriesAt", "IngressRules.observe", "IngressRules.keepAsGood" ->
                fault == CallFault.UNAVAILABLE || fault == CallFault.DENIED;
            case "NameDirectory.preflight", "StateStore.read", "Connector.roll", "Connector.restart" ->
                fault == CallFault.UNAVAILABLE;
            case "NameDirectory.publish", "NameDirectory.remove", "IngressRules.apply", "IngressRules.restoreGood" ->
                true;
            case "StateStore.change" -> fault != CallFault.DENIED;
            default -> false;
        };
    }
}
