package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.code;
import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.Answers.refusal;
import static dev.tunnelmanager.application.World.API;
import static dev.tunnelmanager.application.World.API_RULE;
import static dev.tunnelmanager.application.World.CATCH_ALL;
import static dev.tunnelmanager.application.World.COM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.simulation.SimulatedIngressRules;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What else happens while a hostname is published: outages, and other people. */
final class PublishTroubleTest {

    private final World world = new World();
    private final LoneProcess process = world.process();

    @Test
    void a_provider_that_is_away_refuses_the_request_and_leaves_nothing() {
        done(process.publish("warm", 5001));
        done(process.withdraw("warm.example.com"));
        world.directory.failFromNowOn(SimulatedNameDirectory.Fault.UNAVAILABLE);
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.PROVIDER_UNAVAILABLE);
        world.isFreeOf(API);
        world.directory.mend();
        done(process.publish("api", 5000));
    }

    @Test
    void a_failure_has_one_id_in_the_log_in_the_audit_log_and_in_the_answer() {
        done(process.publish("warm", 5001));
        done(process.withdraw("warm.example.com"));
        world.directory.failFromNowOn(SimulatedNameDirectory.Fault.UNAVAILABLE);
        String problem = refusal(process.publish("api", 5000)).problem();
        assertThat(problem).matches("(?s).* \\(Failure [0-9a-f]{8}\\.\\)");
        String id = problem.substring(problem.lastIndexOf("(Failure"));
        assertThat(world.events.failures()).anyMatch(line -> line.endsWith(id));
        assertThat(world.audit("hostname.publish")).anyMatch(entry -> entry.error().orElse("").endsWith(id));
    }

    @Test
    void credentials_that_are_refused_are_told_as_that() {
        done(process.publish("warm", 5001));
        done(process.withdraw("warm.example.com"));
        world.directory.failFromNowOn(SimulatedNameDirectory.Fault.DENIED);
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.PROVIDER_DENIED);
        world.isFreeOf(API);
    }

    @Test
    void what_is_public_stays_and_follows_its_service_while_the_provider_is_away() {
        done(process.publish("api", 5000));
        world.directory.failFromNowOn(SimulatedNameDirectory.Fault.UNAVAILABLE);
        PublishedHostname again = done(process.publish("api", 5000));
        assertThat(again.warnings()).anyMatch(warning -> warning.contains("could not be seen"));
        assertThat(world.directory.leads(API)).isTrue();
    }

    @Test
    void a_write_whose_answer_is_lost_is_read_back_and_not_repeated() {
        done(process.publish("warm", 5001));
        world.directory.fail(SimulatedNameDirectory.Fault.APPLIED_UNANSWERED);
        done(process.publish("api", 5000));
        assertThat(world.directory.entriesAt(COM, API)).hasSize(1);
        assertThat(world.held(API).orElseThrow().record().orElseThrow().id())
                .isEqualTo(world.directory.entriesAt(COM, API).getFirst().id());
    }

    @Test
    void a_write_that_is_lost_is_read_back_and_made_again() {
        done(process.publish("warm", 5001));
        world.directory.fail(SimulatedNameDirectory.Fault.LOST_UNANSWERED);
        done(process.publish("api", 5000));
        assertThat(world.directory.entriesAt(COM, API)).hasSize(1);
    }

    @Test
    void a_write_of_which_nothing_can_be_learned_is_taken_back_as_soon_as_that_is_possible() {
        done(process.publish("warm", 5001));
        world.directory.failFromNowOn(SimulatedNameDirectory.Fault.APPLIED_UNANSWERED);
        assertThat(refusal(process.publish("api", 5000)).toString())
                .contains("outcome_unknown", "did not answer", "still being taken away");
        assertThat(world.held(API).orElseThrow().state()).isEqualTo(RouteState.WITHDRAWING);
        assertThat(world.hasRuleOf(API)).as("the rule stays as long as the record may stand").isTrue();
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.HOSTNAME_BUSY);
        world.directory.mend();
        world.settle(process);
        world.isFreeOf(API);
        assertThat(world.hasRuleOf(HostnamePattern.of("warm.example.com"))).isTrue();
    }

    @Test
    void a_connector_that_does_not_become_ready_gets_the_earlier_rules_back() {
        world.connector.breakStarts(true);
        assertThat(refusal(process.publish("api", 5000)).toString())
                .contains("connector_not_ready", "did not become ready");
        world.isFreeOf(API);
        assertThat(world.directory.changes()).as("the record was never made").isZero();
        assertThat(world.latest(API).state()).isEqualTo(RouteState.FAILED);
        assertThat(world.latest(API).cause().orElseThrow().code()).isEqualTo(RefusalCode.CONNECTOR_NOT_READY);
        world.connector.breakStarts(false);
        done(process.publish("api", 5000));
    }

    @Test
    void a_rule_that_somebody_removes_before_it_is_served_makes_nothing_public() {
        boolean[] removed = new boolean[1];
        process.fuse.beforeEach(() -> {
            if (!removed[0] && world.hasRuleOf(API)) {
                removed[0] = true;
                world.ingress.write(List.of(World.CATCH_ALL));
            }
        });
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.INGRESS_CONTENDED);
        assertThat(world.directory.changes()).as("the record was never made").isZero();
        world.settle(process);
        world.isFreeOf(API);
        done(process.publish("api", 5000));
    }

    @Test
    void others_are_served_although_one_of_them_is_refused() {
        world.directory.plant(API, "A", "192.0.2.1", "");
        process.leaveLeading();
        process.publish("api", 5000);
        process.publish("www", 5001);
        try (LoneProcess leader = world.process()) {
            world.settle(leader);
        }
        assertThat(world.held(API)).isEmpty();
        assertThat(world.held(HostnamePattern.of("www.example.com")).orElseThrow().state())
                .isEqualTo(RouteState.VERIFIED);
    }

    @Test
    void a_connector_that_is_not_there_refuses_before_anything_is_written() {
        world.connector.goMissing(true);
        assertThat(code(process.publish("api", 5000))).isIn(RefusalCode.CONNECTOR_NOT_FOUND,
                RefusalCode.TARGET_UNKNOWN);
        world.connector.goMissing(false);
        world.connector.manageElsewhere(true);
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.MANAGED_ELSEWHERE);
        assertThat(world.ingress.changes()).isZero();
        assertThat(world.directory.changes()).isZero();
    }

    @Test
    void a_rule_of_somebody_elses_stays_as_it_is() {
        IngressRule foreign = new IngressRule("API.example.com", "", "http://localhost:9");
        world.ingress.write(List.of(foreign, CATCH_ALL));
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.FOREIGN_RULE);
        assertThat(world.ingress.standing()).containsExactly(foreign, CATCH_ALL);
        assertThat(world.directory.changes()).isZero();
    }

    @Test
    void a_record_of_somebody_elses_stays_as_it_is() {
        String id = world.directory.plant(API, "AAAA", "2001:db8::1", "by hand");
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.FOREIGN_RECORD);
        assertThat(world.directory.entry(id).content()).isEqualTo("2001:db8::1");
        assertThat(world.ingress.changes()).isZero();
    }

    @Test
    void a_record_that_can_stand_beside_ours_does() {
        String id = world.directory.plant(API, "TXT", "v=spf1 -all", "");
        done(process.publish("api", 5000));
        assertThat(world.directory.entriesAt(COM, API)).hasSize(2);
        assertThat(world.directory.entry(id).content()).isEqualTo("v=spf1 -all");
    }

    @Test
    void a_record_that_comes_in_between_is_left_alone_and_the_rule_taken_back() {
        process.fuse.beforeEach(() -> {
            if (world.isServed(API_RULE) && world.directory.entriesAt(COM, API).isEmpty()) {
                world.directory.plant(API, "A", "192.0.2.1", "");
            }
        });
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.FOREIGN_RECORD);
        process.fuse.beforeEach(() -> {});
        assertThat(world.directory.entriesAt(COM, API)).hasSize(1);
        assertThat(world.ingress.standing()).containsExactly(CATCH_ALL);
        assertThat(world.isServed(API_RULE)).isFalse();
    }

    @Test
    void an_edit_of_a_persons_between_writing_and_serving_is_kept_and_served() {
        IngressRule foreign = new IngressRule("by-hand.example.com", "", "http://localhost:9");
        process.fuse.beforeEach(() -> {
            if (world.hasRuleOf(API) && !world.ingress.standing().contains(foreign)) {
                world.ingress.write(List.of(foreign, API_RULE, CATCH_ALL));
            }
        });
        done(process.publish("api", 5000));
        assertThat(world.ingress.standing()).containsExactly(foreign, API_RULE, CATCH_ALL);
        assertThat(world.isServed(foreign)).isTrue();
        assertThat(world.isServed(API_RULE)).isTrue();
    }

    @Test
    void a_rule_list_that_cannot_be_read_or_written_is_said() {
        world.ingress.damage("Line 3, column 1: a tab.");
        assertThat(refusal(process.publish("api", 5000)).problem()).isEqualTo("Line 3, column 1: a tab.");
        world.ingress.mend();
        world.isFreeOf(API);
        world.ingress.fail(SimulatedIngressRules.Fault.DENIED);
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.INGRESS_UNAVAILABLE);
        world.isFreeOf(API);
    }

    @Test
    void a_service_that_is_not_found_or_not_reached_is_refused() {
        world.container(Container.State.STOPPED);
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.TARGET_NOT_RUNNING);
        world.connector.moveTo(new ConnectorPlace.Unknown("Nobody knows."));
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.TARGET_UNKNOWN);
        world.isFreeOf(API);
    }

    @Test
    void an_edge_that_does_not_answer_is_a_warning_and_no_obstacle() {
        world.probes.setAnswer(API, new Probes.EdgeAnswer.NotAnswered("It says 502."));
        PublishedHostname published = done(process.publish("api", 5000));
        assertThat(published.route().state()).isEqualTo(RouteState.LIVE);
        assertThat(published.warnings()).anyMatch(warning -> warning.contains("It says 502."));
    }

    @Test
    void a_record_that_a_person_took_away_is_made_again_and_one_that_was_changed_is_not() {
        done(process.publish("api", 5000));
        String id = world.directory.entriesAt(COM, API).getFirst().id();
        world.directory.takeAway(id);
        Route again = done(process.publish("api", 5000)).route();
        String fresh = again.record().orElseThrow().id();
        assertThat(fresh).isNotEqualTo(id);
        world.directory.change(fresh, "elsewhere.invalid", "mine now");
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.RECORD_CHANGED);
        assertThat(world.directory.entry(fresh).content()).isEqualTo("elsewhere.invalid");
        assertThat(world.hasRuleOf(API)).isTrue();
    }

    @Test
    void a_rule_that_a_person_took_away_is_put_again_and_one_that_was_changed_is_not() {
        done(process.publish("api", 5000));
        world.ingress.write(List.of(CATCH_ALL));
        done(process.publish("api", 5000));
        assertThat(world.ingress.standing()).containsExactly(API_RULE, CATCH_ALL);
        IngressRule changed = new IngressRule("api.example.com", "", "http://localhost:9");
        world.ingress.write(List.of(changed, CATCH_ALL));
        assertThat(code(process.publish("api", 5000))).isEqualTo(RefusalCode.RULE_CHANGED);
        assertThat(world.ingress.standing()).containsExactly(changed, CATCH_ALL);
        assertThat(world.held(API).orElseThrow().state().isPublic()).isTrue();
    }
}
