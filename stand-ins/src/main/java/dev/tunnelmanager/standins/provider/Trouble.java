package dev.tunnelmanager.standins.provider;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to go wrong with which request. Safe for use by many threads. */
final class Trouble {

    private final List<Fault> waiting = new ArrayList<>();
    private final Map<String, Runnable> before = new HashMap<>();
    private Optional<Fault> lasting = Optional.empty();
    private Optional<Boolean> silentWithNextWrite = Optional.empty();

    synchronized void next(List<Fault> faults) {
        waiting.addAll(faults);
    }

    synchronized void fromNowOn(Fault fault) {
        lasting = Optional.of(fault);
    }

    synchronized void silentWithNextWrite(boolean effect) {
        silentWithNextWrite = Optional.of(effect);
    }

    synchronized void beforeNext(String method, Runnable action) {
        before.put(method, action);
    }

    synchronized void end() {
        waiting.clear();
        before.clear();
        lasting = Optional.empty();
        silentWithNextWrite = Optional.empty();
    }

    /** Returns what somebody else does just before this request. */
    synchronized Optional<Runnable> overtaking(ProviderRequest request) {
        return Optional.ofNullable(before.remove(request.method()));
    }

    /** Returns what goes wrong with this request; a fault that is not a lasting one is met once. */
    synchronized Optional<Fault> meet(ProviderRequest request) {
        if (request.isWrite() && silentWithNextWrite.isPresent()) {
            Fault last = silentWithNextWrite.get() ? Fault.closed().afterEffect() : Fault.closed();
            lasting = Optional.of(Fault.closed());
            silentWithNextWrite = Optional.empty();
            return Optional.of(last);
        }
        for (Iterator<Fault> each = waiting.iterator(); each.hasNext();) {
            Fault fault = each.next();
            if (concerns(fault, request)) {
                each.remove();
                return Optional.of(fault);
            }
        }
        return lasting.filter(fault -> concerns(fault, request));
    }

    private static boolean concerns(Fault fault, ProviderRequest request) {
        return fault.method().map(request.method()::equals).orElse(true);
    }
}
