package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.diagnosis.HostnameSight;
import dev.tunnelmanager.domain.diagnosis.HostnameTrouble;
import dev.tunnelmanager.domain.diagnosis.Sighting;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.Probes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which published hostnames are asked for in which look: a few each time, those in trouble sooner. Used by one thread at a time. */
final class HostnameRound {

    private static final Duration AGAIN_AFTER_TROUBLE = Duration.ofSeconds(30);
    private static final int CROSS_CHECKED = 3;

    private final Probes probes;
    private final WatchOptions options;
    private final Map<HostnamePattern, Instant> asked = new HashMap<>();

    HostnameRound(Probes probes, WatchOptions options) {
        this.probes = probes;
        this.options = options;
    }

    /**
     * Returns the routes to ask for now.
     *
     * @param crossCheck true to ask for some in any case, because the canary was not answered
     */
    List<Route> due(List<Route> routes, List<HostnameTrouble> troubles, boolean crossCheck, Instant now) {
        Set<HostnamePattern> published = new HashSet<>();
        routes.forEach(route -> published.add(route.hostname()));
        asked.keySet().retainAll(published);
        Set<HostnamePattern> troubled = new HashSet<>();
        troubles.forEach(trouble -> troubled.add(trouble.hostname()));
        List<Route> eldestFirst = routes.stream().filter(route -> !route.hostname().isWildcard())
                .filter(route -> !options.canary().equals(Optional.of(route.hostname())))
                .sorted(Comparator.comparing(route -> asked.getOrDefault(route.hostname(), Instant.MIN))).toList();
        List<Route> due = eldestFirst.stream()
                .filter(route -> isDue(route.hostname(), troubled.contains(route.hostname()), now))
                .limit(options.hostnamesAtOnce()).toList();
        List<Route> chosen = crossCheck && due.size() < CROSS_CHECKED
                ? eldestFirst.stream().limit(CROSS_CHECKED).toList()
                : due;
        chosen.forEach(route -> asked.put(route.hostname(), now));
        return chosen;
    }

    private boolean isDue(HostnamePattern hostname, boolean troubled, Instant now) {
        Optional<Instant> last = Optional.ofNullable(asked.get(hostname));
        Duration pause = troubled ? AGAIN_AFTER_TROUBLE : options.hostnameEvery();
        return last.isEmpty() || last.get().isAfter(now) || !last.get().plus(pause).isAfter(now);
    }

    /**
     * Asks for one; the service itself only if the edge does not say that it answers.
     *
     * @param within how long the edge is waited for; empty if there is no hurry
     */
    HostnameSight ask(HostnamePattern hostname, Optional<OriginService> service, ConnectorPlace place,
            Optional<Duration> within) {
        return switch (within.map(hurry -> probes.throughEdge(hostname, hurry))
                .orElseGet(() -> probes.throughEdge(hostname))) {
            case Probes.EdgeAnswer.Answered answered -> new HostnameSight(hostname, Sighting.YES, Sighting.UNKNOWN,
                    "It was answered with status " + answered.status() + ".");
            case Probes.EdgeAnswer.NotAnswered not -> {
                Sighting origin = reach(service, place);
                String reason = not.reason().endsWith(".") ? not.reason() : not.reason() + ".";
                yield new HostnameSight(hostname, Sighting.NO, origin, switch (origin) {
                    case NO ->
                        "The service " + service.map(OriginService::text).orElse("") + " does not accept connections. "
                                + reason;
                    case YES -> "The service accepts connections, and the request was not answered: " + reason;
                    case UNKNOWN -> reason;
                });
            }
            case Probes.EdgeAnswer.NotTried not -> {
                Sighting origin = reach(service, place);
                yield new HostnameSight(hostname, Sighting.UNKNOWN, origin, origin == Sighting.NO
                        ? "The service " + service.map(OriginService::text).orElse("") + " does not accept connections."
                        : "Nobody asked through the edge.");
            }
        };
    }

    private Sighting reach(Optional<OriginService> service, ConnectorPlace place) {
        return service.map(known -> switch (probes.reach(place, known)) {
            case YES -> Sighting.YES;
            case NO -> Sighting.NO;
            case UNKNOWN -> Sighting.UNKNOWN;
        }).orElse(Sighting.UNKNOWN);
    }
}
