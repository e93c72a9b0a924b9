package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.code;
import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.Answers.refusal;
import static dev.tunnelmanager.application.LoneProcess.meta;
import static dev.tunnelmanager.application.LoneProcess.project;
import static dev.tunnelmanager.application.World.API;
import static dev.tunnelmanager.application.World.API_RULE;
import static dev.tunnelmanager.application.World.CATCH_ALL;
import static dev.tunnelmanager.application.World.COM;
import static dev.tunnelmanager.application.World.CONSILIO;
import static dev.tunnelmanager.application.World.ORG;
import static dev.tunnelmanager.application.World.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.ports.driving.Answer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WithdrawTest {

    private final World world = new World();
    private final LoneProcess process = world.process();

    @BeforeEach
    void publish() {
        done(process.publish("api", 5000));
    }

    private void isGone() {
        assertThat(world.latest(API).state()).isEqualTo(RouteState.GONE);
        assertThat(world.directory.leads(API)).isFalse();
        assertThat(world.ingress.standing()).containsExactly(CATCH_ALL);
        assertThat(world.isServed(API_RULE)).isFalse();
    }

    @Test
    void takes_everything_away_and_says_so_again_when_asked_again() {
        assertThat(done(process.withdraw("API.example.com.")).state()).isEqualTo(RouteState.GONE);
        isGone();
        int changes = world.directory.changes();
        assertThat(done(process.withdraw("api.example.com")).state()).isEqualTo(RouteState.GONE);
        assertThat(world.directory.changes()).isEqualTo(changes);
        assertThat(code(process.withdraw("never.example.com"))).isEqualTo(RefusalCode.HOSTNAME_NOT_FOUND);
    }

    @Test
    void only_the_owner_and_the_meta_supervisor_may() {
        assertThat(code(process.withdraw(project(OTHER), "api.example.com"))).isEqualTo(RefusalCode.HOSTNAME_TAKEN);
        assertThat(world.directory.leads(API)).isTrue();
        done(process.withdraw(meta(), "api.example.com"));
        isGone();
        assertThat(code(process.withdraw(project(OTHER), "api.example.com")))
                .isEqualTo(RefusalCode.HOSTNAME_NOT_FOUND);
    }

    @Test
    void the_record_goes_before_the_rule() {
        process.fuse.beforeEach(() -> {
            if (world.directory.leads(API)) {
                assertThat(world.isServed(API_RULE)).isTrue();
                assertThat(world.hasRuleOf(API)).isTrue();
            }
        });
        done(process.withdraw("api.example.com"));
        isGone();
    }

    @Test
    void a_provider_that_is_away_is_waited_for() {
        world.directory.failFromNowOn(SimulatedNameDirectory.Fault.UNAVAILABLE);
        assertThat(refusal(process.withdraw("api.example.com")).toString()).contains("provider_unavailable",
                "still being taken away");
        assertThat(world.hasRuleOf(API)).as("a look that failed is no proof").isTrue();
        assertThat(world.directory.leads(API)).isTrue();
        world.directory.mend();
        world.settle(process);
        isGone();
        done(process.withdraw("api.example.com"));
    }

    @Test
    void asking_again_while_it_is_being_taken_away_is_done_when_it_is() {
        world.directory.failFromNowOn(SimulatedNameDirectory.Fault.UNAVAILABLE);
        process.withdraw("api.example.com");
        world.directory.mend();
        done(process.withdraw("api.example.com"));
        isGone();
    }

    @Test
    void a_removal_whose_answer_is_lost_is_read_back() {
        world.directory.fail(SimulatedNameDirectory.Fault.APPLIED_UNANSWERED);
        done(process.withdraw("api.example.com"));
        isGone();
    }

    @Test
    void a_removal_that_is_lost_is_made_again() {
        world.directory.fail(SimulatedNameDirectory.Fault.LOST_UNANSWERED);
        done(process.withdraw("api.example.com"));
        isGone();
    }

    @Test
    void a_record_that_others_made_lead_elsewhere_is_left_and_the_rule_goes() {
        String id = world.directory.entriesAt(COM, API).getFirst().id();
        world.directory.change(id, "elsewhere.invalid", "mine now");
        done(process.withdraw("api.example.com"));
        assertThat(world.directory.entry(id).content()).isEqualTo("elsewhere.invalid");
        isGone();
    }

    @Test
    void a_record_that_leads_here_and_cannot_be_proved_ours_keeps_the_hostname() {
        String id = world.directory.entriesAt(COM, API).getFirst().id();
        world.directory.change(id, World.TUNNEL, "mine now");
        assertThat(code(process.withdraw("api.example.com"))).isEqualTo(RefusalCode.RECORD_CHANGED);
        assertThat(world.held(API).orElseThrow().state()).isEqualTo(RouteState.LIVE);
        assertThat(world.isServed(API_RULE)).isTrue();
        world.directory.takeAway(id);
        done(process.withdraw("api.example.com"));
        isGone();
    }

    @Test
    void a_rule_that_others_changed_is_left_and_the_record_goes() {
        IngressRule changed = new IngressRule("api.example.com", "", "http://localhost:9");
        world.ingress.write(List.of(changed, CATCH_ALL));
        done(process.withdraw("api.example.com"));
        assertThat(world.ingress.standing()).containsExactly(changed, CATCH_ALL);
        assertThat(world.directory.leads(API)).isFalse();
    }

    @Test
    void a_rule_list_that_cannot_be_read_keeps_nothing_public_and_drops_the_rule_later() {
        world.ingress.damage("Line 3, column 1: a tab.");
        Refusal refusal = refusal(process.withdraw("api.example.com"));
        assertThat(refusal.code()).isEqualTo(RefusalCode.INGRESS_INVALID);
        assertThat(refusal.problem()).contains("Line 3, column 1: a tab.", "still being taken away");
        assertThat(world.directory.leads(API)).isFalse();
        assertThat(world.held(API).orElseThrow().state()).isEqualTo(RouteState.WITHDRAWING);
        assertThat(world.hasRuleOf(API)).isTrue();
        world.ingress.mend();
        world.settle(process);
        isGone();
    }

    @Test
    void a_zone_that_is_not_shown_any_more_proves_nothing() {
        world.store.change(state -> {
            state.putZones(List.of(ORG), world.clock.instant());
            return state;
        });
        assertThat(code(process.withdraw("api.example.com"))).isEqualTo(RefusalCode.ZONE_NOT_FOUND);
        assertThat(world.held(API).orElseThrow().state()).isEqualTo(RouteState.LIVE);
        assertThat(world.hasRuleOf(API)).isTrue();
        done(process.plane.zones(project(CONSILIO), true));
        done(process.withdraw("api.example.com"));
        isGone();
    }

    @Test
    void a_connector_that_is_down_keeps_nothing_public_and_drops_the_rule_later() {
        world.connector.breakStarts(true);
        assertThat(process.withdraw("api.example.com")).isInstanceOf(Answer.Done.class);
        assertThat(world.directory.leads(API)).isFalse();
        assertThat(world.ingress.standing()).containsExactly(CATCH_ALL);
        assertThat(world.isServed(API_RULE)).isTrue();
        world.connector.breakStarts(false);
        world.settle(process);
        isGone();
    }

    @Test
    void a_hostname_that_is_gone_can_be_had_by_anybody_again() {
        done(process.withdraw("api.example.com"));
        long first = world.latest(API).id();
        done(process.publish(project(OTHER), LoneProcess.request("api", 6000)));
        assertThat(world.latest(API).id()).isNotEqualTo(first);
        assertThat(done(process.plane.hostnames(project(CONSILIO), Optional.empty(), Optional.empty()))).isEmpty();
        assertThat(done(process.plane.hostnames(meta(), Optional.empty(), Optional.empty()))).hasSize(1);
    }
}
