package dev.tunnelmanager.domain.plan;

import static dev.tunnelmanager.domain.plan.Sample.API;
import static dev.tunnelmanager.domain.plan.Sample.AWAY;
import static dev.tunnelmanager.domain.plan.Sample.CATCH_ALL;
import static dev.tunnelmanager.domain.plan.Sample.DAMAGED;
import static dev.tunnelmanager.domain.plan.Sample.HERE;
import static dev.tunnelmanager.domain.plan.Sample.MARK;
import static dev.tunnelmanager.domain.plan.Sample.NOTHING;
import static dev.tunnelmanager.domain.plan.Sample.NOW;
import static dev.tunnelmanager.domain.plan.Sample.THERE;
import static dev.tunnelmanager.domain.plan.Sample.chosen;
import static dev.tunnelmanager.domain.plan.Sample.live;
import static dev.tunnelmanager.domain.plan.Sample.ours;
import static dev.tunnelmanager.domain.plan.Sample.plan;
import static dev.tunnelmanager.domain.plan.Sample.replica;
import static dev.tunnelmanager.domain.plan.Sample.reserved;
import static dev.tunnelmanager.domain.plan.Sample.rule;
import static dev.tunnelmanager.domain.plan.Sample.seen;
import static dev.tunnelmanager.domain.plan.Sample.serving;
import static dev.tunnelmanager.domain.plan.Sample.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.domain.topology.TargetDecision;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlannerTest {

    private static final List<IngressRule> ONLY_OTHERS = List.of(CATCH_ALL);
    private static final List<IngressRule> WITH_OURS = List.of(rule(API, HERE), CATCH_ALL);
    private static final Optional<TargetDecision> GONE = Optional.empty();

    private static RefusalCode rejection(Plan plan) {
        assertThat(plan.isEmpty()).as("what is rejected is not touched").isTrue();
        return why(plan);
    }

    private static RefusalCode why(Plan plan) {
        assertThat(plan.targets()).isEmpty();
        return plan.rejections().values().stream().map(Refusal::code).findFirst().orElseThrow();
    }

    private static Plan coming(Route route, DirectorySight sight, List<IngressRule> rules) {
        return plan(route, Optional.of(chosen(HERE)), sight, rules, serving(rules));
    }

    private static Plan leaving(DirectorySight sight, List<IngressRule> rules) {
        return plan(live(API).in(RouteState.WITHDRAWING, NOW), GONE, sight, rules, serving(rules));
    }

    @Test
    void a_new_hostname_gets_a_rule_then_a_roll_then_a_record() {
        Plan plan = coming(reserved(API), NOTHING, ONLY_OTHERS);
        assertThat(plan.edit().puts()).containsExactly(new OwnRule(API, HERE, true));
        assertThat(plan.edit().mine().get(API)).isEmpty();
        assertThat(plan.roll()).isTrue();
        assertThat(plan.publications()).containsExactly(API);
        assertThat(plan.targets()).containsEntry(API, target(HERE));
        assertThat(plan.describe()).containsExactly("put ingress rule api.example.com → http://localhost:5000",
                "have the connector serve the rules", "publish the record of api.example.com");
    }

    @Test
    void what_is_as_desired_needs_nothing() {
        Plan plan = coming(live(API), seen(ours(API)), WITH_OURS);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.rejections()).isEmpty();
        assertThat(plan.targets()).containsKey(API);
        assertThat(plan.describe()).isEmpty();
    }

    @Test
    void a_service_elsewhere_needs_a_rule_and_a_roll_and_no_record() {
        Plan plan = plan(live(API), Optional.of(chosen(THERE)), seen(ours(API)), WITH_OURS, serving(WITH_OURS));
        assertThat(plan.edit().puts()).containsExactly(new OwnRule(API, THERE, true));
        assertThat(plan.edit().mine()).containsEntry(API, Set.of(HERE));
        assertThat(plan.roll()).isTrue();
        assertThat(plan.publications()).isEmpty();
    }

    @Test
    void a_check_of_the_certificate_that_changes_needs_the_rule_to_be_written_again() {
        Target unchecked = new Target(HERE, false, Target.Kind.LOCALHOST, Optional.empty(), Optional.empty(), "So.",
                List.of(), List.of());
        Plan plan = plan(live(API), Optional.of(new TargetDecision.Chosen(unchecked)), seen(ours(API)), WITH_OURS,
                serving(WITH_OURS));
        assertThat(plan.edit().puts()).containsExactly(new OwnRule(API, HERE, false));
    }

    @Test
    void a_rule_that_stands_and_is_not_served_by_every_replica_needs_only_a_roll() {
        ConnectorObservation mixed = new ConnectorObservation.Found(ConnectorKind.SIMULATED,
                new ConnectorPlace.OnHost(),
                List.of(replica("one", WITH_OURS, false), replica("two", ONLY_OTHERS, false)), 2);
        Plan plan = plan(live(API), Optional.of(chosen(HERE)), seen(ours(API)), WITH_OURS, mixed);
        assertThat(plan.edit().isEmpty()).isTrue();
        assertThat(plan.roll()).isTrue();
        ConnectorObservation one = new ConnectorObservation.Found(ConnectorKind.SIMULATED,
                new ConnectorPlace.OnHost(), List.of(replica("one", WITH_OURS, false)), 2);
        assertThat(plan(live(API), Optional.of(chosen(HERE)), seen(ours(API)), WITH_OURS, one).roll()).isTrue();
    }

    @Test
    void a_target_that_is_refused_touches_nothing_of_what_is_public() {
        TargetDecision refused = new TargetDecision.Refused(
                new Refusal(RefusalCode.TARGET_NOT_RUNNING, "It is stopped.", "Start it."), List.of());
        assertThat(rejection(plan(live(API), Optional.of(refused), seen(ours(API)), WITH_OURS, serving(WITH_OURS))))
                .isEqualTo(RefusalCode.TARGET_NOT_RUNNING);
    }

    @Test
    void a_rule_that_is_not_ours_stops_a_new_hostname_however_it_is_written() {
        for (IngressRule foreign : List.of(rule(API, THERE), new IngressRule("API.Example.Com", "", "http://x:1"),
                new IngressRule("api.example.com", "/v1", HERE.text()))) {
            assertThat(rejection(coming(reserved(API), NOTHING, List.of(foreign, CATCH_ALL))))
                    .isEqualTo(RefusalCode.FOREIGN_RULE);
        }
    }

    @Test
    void a_rule_in_unicode_is_the_same_hostname() {
        HostnamePattern hostname = HostnamePattern.of("xn--bcher-kva.example.com");
        List<IngressRule> rules = List.of(new IngressRule("bücher.example.com", "", "http://x:1"), CATCH_ALL);
        assertThat(rejection(coming(reserved(hostname), NOTHING, rules))).isEqualTo(RefusalCode.FOREIGN_RULE);
    }

    @Test
    void a_rule_of_ours_that_others_changed_or_doubled_is_left_alone() {
        assertThat(rejection(coming(live(API), seen(ours(API)), List.of(rule(API, THERE), CATCH_ALL))))
                .isEqualTo(RefusalCode.RULE_CHANGED);
        assertThat(rejection(coming(live(API), seen(ours(API)),
                List.of(rule(API, HERE), rule(API, HERE), CATCH_ALL)))).isEqualTo(RefusalCode.RULE_CHANGED);
    }

    @Test
    void a_rule_that_was_being_changed_when_we_were_interrupted_is_ours_either_way() {
        Route between = live(API).withRule(List.of(HERE, THERE), NOW);
        for (IngressRule standing : List.of(rule(API, HERE), rule(API, THERE))) {
            List<IngressRule> rules = List.of(standing, CATCH_ALL);
            Plan plan = plan(between, Optional.of(chosen(THERE)), seen(ours(API)), rules, serving(rules));
            assertThat(plan.rejections()).isEmpty();
            assertThat(plan.edit().puts().isEmpty()).isEqualTo(standing.equals(rule(API, THERE)));
        }
    }

    @Test
    void a_connector_that_cannot_serve_stops_what_is_to_come() {
        Refusal none = new Refusal(RefusalCode.CONNECTOR_NOT_FOUND, "There is none.", "Start one.");
        assertThat(rejection(plan(reserved(API), Optional.of(chosen(HERE)), NOTHING, ONLY_OTHERS,
                new ConnectorObservation.NotFound(none)))).isEqualTo(RefusalCode.CONNECTOR_NOT_FOUND);
        assertThat(rejection(plan(reserved(API), Optional.of(chosen(HERE)), NOTHING, ONLY_OTHERS,
                new ConnectorObservation.Unknown("It does not answer.")))).isEqualTo(RefusalCode.CONNECTOR_UNAVAILABLE);
        assertThat(rejection(plan(reserved(API), Optional.of(chosen(HERE)), NOTHING, ONLY_OTHERS,
                new ConnectorObservation.Found(ConnectorKind.SIMULATED, new ConnectorPlace.OnHost(),
                        List.of(replica("one", ONLY_OTHERS, true)), 1))))
                .isEqualTo(RefusalCode.MANAGED_ELSEWHERE);
    }

    @Test
    void a_rule_list_that_cannot_be_used_stops_what_comes_and_what_leaves() {
        for (Optional<TargetDecision> wish : List.of(Optional.<TargetDecision>of(chosen(HERE)), GONE)) {
            Plan plan = Planner.plan(new Observed(List.of(new RouteSight(live(API), wish, seen(ours(API)))),
                    Verdict.refused(DAMAGED), serving(WITH_OURS), MARK));
            assertThat(why(plan)).isEqualTo(RefusalCode.INGRESS_INVALID);
            assertThat(plan.edit().isEmpty()).isTrue();
        }
    }

    @Test
    void a_rule_list_that_cannot_be_used_does_not_keep_a_record_of_what_leaves() {
        Plan plan = Planner.plan(new Observed(List.of(new RouteSight(live(API), GONE, seen(ours(API)))),
                Verdict.refused(DAMAGED), serving(WITH_OURS), MARK));
        assertThat(plan.removals()).containsOnlyKeys(API);
    }

    @Test
    void a_rule_list_that_cannot_be_used_is_told_before_a_connector_that_is_away_when_something_leaves() {
        Plan plan = Planner.plan(new Observed(List.of(new RouteSight(live(API), GONE, seen(ours(API)))),
                Verdict.refused(DAMAGED), new ConnectorObservation.Unknown("It does not answer."), MARK));
        assertThat(why(plan)).isEqualTo(RefusalCode.INGRESS_INVALID);
    }

    @Test
    void a_directory_that_cannot_be_seen_stops_what_is_new() {
        assertThat(rejection(coming(reserved(API), new DirectorySight.Unseen(AWAY), ONLY_OTHERS)))
                .isEqualTo(RefusalCode.PROVIDER_UNAVAILABLE);
    }

    @Test
    void a_directory_that_cannot_be_seen_does_not_keep_what_is_public_from_following_its_service() {
        Plan plan = plan(live(API), Optional.of(chosen(THERE)), new DirectorySight.Unseen(AWAY), WITH_OURS,
                serving(WITH_OURS));
        assertThat(plan.rejections()).isEmpty();
        assertThat(plan.edit().puts()).hasSize(1);
        assertThat(plan.publications()).isEmpty();
        assertThat(plan.remarks().get(API)).singleElement().asString().contains("could not be seen", "It is away.");
    }

    @Test
    void a_record_that_is_not_ours_stops_a_new_hostname_and_one_that_was_changed_an_old_one() {
        DirectoryEntry foreign = new DirectoryEntry("f", "A", "192.0.2.1", "", false, true);
        assertThat(rejection(coming(reserved(API), seen(foreign), ONLY_OTHERS))).isEqualTo(RefusalCode.FOREIGN_RECORD);
        DirectoryEntry changed = new DirectoryEntry("own-" + API, "CNAME", "elsewhere.invalid", MARK, false, true);
        assertThat(rejection(coming(live(API), seen(changed), WITH_OURS))).isEqualTo(RefusalCode.RECORD_CHANGED);
    }

    @Test
    void a_record_that_is_gone_or_not_written_down_is_published() {
        assertThat(coming(live(API), NOTHING, WITH_OURS).publications()).containsExactly(API);
        Route interrupted = live(API).withoutRecord(NOW).intendingRecord(NOW);
        assertThat(coming(interrupted, seen(ours(API)), WITH_OURS).publications()).containsExactly(API);
    }

    @Test
    void a_hostname_that_leaves_loses_its_record_then_its_rule_then_it_is_no_longer_served() {
        Plan plan = leaving(seen(ours(API)), WITH_OURS);
        assertThat(plan.removals()).containsEntry(API, Sample.record(API));
        assertThat(plan.edit().removals()).containsExactly(API);
        assertThat(plan.edit().mine()).containsEntry(API, Set.of(HERE));
        assertThat(plan.roll()).isTrue();
        assertThat(plan.describe()).containsExactly("remove CNAME record of api.example.com",
                "remove the ingress rule of api.example.com", "have the connector serve the rules");
    }

    @Test
    void a_record_that_is_on_record_and_not_seen_is_removed_all_the_same_because_looks_may_be_old() {
        assertThat(leaving(NOTHING, ONLY_OTHERS).removals()).containsEntry(API, Sample.record(API));
    }

    @Test
    void what_is_gone_already_needs_nothing_but_that_it_is_no_longer_served() {
        Route unrecorded = live(API).withoutRecord(NOW);
        assertThat(plan(unrecorded, GONE, NOTHING, ONLY_OTHERS, serving(ONLY_OTHERS)).isEmpty()).isTrue();
        Plan served = plan(unrecorded, GONE, NOTHING, ONLY_OTHERS, serving(WITH_OURS));
        assertThat(served.roll()).isTrue();
        assertThat(served.edit().isEmpty()).isTrue();
        assertThat(plan(reserved(API), GONE, new DirectorySight.NotNeeded(), ONLY_OTHERS, serving(List.of()))
                .isEmpty()).as("nothing was ever written for it").isTrue();
    }

    @Test
    void a_look_that_failed_removes_nothing() {
        assertThat(rejection(leaving(new DirectorySight.Unseen(AWAY), WITH_OURS)))
                .isEqualTo(RefusalCode.PROVIDER_UNAVAILABLE);
    }

    @Test
    void a_record_that_leads_here_and_cannot_be_proved_ours_keeps_the_hostname() {
        DirectoryEntry changed = new DirectoryEntry("own-" + API, "CNAME", "tunnel.invalid", "mine now", true, true);
        assertThat(rejection(leaving(seen(changed), WITH_OURS))).isEqualTo(RefusalCode.RECORD_CHANGED);
    }

    @Test
    void a_record_and_a_rule_that_others_changed_are_left_and_said() {
        DirectoryEntry changed = new DirectoryEntry("own-" + API, "CNAME", "elsewhere.invalid", MARK, false, true);
        Plan plan = leaving(seen(changed), List.of(rule(API, THERE), CATCH_ALL));
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.rejections()).isEmpty();
        assertThat(plan.remarks().get(API)).hasSize(2).allMatch(remark -> remark.contains("left as it is"));
    }

    @Test
    void a_record_that_was_written_and_not_noted_is_removed_too() {
        Route interrupted = live(API).withoutRecord(NOW).intendingRecord(NOW);
        assertThat(plan(interrupted, GONE, seen(ours(API)), WITH_OURS, serving(WITH_OURS)).removals())
                .containsEntry(API, Sample.record(API));
    }

    @Test
    void a_connector_that_is_away_keeps_nothing_from_leaving() {
        Plan plan = plan(live(API), GONE, seen(ours(API)), WITH_OURS,
                new ConnectorObservation.Unknown("It does not answer."));
        assertThat(plan.removals()).hasSize(1);
        assertThat(plan.edit().removals()).containsExactly(API);
    }
}
