package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Which hostnames may be the cause of a programming error. As long as there is a suspicion, hostnames are taken one by one, the
 * least suspicious first, so that the one at which it happens cannot keep the others from being served.
 */
final class Suspicions {

    private final int enough;
    private final Map<HostnamePattern, Integer> met = new HashMap<>();

    Suspicions(int enough) {
        this.enough = enough;
    }

    /** Returns all of {@code due}, or one hostname of it if some are under suspicion. */
    Work narrow(Work due) {
        if (due.hostnames().stream().noneMatch(met::containsKey)) {
            return due;
        }
        return due.hostnames().stream().min(Comparator.comparing(hostname -> met.getOrDefault(hostname, 0)))
                .map(due::only).orElse(due);
    }

    /** Notes that an error was met during {@code work}. */
    void met(Work work) {
        work.hostnames().forEach(hostname -> met.merge(hostname, 1, Integer::sum));
    }

    boolean isConvicted(HostnamePattern hostname) {
        return met.getOrDefault(hostname, 0) >= enough;
    }

    void clear(Work work) {
        work.hostnames().forEach(met::remove);
    }

    void clear(HostnamePattern hostname) {
        met.remove(hostname);
    }
}
