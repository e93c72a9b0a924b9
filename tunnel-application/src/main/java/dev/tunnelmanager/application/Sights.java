package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.diagnosis.ConnectorVitals;
import dev.tunnelmanager.domain.diagnosis.HostNetworkSight;
import dev.tunnelmanager.domain.diagnosis.HostnameSight;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.domain.diagnosis.Observations;
import dev.tunnelmanager.domain.diagnosis.RulesSight;
import dev.tunnelmanager.domain.diagnosis.Sighting;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at everything that carries the tunnel, each part beside the others and within its own time. One look at a time. */
final class Sights {

    private static final ConnectorVitals NO_VITALS = new ConnectorVitals(KeeperState.UNKNOWN, "", List.of(),
            Optional.empty());
    private static final HostNetworkSight NO_HOST = new HostNetworkSight(Sighting.UNKNOWN, Sighting.UNKNOWN,
            Sighting.UNKNOWN, List.of("The host's network could not be looked at in time."));
    private static final ConnectorObservation NO_CONNECTOR = new ConnectorObservation.Unknown(
            "It did not answer in time.");

    /** A canary that is well is answered within this; see {@link WatchOptions#DEFAULTS}. */
    private static final Duration SOON = Duration.ofMillis(500);

    private final DrivenPorts ports;
    private final WatchOptions options;
    private final HostnameRound round;
    private final SideLook<ConnectorObservation> connector;
    private final SideLook<ConnectorVitals> vitals;
    private final SideLook<HostNetworkSight> host;
    private final SideLook<RulesSight> rules;
    private final SideLook<HostnameSight> canary;

    Sights(DrivenPorts ports, WatchOptions options) {
        this.ports = ports;
        this.options = options;
        this.round = new HostnameRound(ports.probes(), options);
        this.connector = new SideLook<>("the connector", ports.sideBySide(), ports.events());
        this.vitals = new SideLook<>("the connector's keeper", ports.sideBySide(), ports.events());
        this.host = new SideLook<>("the host's network", ports.sideBySide(), ports.events());
        this.rules = new SideLook<>("the rule list", ports.sideBySide(), ports.events());
        this.canary = new SideLook<>("the canary", ports.sideBySide(), ports.events());
    }

    /**
     * Looks now.
     *
     * @param memory what is remembered of earlier looks
     * @param published the routes that are public
     */
    Observations look(WatchMemory memory, List<Route> published) throws InterruptedException {
        Instant began = ports.clock().instant();
        CompletableFuture<ConnectorObservation> observing = connector.begin(ports.connector()::observe, NO_CONNECTOR);
        CompletableFuture<ConnectorVitals> feeling = vitals
                .begin(() -> ports.watched().vitals().look(since(memory, began)), NO_VITALS);
        CompletableFuture<HostNetworkSight> reaching = host.begin(ports.watched().hostNetwork()::look, NO_HOST);
        Optional<HostnameSight> unseenCanary = options.canary().map(Sights::unseen);
        Optional<CompletableFuture<HostnameSight>> asking = options.canary().map(hostname -> canary
                .begin(() -> askCanary(hostname, published), unseen(hostname)));

        ConnectorObservation seen = connector.end(observing, options.lookWithin(), NO_CONNECTOR);
        boolean up = seen instanceof ConnectorObservation.Found found && found.isUp();
        boolean late = asking.isPresent() && !isAnswered(asking.get());
        // Asked beside a canary that is not answered at once: whether others are answered is needed to judge it.
        List<Asked> beside = up ? ask(round.due(published, memory.troubles(), late, began), Observation.place(seen),
                late ? Optional.of(options.canaryWithin()) : Optional.empty()) : List.of();
        RulesSight listed = up ? RulesSight.UNSEEN
                : rules.end(rules.begin(this::lookAtRules, RulesSight.UNSEEN), options.lookWithin(), RulesSight.UNSEEN);
        ConnectorVitals felt = vitals.end(feeling, options.lookWithin(), NO_VITALS);
        HostNetworkSight network = host.end(reaching, options.lookWithin(), NO_HOST);
        Optional<HostnameSight> answered = asking.isEmpty() ? Optional.empty()
                : Optional.of(canary.end(asking.get(), options.lookWithin(), unseenCanary.orElseThrow()));
        return new Observations(ports.clock().instant(), isNeeded(seen, published), seen, felt, network, listed,
                answered, answersOf(beside));
    }

    /** Gives the canary a moment; returns whether it was answered within it. */
    private static boolean isAnswered(CompletableFuture<HostnameSight> asking) throws InterruptedException {
        try {
            return asking.get(SOON.toMillis(), TimeUnit.MILLISECONDS).throughEdge() == Sighting.YES;
        } catch (TimeoutException | ExecutionException notYet) {
            // What is wrong with it is told at the end of the look.
            return false;
        }
    }

    /** A connector that is a child of ours is started for the first hostname, and not before. */
    private static boolean isNeeded(ConnectorObservation seen, List<Route> published) {
        boolean ourChild = seen instanceof ConnectorObservation.Found found
                && (found.kind() == ConnectorKind.PROCESS || found.kind() == ConnectorKind.SIMULATED);
        return !ourChild || !published.isEmpty();
    }

    private Instant since(WatchMemory memory, Instant now) {
        Instant window = now.minus(options.pace().signalWindow());
        return memory.ladder().lastAttempt().filter(attempt -> attempt.isBefore(window)
                && Duration.between(attempt, now).compareTo(Duration.ofMinutes(10)) < 0).orElse(window);
    }

    private static HostnameSight unseen(HostnamePattern hostname) {
        return new HostnameSight(hostname, Sighting.UNKNOWN, Sighting.UNKNOWN, "It could not be asked for in time.");
    }

    private HostnameSight askCanary(HostnamePattern hostname, List<Route> published) {
        Optional<OriginService> service = published.stream().filter(route -> route.hostname().equals(hostname))
                .flatMap(route -> route.target().stream()).map(target -> target.service()).findFirst();
        return timed(hostname, service, new ConnectorPlace.OnHost(), Optional.of(options.canaryWithin()));
    }

    private HostnameSight timed(HostnamePattern hostname, Optional<OriginService> service, ConnectorPlace place,
            Optional<Duration> within) {
        Instant began = ports.clock().instant();
        HostnameSight sight = round.ask(hostname, service, place, within);
        ports.watched().measurements().took(Measurements.Time.PROBE, Duration.between(began, ports.clock().instant()));
        return sight;
    }

    private RulesSight lookAtRules() {
        try {
            return switch (ports.ingress().observe()) {
                case IngressRules.Look.Seen seen -> RulesSight.USABLE;
                case IngressRules.Look.Unusable unusable -> new RulesSight(Sighting.NO, unusable.refusal().problem());
            };
        } catch (PortFailure failure) {
            return new RulesSight(Sighting.UNKNOWN, failure.problem());
        }
    }

    /** A hostname that is being asked for. */
    private record Asked(HostnamePattern hostname, SideLook<HostnameSight> look,
            CompletableFuture<HostnameSight> answer) {}

    private List<Asked> ask(List<Route> due, ConnectorPlace place, Optional<Duration> within) {
        List<Asked> asked = new ArrayList<>();
        for (Route route : due) {
            SideLook<HostnameSight> look = new SideLook<>(route.hostname().text(), ports.sideBySide(), ports.events());
            asked.add(new Asked(route.hostname(), look, look.begin(() -> timed(route.hostname(),
                    route.target().map(target -> target.service()), place, within), unseen(route.hostname()))));
        }
        return asked;
    }

    private List<HostnameSight> answersOf(List<Asked> asked) throws InterruptedException {
        List<HostnameSight> sights = new ArrayList<>();
        for (Asked each : asked) {
            sights.add(each.look().end(each.answer(), options.lookWithin(), unseen(each.hostname())));
        }
        return sights;
    }
}
