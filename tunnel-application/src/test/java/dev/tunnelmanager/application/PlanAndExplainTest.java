package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.code;
import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.LoneProcess.meta;
import static dev.tunnelmanager.application.LoneProcess.project;
import static dev.tunnelmanager.application.World.API;
import static dev.tunnelmanager.application.World.CONSILIO;
import static dev.tunnelmanager.application.World.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.topology.TargetDecision;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.ApplyReport;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.Explanation;
import dev.tunnelmanager.ports.driving.PlanReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asking what would be done, and why, does nothing and says what is done then; applying it does that. */
final class PlanAndExplainTest {

    private final World world = new World();
    private final LoneProcess process = world.process();

    @BeforeEach
    void publish() {
        done(process.publish("api", 5000));
    }

    private PlanReport plan() {
        return done(process.plane.plan(meta(), Optional.empty()));
    }

    @Test
    void nothing_is_to_be_done_when_all_is_as_on_record() {
        PlanReport report = plan();
        assertThat(report.plan().isEmpty()).isTrue();
        assertThat(report.hostnames()).containsExactly(API);
        assertThat(report.drifted()).isEmpty();
        assertThat(report.ownWork()).isEmpty();
    }

    @Test
    void many_hostnames_are_looked_at_by_asking_the_directory_once() {
        for (int i = 0; i < 21; i++) {
            done(process.publish("n" + i, 5000));
        }
        plan().hostnames().forEach(hostname -> world.directory.entriesAt(World.COM, hostname)
                .forEach(entry -> world.directory.takeAway(entry.id())));
        world.directory.fail(SimulatedNameDirectory.Fault.UNAVAILABLE);
        // The one question that is asked is the one that is not answered, so nothing is known of any of them.
        assertThat(plan().plan().publications()).isEmpty();
        assertThat(plan().plan().publications()).hasSize(22);
    }

    @Test
    void what_somebody_has_taken_away_is_drift_that_is_shown_and_left() {
        world.ingress.write(List.of(World.CATCH_ALL));
        int changes = world.directory.changes();
        PlanReport report = plan();
        assertThat(report.drifted()).containsExactly(API);
        assertThat(report.plan().describe()).contains("put ingress rule api.example.com → http://localhost:5000",
                "have the connector serve the rules");
        assertThat(world.hasRuleOf(API)).isFalse();
        assertThat(world.directory.changes()).isEqualTo(changes);
        assertThat(world.unfinished()).isEmpty();

        done(process.publish("api", 5000));
        assertThat(world.hasRuleOf(API)).isTrue();
        assertThat(plan().plan().isEmpty()).isTrue();
    }

    private ApplyReport apply(Caller caller) {
        return done(process.apply(caller));
    }

    @Test
    void applying_puts_right_what_has_drifted_and_asks_for_nothing_else() {
        done(process.publish("web", 5001));
        world.ingress.write(List.of(World.API_RULE, World.CATCH_ALL));
        ApplyReport report = apply(project(CONSILIO));
        assertThat(report.applied()).containsOnlyKeys(HostnamePattern.of("web.example.com"));
        assertThat(report.left()).isEmpty();
        assertThat(plan().plan().isEmpty()).isTrue();
        assertThat(world.isServed(World.API_RULE)).isTrue();
        int requests = world.audit("hostname.request").size();
        assertThat(apply(meta()).applied()).isEmpty();
        assertThat(world.audit("hostname.request")).hasSize(requests);
    }

    @Test
    void applying_has_a_connector_that_is_behind_catch_up() {
        world.ingress.write(List.of(World.CATCH_ALL));
        world.connector.roll(world.ingress.standing(), what -> {});
        world.ingress.write(List.of(World.API_RULE, World.CATCH_ALL));
        assertThat(plan().drifted()).isEmpty();
        assertThat(plan().plan().isEmpty()).isFalse();
        assertThat(apply(meta()).applied()).containsOnlyKeys(API);
        assertThat(world.isServed(World.API_RULE)).isTrue();
    }

    @Test
    void what_others_have_made_is_left_and_told() {
        IngressRule anothers = new IngressRule("api.example.com", "", "http://localhost:1");
        world.ingress.write(List.of(anothers, World.CATCH_ALL));
        ApplyReport report = apply(meta());
        assertThat(report.applied()).isEmpty();
        assertThat(report.left().get(API)).extracting(Refusal::code).isEqualTo(RefusalCode.RULE_CHANGED);
        assertThat(world.ingress.standing()).containsExactly(anothers, World.CATCH_ALL);
    }

    @Test
    void a_project_applies_what_is_its_own() {
        done(process.publish(project(OTHER), LoneProcess.request("shop", 6000)));
        world.ingress.write(List.of(World.CATCH_ALL));
        assertThat(apply(project(OTHER)).applied()).containsOnlyKeys(HostnamePattern.of("shop.example.com"));
        assertThat(world.hasRuleOf(API)).isFalse();
    }

    @Test
    void more_than_a_project_may_have_under_way_is_applied_all_the_same() {
        try (LoneProcess bounded = new LoneProcess(world, World.SETTINGS.withMaxPending(1))) {
            done(bounded.publish("web", 5001));
            done(bounded.publish("www", 5001));
            world.ingress.write(List.of(World.CATCH_ALL));
            assertThat(done(bounded.apply(meta())).applied()).hasSize(3);
            assertThat(plan().plan().isEmpty()).isTrue();
        }
    }

    @Test
    void what_is_under_way_is_the_leaders_own_work() {
        world.directory.failFromNowOn(SimulatedNameDirectory.Fault.UNAVAILABLE);
        process.withdraw("api.example.com");
        world.directory.mend();
        PlanReport report = plan();
        assertThat(report.ownWork()).containsExactly(API);
        assertThat(report.drifted()).isEmpty();
        assertThat(report.plan().removals()).containsOnlyKeys(API);
        world.settle(process);
        assertThat(plan().hostnames()).isEmpty();
    }

    @Test
    void a_project_is_shown_what_is_its_own() {
        assertThat(done(process.plane.plan(project(OTHER), Optional.empty())).hostnames()).isEmpty();
        assertThat(done(process.plane.plan(project(CONSILIO), Optional.of("example.org"))).hostnames()).isEmpty();
        assertThat(done(process.plane.plan(project(CONSILIO), Optional.of("example.com"))).hostnames())
                .containsExactly(API);
    }

    @Test
    void a_hostname_and_its_port_are_explained_alike() {
        Explanation byName = done(process.plane.explain(project(CONSILIO), "API.example.com"));
        Explanation byPort = done(process.plane.explain(meta(), "5000"));
        assertThat(byName.decision()).isEqualTo(byPort.decision());
        assertThat(byName.route().orElseThrow().hostname()).isEqualTo(API);
        assertThat(byPort.route()).isEmpty();
        assertThat(byName.decision()).isInstanceOfSatisfying(TargetDecision.Chosen.class, chosen -> {
            assertThat(chosen.target().service().text()).isEqualTo("http://localhost:5000");
            assertThat(chosen.target().evidence()).isNotEmpty();
        });
    }

    @Test
    void what_is_anothers_is_not_explained() {
        assertThat(code(process.plane.explain(project(OTHER), "api.example.com")))
                .isEqualTo(RefusalCode.HOSTNAME_NOT_FOUND);
        assertThat(code(process.plane.explain(project(OTHER), "5000"))).isEqualTo(RefusalCode.PORT_NOT_ALLOCATED);
        assertThat(code(process.plane.explain(meta(), "99999"))).isEqualTo(RefusalCode.INVALID_PORT);
        assertThat(code(process.plane.explain(meta(), "no hostname"))).isEqualTo(RefusalCode.INVALID_HOSTNAME);
    }

    @Test
    void maintenance_is_for_meta_and_is_written_down_however_it_ends() {
        assertThat(code(process.plane.maintain(project(OTHER), "state.backup", "file", () -> {
            throw new AssertionError("Nobody was to do it");
        }))).isEqualTo(RefusalCode.META_ONLY);
        assertThat(world.audit("state.backup")).isEmpty();
        assertThat(done(process.plane.maintain(meta(), "state.backup", "file", () -> Verdict.granted(7))))
                .isEqualTo(7);
        assertThat(code(process.plane.maintain(meta(), "state.backup", "file",
                () -> Verdict.refused(RefusalCode.BACKUP_EXISTS, "It is there.", "Choose another."))))
                .isEqualTo(RefusalCode.BACKUP_EXISTS);
        assertThat(code(process.plane.maintain(meta(), "state.backup", "file", () -> {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "It broke.", "Mend it.");
        }))).isEqualTo(RefusalCode.STATE_UNAVAILABLE);
        assertThat(world.audit("state.backup")).extracting(entry -> entry.success())
                .containsExactly(true, false, false);
    }
}
