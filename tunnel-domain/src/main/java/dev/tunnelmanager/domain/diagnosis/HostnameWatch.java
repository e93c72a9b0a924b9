package dev.tunnelmanager.domain.diagnosis;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Marks hostnames whose service is down while the tunnel is well, so that nobody restarts the tunnel for them. */
final class HostnameWatch {

    /** What follows for the hostnames. */
    record Outcome(List<HostnameTrouble> troubles, List<TunnelEvent> events) {}

    /**
     * Judges the hostnames that were asked for in this look.
     *
     * @param wellBeneath whether the tunnel itself is well, so that a hostname that is not answered has itself to blame
     */
    static Outcome judge(Observations seen, WatchMemory before, WatchSettings settings, boolean wellBeneath) {
        SortedMap<HostnamePattern, HostnameTrouble> troubles = new TreeMap<>();
        before.troubles().forEach(trouble -> troubles.put(trouble.hostname(), trouble));
        List<TunnelEvent> events = new ArrayList<>();
        for (HostnameSight sight : seen.hostnames()) {
            Optional<HostnameTrouble> known = Optional.ofNullable(troubles.get(sight.hostname()));
            if (isAnswered(sight)) {
                troubles.remove(sight.hostname());
                known.filter(HostnameTrouble::down).ifPresent(trouble -> events.add(new TunnelEvent(0, seen.at(),
                        TunnelEvent.Kind.HOSTNAME_UP, sight.hostname().text(),
                        sight.hostname() + " is answered again.")));
            } else if (wellBeneath && isNotAnswered(sight)) {
                int strikes = Math.min(known.map(HostnameTrouble::strikes).orElse(0) + 1, settings.strikes());
                boolean down = strikes >= settings.strikes();
                troubles.put(sight.hostname(), new HostnameTrouble(sight.hostname(), strikes, down,
                        known.map(HostnameTrouble::since).orElse(seen.at()), sight.words()));
                if (down && known.filter(HostnameTrouble::down).isEmpty()) {
                    events.add(new TunnelEvent(0, seen.at(), TunnelEvent.Kind.HOSTNAME_DOWN, sight.hostname().text(),
                            sight.hostname() + " is not answered, and the tunnel is well: " + sight.words()));
                }
            }
        }
        return new Outcome(List.copyOf(troubles.values()), events);
    }

    private static boolean isAnswered(HostnameSight sight) {
        return (sight.throughEdge() == Sighting.YES && sight.origin() != Sighting.NO)
                || (sight.throughEdge() == Sighting.UNKNOWN && sight.origin() == Sighting.YES);
    }

    private static boolean isNotAnswered(HostnameSight sight) {
        return sight.throughEdge() == Sighting.NO || sight.origin() == Sighting.NO;
    }

    private HostnameWatch() {}
}
