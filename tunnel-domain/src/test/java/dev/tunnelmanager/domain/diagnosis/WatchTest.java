package dev.tunnelmanager.domain.diagnosis;

import static dev.tunnelmanager.domain.diagnosis.Patient.SHOP;
import static dev.tunnelmanager.domain.diagnosis.Patient.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.diagnosis.Diagnosis.Confidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What follows from several looks: the ladder, events, notes, hostnames. */
class WatchTest {

    private static final Remedy NONE = new Remedy.None();
    private static final Remedy START = new Remedy.Start(1);
    private static final Remedy RESTART = new Remedy.Restart(1);

    private final Patient tunnel = new Patient();

    @Test
    void an_edge_that_is_back_is_noticed_for_a_connector_that_waits() {
        tunnel.look();
        tunnel.connected = 0;
        tunnel.edge = Sighting.NO;
        assertThat(tunnel.watchFor(Duration.ofMinutes(4))).isEmpty();
        tunnel.edge = Sighting.YES;
        Instant back = tunnel.now;
        WatchDecision decision = tunnel.looks(2);
        assertThat(decision.diagnosis().fault()).isEqualTo(Fault.BACKING_OFF);
        assertThat(decision.remedy()).isEqualTo(RESTART);
        // The look before the edge came back may have been just before.
        assertThat(Duration.between(back, tunnel.now).plus(tunnel.settings.offlineInterval()))
                .isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void ten_minutes_offline_bring_no_strike_and_no_restart_and_afterwards_all_is_well() {
        tunnel.look();
        tunnel.connected = 0;
        tunnel.route = Sighting.NO;
        tunnel.edge = Sighting.NO;
        tunnel.resolver = Sighting.NO;
        assertThat(tunnel.watchFor(Duration.ofMinutes(10))).isEmpty();
        assertThat(tunnel.memory.strikes()).isZero();
        assertThat(tunnel.memory.down()).isTrue();
        tunnel.connected = 2;
        tunnel.route = Sighting.YES;
        tunnel.edge = Sighting.YES;
        tunnel.resolver = Sighting.YES;
        WatchDecision decision = tunnel.look();
        assertThat(decision.remedy()).isEqualTo(NONE);
        assertThat(decision.events()).extracting(TunnelEvent::kind).containsExactly(TunnelEvent.Kind.TUNNEL_UP);
        assertThat(tunnel.memory.ladder().attempts()).isZero();
    }

    @Test
    void a_crash_loop_is_met_at_0_5_15_30_60_300_300_and_so_on() {
        tunnel.kind = ConnectorKind.PROCESS;
        tunnel.running = 0;
        tunnel.keeper = KeeperState.STOPPED;
        List<Instant> starts = tunnel.watchFor(Duration.ofHours(1)).stream().map(acted -> acted.next().seenAt())
                .toList();
        List<Long> pauses = Stream.iterate(1, i -> i < starts.size(), i -> i + 1)
                .map(i -> Duration.between(starts.get(i - 1), starts.get(i)).toSeconds()).toList();
        assertThat(starts.getFirst()).isEqualTo(T0);
        assertThat(pauses).startsWith(5L, 15L, 30L, 60L, 300L, 300L).hasSizeBetween(15, 17);
        assertThat(pauses.subList(4, pauses.size())).containsOnly(300L);
        assertThat(tunnel.memory.diagnosis().fault()).isEqualTo(Fault.CRASH_LOOP);
    }

    @Test
    void only_ten_healthy_minutes_lead_back_to_the_foot_of_the_ladder() {
        tunnel.kind = ConnectorKind.PROCESS;
        for (int crash = 0; crash < 3; crash++) {
            tunnel.running = 0;
            tunnel.keeper = KeeperState.STOPPED;
            tunnel.watchFor(Duration.ofMinutes(2));
            tunnel.running = 2;
            tunnel.keeper = KeeperState.RUNNING;
            tunnel.watchFor(Duration.ofMinutes(9));
        }
        assertThat(tunnel.memory.ladder().attempts()).isGreaterThan(4);
        tunnel.watchFor(Duration.ofMinutes(2));
        assertThat(tunnel.memory.ladder().attempts()).isZero();
        assertThat(tunnel.memory.ladder().notBefore()).isEmpty();
    }

    @Test
    void a_daily_updaters_restart_is_noted_and_is_no_strike() {
        tunnel.look();
        tunnel.generation = 2;
        tunnel.connected = 0;
        tunnel.startedAt = tunnel.now;
        tunnel.now = tunnel.now.plusSeconds(1);
        WatchDecision decision = tunnel.look();
        assertThat(decision.notes()).hasSize(2).first().asString().contains("replica-0 was restarted");
        assertThat(decision.struck()).isFalse();
        assertThat(decision.remedy()).isEqualTo(NONE);
        tunnel.connected = 2;
        assertThat(tunnel.looks(2).notes()).isEmpty();
    }

    @Test
    void what_is_certain_at_once_lends_no_strike_to_what_is_met_next() {
        tunnel.kind = ConnectorKind.PROCESS;
        tunnel.look();
        tunnel.running = 1;
        tunnel.connected = 1;
        assertThat(tunnel.look().remedy()).isEqualTo(START);
        tunnel.running = 2;
        tunnel.connected = 2;
        tunnel.now = tunnel.now.plusSeconds(30);
        tunnel.canary = Optional.of(Patient.sight(Patient.CANARY, Sighting.NO, Sighting.YES));
        assertThat(tunnel.looks(2).remedy()).isEqualTo(NONE);
        assertThat(tunnel.look().remedy()).isEqualTo(new Remedy.Restart(2));
    }

    @Test
    void a_replica_without_links_lends_no_strike_to_a_tunnel_that_carries_nothing() {
        tunnel.look();
        tunnel.now = tunnel.now.plusSeconds(30);
        tunnel.connected = 1;
        assertThat(tunnel.looks(2).diagnosis().fault()).isEqualTo(Fault.DEGRADED);
        tunnel.now = tunnel.now.plusSeconds(2);
        tunnel.connected = 0;
        assertThat(tunnel.looks(2).remedy()).isEqualTo(NONE);
        tunnel.now = tunnel.now.plusSeconds(2);
        assertThat(tunnel.look().remedy()).isEqualTo(new Remedy.Restart(1));
    }

    @Test
    void strikes_are_kept_while_the_connector_cannot_be_asked_unless_traffic_flowed() {
        tunnel.look();
        tunnel.connected = 0;
        tunnel.looks(2);
        tunnel.instead = Optional.of(new ConnectorObservation.Unknown("It hangs."));
        tunnel.look();
        tunnel.instead = Optional.empty();
        assertThat(tunnel.look().remedy()).isEqualTo(new Remedy.Restart(1));
        tunnel.connected = 1;
        tunnel.looks(2);
        tunnel.instead = Optional.of(new ConnectorObservation.Unknown("It hangs."));
        assertThat(tunnel.look().next().strikes()).isZero();
    }

    @Test
    void a_service_that_is_down_marks_its_hostname_and_leaves_the_connector_alone() {
        tunnel.look();
        tunnel.hostnames = List.of(Patient.sight(SHOP, Sighting.NO, Sighting.NO));
        assertThat(tunnel.looks(2).events()).isEmpty();
        tunnel.now = tunnel.now.plusSeconds(30);
        WatchDecision third = tunnel.look();
        assertThat(third.events()).extracting(TunnelEvent::kind).containsExactly(TunnelEvent.Kind.HOSTNAME_DOWN);
        assertThat(third.events()).extracting(TunnelEvent::subject).containsExactly("shop.example.com");
        assertThat(third.diagnosis().fault()).isEqualTo(Fault.ORIGIN_DOWN);
        assertThat(third.remedy()).isEqualTo(NONE);
        assertThat(tunnel.look().events()).isEmpty();
        tunnel.hostnames = List.of(Patient.sight(SHOP, Sighting.YES, Sighting.UNKNOWN));
        WatchDecision back = tunnel.look();
        assertThat(back.events()).extracting(TunnelEvent::kind).containsExactly(TunnelEvent.Kind.HOSTNAME_UP);
        assertThat(back.diagnosis().fault()).isEqualTo(Fault.NONE);
    }

    @Test
    void a_hostname_has_no_share_in_what_is_wrong_with_the_tunnel() {
        tunnel.look();
        tunnel.connected = 0;
        tunnel.hostnames = List.of(Patient.sight(SHOP, Sighting.NO, Sighting.UNKNOWN));
        tunnel.looks(5);
        assertThat(tunnel.memory.troubles()).isEmpty();
    }

    @Test
    void down_restarting_and_up_are_told_once_each() {
        tunnel.look();
        tunnel.connected = 0;
        assertThat(tunnel.looks(2).events()).isEmpty();
        tunnel.now = tunnel.now.plusSeconds(2);
        assertThat(tunnel.look().events()).extracting(TunnelEvent::kind)
                .containsExactly(TunnelEvent.Kind.TUNNEL_DOWN, TunnelEvent.Kind.TUNNEL_RESTARTING);
        assertThat(tunnel.look().events()).isEmpty();
        tunnel.connected = 2;
        assertThat(tunnel.look().events()).extracting(TunnelEvent::kind)
                .containsExactly(TunnelEvent.Kind.TUNNEL_UP);
        assertThat(tunnel.look().events()).isEmpty();
    }

    @Test
    void looks_come_every_30_seconds_and_every_2_after_a_strike() {
        assertThat(tunnel.look().nextLook()).isEqualTo(Duration.ofSeconds(30));
        tunnel.connected = 0;
        WatchDecision struck = tunnel.look();
        assertThat(struck.nextLook()).isEqualTo(Duration.ofSeconds(2));
        assertThat(struck.diagnosis().confidence()).isEqualTo(Confidence.SUSPECTED);
        tunnel.connected = 2;
        assertThat(tunnel.look().nextLook()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void since_is_when_the_fault_was_first_seen() {
        tunnel.look();
        tunnel.connected = 0;
        tunnel.now = T0.plusSeconds(30);
        tunnel.looks(4);
        assertThat(tunnel.memory.diagnosis().since()).isEqualTo(T0.plusSeconds(30));
        assertThat(tunnel.memory.diagnosis().confidence()).isEqualTo(Confidence.CONFIRMED);
        assertThat(tunnel.memory.diagnosis().evidence()).contains("replica-0 has 0 links to the edge.",
                "The keeper says RUNNING.");
    }

    @Test
    void help_for_the_resolver_is_taken_back_after_ten_healthy_minutes() {
        tunnel.running = 0;
        tunnel.keeper = KeeperState.STOPPED;
        tunnel.resolver = Sighting.NO;
        assertThat(tunnel.look().remedy()).isEqualTo(new Remedy.RecoverNames());
        tunnel.running = 2;
        tunnel.keeper = KeeperState.RUNNING;
        tunnel.resolver = Sighting.YES;
        assertThat(tunnel.watchFor(Duration.ofMinutes(9))).isEmpty();
        assertThat(tunnel.watchFor(Duration.ofMinutes(5))).extracting(WatchDecision::remedy)
                .containsExactly(new Remedy.UndoNames());
    }

    @Test
    void a_host_that_lets_only_udp_out_is_not_taken_for_one_without_an_edge() {
        tunnel.edge = Sighting.NO;
        assertThat(tunnel.watchFor(Duration.ofMinutes(4))).isEmpty();
        assertThat(tunnel.memory.edgeDoubt().isCertain()).isFalse();
        tunnel.watchFor(Duration.ofMinutes(2));
        tunnel.running = 0;
        tunnel.keeper = KeeperState.STOPPED;
        assertThat(tunnel.look().remedy()).isEqualTo(START);
        tunnel.edge = Sighting.YES;
        tunnel.look();
        assertThat(tunnel.memory.edgeDoubt()).isEqualTo(EdgeDoubt.NONE);
    }

    @Test
    void a_clock_that_is_set_back_costs_one_pause_and_no_more() {
        tunnel.kind = ConnectorKind.PROCESS;
        tunnel.running = 0;
        tunnel.keeper = KeeperState.STOPPED;
        tunnel.look();
        tunnel.now = T0.minus(Duration.ofDays(1));
        assertThat(tunnel.look().remedy()).isInstanceOf(Remedy.Wait.class);
        assertThat(tunnel.watchFor(Duration.ofSeconds(7))).hasSize(1);
    }
}
