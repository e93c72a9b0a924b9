package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.code;
import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.World.API;
import static dev.tunnelmanager.application.World.CATCH_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.diagnosis.Fault;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driving.HealthReport;
import dev.tunnelmanager.ports.driving.TunnelStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch over the simulated world: each fault is met by what helps, and by nothing where nothing does. */
class WatchmanTest {

    private final World world = new World();
    private LoneProcess process = world.process();

    @BeforeEach
    void publish() {
        done(process.publish("api", 5000));
        watchFor(Duration.ofMinutes(2));
        assertThat(memory().diagnosis().fault()).isEqualTo(Fault.NONE);
        assertThat(world.events.told()).isEmpty();
    }

    /** Has the leader work, with the clock going on as it says, until {@code time} has passed. */
    private void watchFor(Duration time) {
        Instant end = world.clock.instant().plus(time);
        while (world.clock.instant().isBefore(end)) {
            Duration idle = process.lead();
            Duration left = Duration.between(world.clock.instant(), end);
            world.clock.advance(idle.compareTo(left) < 0 ? idle : left);
        }
    }

    private WatchMemory memory() {
        return world.state(state -> state.watch()).orElseThrow();
    }

    private List<TunnelEvent.Kind> told() {
        return world.events.told().stream().map(TunnelEvent::kind).toList();
    }

    private List<String> watchActions() {
        return world.state(state -> state.audit(Optional.empty(), Optional.empty(), 10_000)).stream()
                .map(AuditEntry::action).filter(action -> action.startsWith("watch.")).toList();
    }

    @Test
    void what_is_done_and_how_long_it_takes_is_counted() {
        assertThat(world.measurements.counted(Measurements.Count.OPERATION, "done")).isEqualTo(1);
        assertThat(world.measurements.counted(Measurements.Count.LEADER_CHANGE)).isEqualTo(1);
        assertThat(world.measurements.timed(Measurements.Time.PROBE)).isPositive();
        assertThat(world.measurements.timed(Measurements.Time.LOOK)).isBetween(4L, 8L);
    }

    @Test
    void replicas_that_crash_are_started_again_at_once() {
        world.connector.crash();
        process.lead();
        process.lead();
        assertThat(world.isServed(World.API_RULE)).isTrue();
        assertThat(told()).containsExactly(TunnelEvent.Kind.TUNNEL_DOWN, TunnelEvent.Kind.TUNNEL_RESTARTING,
                TunnelEvent.Kind.TUNNEL_UP);
        assertThat(watchActions()).containsExactly("watch.start");
        assertThat(world.measurements.counted(Measurements.Count.RESTART, "process_gone")).isEqualTo(1);
    }

    @Test
    void one_replica_that_crashes_is_started_again_and_nobody_is_told_that_the_tunnel_is_down() {
        world.connector.crashOne();
        process.lead();
        process.lead();
        assertThat(world.isServed(World.API_RULE)).isTrue();
        assertThat(told()).isEmpty();
        assertThat(watchActions()).containsExactly("watch.start");
    }

    @Test
    void a_connector_that_lost_its_links_is_restarted_after_three_strikes() {
        world.connector.loseLinks();
        int before = world.connector.rolls();
        watchFor(Duration.ofSeconds(40));
        assertThat(world.connector.rolls()).isEqualTo(before + 1);
        assertThat(told()).containsExactly(TunnelEvent.Kind.TUNNEL_DOWN, TunnelEvent.Kind.TUNNEL_RESTARTING,
                TunnelEvent.Kind.TUNNEL_UP);
        assertThat(world.measurements.counted(Measurements.Count.STRIKE, "not_connected")).isEqualTo(3);
    }

    @Test
    void ten_minutes_offline_bring_no_restart_and_no_strike() {
        int before = world.connector.attempts().size();
        world.network.setOnline(false);
        world.connector.cutFromEdge(true);
        watchFor(Duration.ofMinutes(10));
        assertThat(memory().diagnosis().fault()).isEqualTo(Fault.HOST_OFFLINE);
        assertThat(memory().strikes()).isZero();
        world.network.setOnline(true);
        world.connector.cutFromEdge(false);
        watchFor(Duration.ofMinutes(1));
        assertThat(world.connector.attempts()).hasSize(before);
        assertThat(world.measurements.counted(Measurements.Count.STRIKE)).isZero();
        assertThat(told()).containsExactly(TunnelEvent.Kind.TUNNEL_DOWN, TunnelEvent.Kind.TUNNEL_UP);
    }

    @Test
    void a_connector_that_does_not_notice_that_the_edge_is_back_is_restarted_within_15_seconds() {
        world.network.setEdgeThere(false);
        world.connector.loseLinks();
        watchFor(Duration.ofMinutes(4));
        assertThat(watchActions()).isEmpty();
        world.network.setEdgeThere(true);
        watchFor(Duration.ofSeconds(15));
        assertThat(watchActions()).containsExactly("watch.restart");
        assertThat(told()).endsWith(TunnelEvent.Kind.TUNNEL_UP);
    }

    @Test
    void an_hour_of_crashes_is_met_on_the_ladder_also_when_tunnel_manager_is_restarted_in_between() {
        int before = world.connector.attempts().size();
        world.connector.breakStarts(true);
        world.connector.crash();
        for (int life = 0; life < 30; life++) {
            watchFor(Duration.ofMinutes(2));
            process.close();
            process = world.process();
        }
        List<Instant> attempts = world.connector.attempts().subList(before, world.connector.attempts().size());
        List<Long> pauses = IntStream.range(1, attempts.size())
                .mapToObj(i -> Duration.between(attempts.get(i - 1), attempts.get(i)).toMillis()).toList();
        List<Long> steps = List.of(5_000L, 15_000L, 30_000L, 60_000L, 300_000L);
        assertThat(pauses).hasSizeBetween(13, 17);
        for (int i = 0; i < pauses.size(); i++) {
            long step = steps.get(Math.min(i, steps.size() - 1));
            assertThat(pauses.get(i)).as("pause %d of %s", i, pauses).isBetween(step, step + step / 10 + 1_000);
        }
        world.connector.breakStarts(false);
        watchFor(Duration.ofMinutes(6));
        assertThat(world.isServed(World.API_RULE)).isTrue();
        assertThat(told()).endsWith(TunnelEvent.Kind.TUNNEL_UP);
        assertThat(told()).contains(TunnelEvent.Kind.TUNNEL_RESTART_FAILED);
    }

    @Test
    void trouble_with_names_while_connected_is_left_alone_and_told() {
        world.network.setResolving(false);
        watchFor(Duration.ofMinutes(20));
        assertThat(watchActions()).isEmpty();
        assertThat(memory().diagnosis().fault()).isEqualTo(Fault.NAMES_NOT_RESOLVING);
        assertThat(world.events.failures()).anyMatch(problem -> problem.startsWith("Names do not resolve"));
    }

    @Test
    void trouble_with_names_while_down_is_met_by_helping_the_resolver_first_and_undone_later() {
        world.network.setResolving(false);
        world.connector.breakStarts(true);
        world.connector.crash();
        watchFor(Duration.ofSeconds(10));
        assertThat(watchActions().reversed()).startsWith("watch.recover_names", "watch.recover_names", "watch.start");
        assertThat(world.resolver.isSwitched()).isTrue();
        world.network.setResolving(true);
        world.connector.breakStarts(false);
        watchFor(Duration.ofMinutes(13));
        assertThat(world.isServed(World.API_RULE)).isTrue();
        assertThat(world.resolver.isSwitched()).isFalse();
    }

    @Test
    void a_rule_list_broken_by_hand_is_left_alone_until_the_connector_is_down_because_of_it() {
        world.ingress.damage("Line 3 has a tab.");
        watchFor(Duration.ofMinutes(5));
        assertThat(watchActions()).isEmpty();
        world.connector.crash();
        watchFor(Duration.ofSeconds(5));
        assertThat(watchActions()).containsExactly("watch.restore_rules");
        assertThat(world.isServed(World.API_RULE)).isTrue();
        assertThat(world.audit("watch.restore_rules").getFirst().after().orElseThrow()).contains("last good");
    }

    @Test
    void a_connector_that_is_taken_over_is_told_of_and_left_alone() {
        world.connector.manageElsewhere(true);
        watchFor(Duration.ofMinutes(5));
        assertThat(watchActions()).isEmpty();
        assertThat(world.events.failures()).anyMatch(problem -> problem.contains("takes its rules from the provider"));
    }

    @Test
    void a_keeper_at_work_is_not_interfered_with() {
        world.vitals.setKeeper(Optional.of(KeeperState.STARTING));
        world.connector.crash();
        watchFor(Duration.ofMinutes(2));
        assertThat(watchActions()).isEmpty();
    }

    @Test
    void a_black_hole_is_found_with_a_canary_and_ended_by_a_restart() {
        process.close();
        process = new LoneProcess(world, World.SETTINGS
                .withWatch(WatchOptions.DEFAULTS.withCanary(Optional.of(HostnamePattern.of("canary.example.com")))));
        watchFor(Duration.ofMinutes(1));
        int before = world.connector.rolls();
        Probes.EdgeAnswer silence = new Probes.EdgeAnswer.NotAnswered("Nobody answered within 5 s.");
        world.probes.setAnswer(HostnamePattern.of("canary.example.com"), silence);
        world.probes.setAnswer(API, silence);
        Instant fault = world.clock.instant();
        while (world.connector.rolls() == before) {
            watchFor(Duration.ofMillis(500));
            assertThat(Duration.between(fault, world.clock.instant())).isLessThan(Duration.ofSeconds(40));
        }
        world.probes.setAnswer(HostnamePattern.of("canary.example.com"), new Probes.EdgeAnswer.Answered(200));
        world.probes.setAnswer(API, new Probes.EdgeAnswer.Answered(200));
        watchFor(Duration.ofMinutes(2));
        assertThat(world.connector.rolls()).isEqualTo(before + 1);
        assertThat(told()).containsExactly(TunnelEvent.Kind.TUNNEL_DOWN, TunnelEvent.Kind.TUNNEL_RESTARTING,
                TunnelEvent.Kind.TUNNEL_UP);
    }

    @Test
    void a_service_that_is_down_marks_its_hostname_and_nothing_else() {
        world.probes.setAnswer(API, new Probes.EdgeAnswer.NotAnswered("It said 502."));
        world.probes.setReach(new OriginService("http://localhost:5000"), Probes.Reach.NO);
        watchFor(Duration.ofMinutes(8));
        assertThat(watchActions()).isEmpty();
        assertThat(told()).containsExactly(TunnelEvent.Kind.HOSTNAME_DOWN);
        TunnelStatus status = done(process.plane.status(LoneProcess.meta()));
        assertThat(status.condition()).isEqualTo(TunnelStatus.Condition.UP);
        assertThat(status.diagnosis().fault()).isEqualTo(Fault.ORIGIN_DOWN);
        assertThat(status.diagnosis().evidence()).anyMatch(sentence -> sentence.startsWith("api.example.com: "));
        world.probes.setAnswer(API, new Probes.EdgeAnswer.Answered(200));
        watchFor(Duration.ofMinutes(2));
        assertThat(told()).endsWith(TunnelEvent.Kind.HOSTNAME_UP);
    }

    @Test
    void a_restart_behind_our_back_is_noted_in_the_audit_log() {
        world.connector.replaceBehindOurBack();
        process.lead();
        assertThat(world.audit("connector.restarted")).hasSize(1);
        assertThat(told()).isEmpty();
    }

    @Test
    void a_connector_that_cannot_be_asked_is_not_taken_for_down() {
        world.connector.beUnknown(Optional.of("It hangs."));
        watchFor(Duration.ofMinutes(10));
        assertThat(watchActions()).isEmpty();
        assertThat(told()).isEmpty();
        assertThat(memory().diagnosis().fault()).isEqualTo(Fault.NOT_SEEN);
    }

    @Test
    void the_next_leader_goes_on_where_the_last_one_was_killed_before_its_attempt_had_an_outcome() {
        int before = world.connector.attempts().size();
        world.connector.breakStarts(true);
        process.fuse.counting(call -> call.equals("Connector.roll"));
        process.fuse.at(1, Fuse.Trouble.CRASH_BEFORE);
        world.connector.crash();
        try {
            watchFor(Duration.ofSeconds(1));
        } catch (Fuse.Crash killed) {
            assertThat(process.fuse.wasMet()).isTrue();
        }
        assertThat(memory().ladder().attempts()).isEqualTo(1);
        process = world.process();
        watchFor(Duration.ofSeconds(4));
        assertThat(world.connector.attempts()).hasSize(before);
        watchFor(Duration.ofSeconds(3));
        assertThat(world.connector.attempts()).hasSize(before + 1);
    }

    @Test
    void a_restart_by_hand_replaces_every_replica_and_is_for_the_meta_supervisor_only() throws InterruptedException {
        assertThat(code(process.plane.restartConnector(LoneProcess.project(World.CONSILIO), what -> {})))
                .isEqualTo(RefusalCode.META_ONLY);
        String before = world.connector.observe().toString();
        List<String> progress = new ArrayList<>();
        assertThat(done(process.plane.restartConnector(LoneProcess.meta(), progress::add)))
                .containsExactly("replica-1", "replica-2");
        assertThat(world.connector.observe().toString()).isNotEqualTo(before);
        assertThat(progress).isNotEmpty();
        assertThat(world.audit("connector.restart")).hasSize(1);
        assertThat(world.audit("connector.restarted")).isEmpty();
        world.connector.goMissing(true);
        assertThat(code(process.plane.restartConnector(LoneProcess.meta(), progress::add)))
                .isEqualTo(RefusalCode.CONNECTOR_UNAVAILABLE);
    }

    @Test
    void status_tells_the_diagnosis_with_its_evidence_and_the_history() {
        world.network.setOnline(false);
        world.connector.cutFromEdge(true);
        watchFor(Duration.ofMinutes(2));
        TunnelStatus status = done(process.plane.status(LoneProcess.meta()));
        assertThat(status.diagnosis().fault()).isEqualTo(Fault.HOST_OFFLINE);
        assertThat(status.diagnosis().sentence()).startsWith("The host has no network.");
        assertThat(status.diagnosis().evidence()).contains("The simulated host has no way out.");
        assertThat(status.history().lastDay().orElseThrow()).isBetween(0.3, 0.7);
        world.connector.cutFromEdge(false);
        // This look is newer than the watch's, and shows that what that says is over.
        assertThat(done(process.plane.status(LoneProcess.meta())).diagnosis().fault()).isEqualTo(Fault.NONE);
    }

    @Test
    void health_is_told_from_the_latest_looks_without_asking_anybody() {
        process.fuse.counting(call -> !call.startsWith("StateStore."));
        process.fuse.at(Integer.MAX_VALUE, Fuse.Trouble.CRASH_BEFORE);
        HealthReport report = process.plane.health();
        assertThat(process.fuse.calls()).isEmpty();
        assertThat(report.components()).extracting(HealthReport.Component::name).containsExactly("database",
                "connector", "docker", "cloudflare_api");
        assertThat(report.components()).extracting(HealthReport.Component::condition)
                .containsOnly(HealthReport.Condition.UP);
        world.clock.advance(Duration.ofMinutes(10));
        assertThat(process.plane.health().components().get(1).condition()).isEqualTo(HealthReport.Condition.UNKNOWN);
    }

    @Test
    void a_rule_that_a_person_is_writing_is_not_brought_into_service_by_the_watch_while_all_is_well() {
        world.ingress.write(List.of(World.API_RULE, CATCH_ALL));
        int before = world.connector.rolls();
        watchFor(Duration.ofMinutes(30));
        assertThat(world.connector.rolls()).isEqualTo(before);
    }
}
