package dev.tunnelmanager.domain.diagnosis;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A tunnel of two systemd units that is looked at again and again; what is wrong with it is set, and everything else is well. */
final class Patient {

    static final Instant T0 = Instant.parse("2026-11-20T12:00:00Z");
    static final HostnamePattern CANARY = HostnamePattern.of("canary.example.com");
    static final HostnamePattern SHOP = HostnamePattern.of("shop.example.com");

    Instant now = T0;
    ConnectorKind kind = ConnectorKind.SYSTEMD;
    int wanted = 2;
    int running = 2;
    int connected = 2;
    int generation = 1;
    Instant startedAt = T0.minus(Duration.ofHours(1));
    boolean managedElsewhere;
    Optional<ConnectorObservation> instead = Optional.empty();
    KeeperState keeper = KeeperState.RUNNING;
    final List<LogSignal> signals = new ArrayList<>();
    Sighting route = Sighting.YES;
    Sighting resolver = Sighting.YES;
    Sighting edge = Sighting.YES;
    RulesSight rules = RulesSight.USABLE;
    boolean needed = true;
    Optional<HostnameSight> canary = Optional.empty();
    List<HostnameSight> hostnames = List.of();
    WatchMemory memory = WatchMemory.blank(T0);
    WatchSettings settings = WatchSettings.DEFAULTS;
    double chance;

    Observations observations() {
        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < running; i++) {
            replicas.add(new Replica("replica-" + i, Optional.of("id-" + generation + "-" + i), i < connected ? 4 : 0,
                    Optional.of(startedAt), 0, Optional.of(List.of()), managedElsewhere));
        }
        ConnectorObservation seen = instead.orElseGet(
                () -> new ConnectorObservation.Found(kind, new ConnectorPlace.OnHost(), replicas, wanted));
        return new Observations(now, needed, seen,
                new ConnectorVitals(keeper, "The keeper says " + keeper + ".", signals, Optional.empty()),
                new HostNetworkSight(route, resolver, edge, List.of()), rules, canary, hostnames);
    }

    /** Looks now, and remembers what follows. */
    WatchDecision look() {
        WatchDecision decision = Watch.decide(observations(), memory, settings, chance);
        memory = decision.next();
        return decision;
    }

    /** Looks {@code times}, each when the one before says, and returns what follows of the last; the clock stands there. */
    WatchDecision looks(int times) {
        WatchDecision decision = look();
        for (int i = 1; i < times; i++) {
            now = now.plus(decision.nextLook());
            decision = look();
        }
        return decision;
    }

    /** Looks as often as the watch says for {@code time}, and returns every decision that was to do something. */
    List<WatchDecision> watchFor(Duration time) {
        Instant end = now.plus(time);
        List<WatchDecision> acted = new ArrayList<>();
        while (now.isBefore(end)) {
            WatchDecision decision = look();
            if (!(decision.remedy() instanceof Remedy.None) && !(decision.remedy() instanceof Remedy.Wait)) {
                acted.add(decision);
            }
            now = now.plus(decision.nextLook());
        }
        return acted;
    }

    void say(LogSignal.Kind said) {
        signals.add(new LogSignal(now, said, "line"));
    }

    static HostnameSight sight(HostnamePattern hostname, Sighting throughEdge, Sighting origin) {
        return new HostnameSight(hostname, throughEdge, origin, "It was met.");
    }
}
