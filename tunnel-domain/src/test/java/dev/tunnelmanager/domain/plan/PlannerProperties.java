package dev.tunnelmanager.domain.plan;

import static dev.tunnelmanager.domain.plan.Sample.AWAY;
import static dev.tunnelmanager.domain.plan.Sample.CATCH_ALL;
import static dev.tunnelmanager.domain.plan.Sample.DAMAGED;
import static dev.tunnelmanager.domain.plan.Sample.HERE;
import static dev.tunnelmanager.domain.plan.Sample.MARK;
import static dev.tunnelmanager.domain.plan.Sample.NOW;
import static dev.tunnelmanager.domain.plan.Sample.THERE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.domain.topology.TargetDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class PlannerProperties {

    private static final String FOREIGN_SERVICE = "http://somebody-else:1";

    private enum Wish {
        SAME, ELSEWHERE, UNCHECKED, NO_TARGET, AWAY
    }

    private enum Stage {
        RESERVED, ROUTED, LIVE, BETWEEN_TWO, RECORD_INTENDED
    }

    private enum Rule {
        NONE, OURS, FOREIGN, OURS_TWICE, OURS_AND_FOREIGN
    }

    private enum Entry {
        NONE, OURS, CHANGED_AND_LEADING, CHANGED, FOREIGN_LEADING, FOREIGN, BESIDE, OURS_AND_BESIDE, UNSEEN
    }

    private enum Carrier {
        SERVES, STALE, STOPPED, NOT_FOUND, UNKNOWN, ELSEWHERE
    }

    /** One hostname with what is desired, on record and standing. */
    record Draw(Wish wish, Stage stage, Rule rule, Entry entry) {}

    /** Everything that is planned for. */
    record Model(List<RouteSight> sights, Optional<List<IngressRule>> rules, ConnectorObservation connector) {
        Plan plan() {
            return Planner.plan(new Observed(sights,
                    rules.map(Verdict::granted).orElseGet(() -> Verdict.refused(DAMAGED)), connector, MARK));
        }
    }

    @Provide
    Arbitrary<Model> models() {
        Arbitrary<Draw> draws = Combinators.combine(Arbitraries.of(Wish.class), Arbitraries.of(Stage.class),
                Arbitraries.of(Rule.class), Arbitraries.of(Entry.class)).as(Draw::new);
        return Combinators.combine(draws.list().ofMaxSize(5), Arbitraries.of(Carrier.class),
                Arbitraries.integers().between(0, 9).map(n -> n > 0)).as(PlannerProperties::model);
    }

    private static Model model(List<Draw> draws, Carrier carrier, boolean readable) {
        List<RouteSight> sights = new ArrayList<>();
        List<IngressRule> rules = new ArrayList<>();
        for (int i = 0; i < draws.size(); i++) {
            Draw draw = draws.get(i);
            HostnamePattern hostname = HostnamePattern.of("h" + i + ".example.com");
            sights.add(new RouteSight(route(hostname, draw.stage()), decision(draw.wish()),
                    sight(hostname, draw.entry())));
            rules.addAll(rules(hostname, draw.rule()));
        }
        rules.add(CATCH_ALL);
        return new Model(sights, readable ? Optional.of(rules) : Optional.empty(), connector(carrier, rules));
    }

    private static Route route(HostnamePattern hostname, Stage stage) {
        Route live = Sample.live(hostname);
        return switch (stage) {
            case RESERVED -> Sample.reserved(hostname);
            case ROUTED -> live.withoutRecord(NOW).in(RouteState.ROUTED, NOW);
            case LIVE -> live;
            case BETWEEN_TWO -> live.withRule(List.of(HERE, THERE), NOW);
            case RECORD_INTENDED -> live.withoutRecord(NOW).intendingRecord(NOW).in(RouteState.ROUTED, NOW);
        };
    }

    private static Optional<TargetDecision> decision(Wish wish) {
        return switch (wish) {
            case SAME -> Optional.of(Sample.chosen(HERE));
            case ELSEWHERE -> Optional.of(Sample.chosen(THERE));
            case UNCHECKED -> Optional.of(new TargetDecision.Chosen(new Target(HERE, false, Target.Kind.LOCALHOST,
                    Optional.empty(), Optional.empty(), "So.", List.of(), List.of())));
            case NO_TARGET -> Optional.of(new TargetDecision.Refused(
                    new Refusal(RefusalCode.TARGET_UNKNOWN, "Nobody knows.", "Look again."), List.of()));
            case AWAY -> Optional.empty();
        };
    }

    private static DirectorySight sight(HostnamePattern hostname, Entry entry) {
        DirectoryEntry ours = Sample.ours(hostname);
        DirectoryEntry beside = new DirectoryEntry("foreign-txt", "TXT", "v=spf1", "", false, false);
        return switch (entry) {
            case NONE -> Sample.seen();
            case OURS -> Sample.seen(ours);
            case CHANGED_AND_LEADING -> Sample.seen(
                    new DirectoryEntry(ours.id(), "CNAME", "tunnel.invalid", "mine now", true, true));
            case CHANGED -> Sample.seen(
                    new DirectoryEntry(ours.id(), "CNAME", "elsewhere.invalid", ours.mark(), false, true));
            case FOREIGN_LEADING -> Sample.seen(
                    new DirectoryEntry("foreign-cname", "CNAME", "tunnel.invalid", "by hand", true, true));
            case FOREIGN -> Sample.seen(new DirectoryEntry("foreign-a", "A", "192.0.2.1", "", false, true));
            case BESIDE -> Sample.seen(beside);
            case OURS_AND_BESIDE -> Sample.seen(beside, ours);
            case UNSEEN -> new DirectorySight.Unseen(AWAY);
        };
    }

    private static List<IngressRule> rules(HostnamePattern hostname, Rule rule) {
        IngressRule ours = Sample.rule(hostname, HERE);
        IngressRule foreign = new IngressRule(hostname.text(), "", FOREIGN_SERVICE);
        return switch (rule) {
            case NONE -> List.of();
            case OURS -> List.of(ours);
            case FOREIGN -> List.of(foreign);
            case OURS_TWICE -> List.of(ours, ours);
            case OURS_AND_FOREIGN -> List.of(ours, foreign);
        };
    }

    private static ConnectorObservation connector(Carrier carrier, List<IngressRule> rules) {
        return switch (carrier) {
            case SERVES -> Sample.serving(rules);
            case STALE -> Sample.serving(List.of(CATCH_ALL));
            case STOPPED -> found(List.of());
            case NOT_FOUND -> new ConnectorObservation.NotFound(
                    new Refusal(RefusalCode.CONNECTOR_NOT_FOUND, "There is none.", "Start one."));
            case UNKNOWN -> new ConnectorObservation.Unknown("It does not answer.");
            case ELSEWHERE -> found(List.of(Sample.replica("one", List.of(), true)));
        };
    }

    private static ConnectorObservation found(List<Replica> replicas) {
        return new ConnectorObservation.Found(ConnectorKind.SIMULATED, new ConnectorPlace.OnHost(), replicas, 2);
    }

    @Property
    void planning_again_after_applying_a_plan_yields_nothing(@ForAll("models") Model model) {
        Plan plan = model.plan();
        assertThat(applied(model, plan).plan().describe()).isEmpty();
    }

    @Property
    void a_plan_touches_no_record_and_no_rule_that_is_not_ours(@ForAll("models") Model model) {
        Plan plan = model.plan();
        plan.removals().forEach((hostname, removed) -> assertThat(removed).isEqualTo(Sample.record(hostname)));
        for (HostnamePattern hostname : touched(plan)) {
            assertThat(model.rules().orElseThrow()).filteredOn(rule -> rule.hostname().equals(hostname.text()))
                    .hasSizeLessThanOrEqualTo(1).noneMatch(rule -> rule.service().equals(FOREIGN_SERVICE));
        }
        for (HostnamePattern hostname : plan.publications()) {
            assertThat(entries(model, hostname)).allMatch(entry -> entry.equals(Sample.ours(hostname))
                    || !entry.excludes());
        }
    }

    @Property
    void a_look_that_failed_never_leads_to_a_removal(@ForAll("models") Model model) {
        Plan plan = model.plan();
        for (RouteSight sight : model.sights()) {
            HostnamePattern hostname = sight.route().hostname();
            boolean unseen = sight.directory() instanceof DirectorySight.Unseen;
            if (unseen || sight.target().isPresent()) {
                assertThat(plan.removals()).doesNotContainKey(hostname);
            }
            if (unseen || sight.target().isPresent() || model.rules().isEmpty()) {
                assertThat(plan.edit().removals()).doesNotContain(hostname);
            }
            if (unseen) {
                assertThat(plan.publications()).doesNotContain(hostname);
            }
        }
        if (model.rules().isEmpty()) {
            assertThat(plan.edit().isEmpty()).isTrue();
        }
    }

    @Property
    void what_is_rejected_is_named_nowhere_else_but_for_a_record_that_goes_without_its_rule_and_every_other_hostname_is_brought_about(
            @ForAll("models") Model model) {
        Plan plan = model.plan();
        for (HostnamePattern hostname : plan.rejections().keySet()) {
            assertThat(touched(plan)).doesNotContain(hostname);
            if (model.rules().isPresent()) {
                assertThat(plan.removals()).doesNotContainKey(hostname);
            }
            assertThat(plan.publications()).doesNotContain(hostname);
            assertThat(plan.targets()).doesNotContainKey(hostname);
        }
        Model after = applied(model, plan);
        for (RouteSight sight : after.sights()) {
            HostnamePattern hostname = sight.route().hostname();
            if (plan.targets().containsKey(hostname)) {
                assertThat(after.rules().orElseThrow()).contains(
                        Sample.rule(hostname, plan.targets().get(hostname).service()));
                assertThat(sight.route().record()).isPresent();
            } else if (!plan.rejections().containsKey(hostname)) {
                assertThat(entries(after, hostname)).doesNotContain(Sample.ours(hostname));
            }
        }
    }

    private static List<HostnamePattern> touched(Plan plan) {
        return Stream.concat(plan.edit().puts().stream().map(OwnRule::hostname), plan.edit().removals().stream())
                .toList();
    }

    private static List<DirectoryEntry> entries(Model model, HostnamePattern hostname) {
        return model.sights().stream().filter(sight -> sight.route().hostname().equals(hostname))
                .flatMap(sight -> entries(sight.directory()).stream()).toList();
    }

    private static List<DirectoryEntry> entries(DirectorySight sight) {
        return sight instanceof DirectorySight.Seen seen ? seen.entries() : List.of();
    }

    /** Does what a plan says, as adapters that never fail would. */
    private static Model applied(Model model, Plan plan) {
        Optional<List<IngressRule>> rules = model.rules().map(before -> edited(before, plan));
        ConnectorObservation connector = plan.roll() && model.connector() instanceof ConnectorObservation.Found found
                && !found.isManagedElsewhere() ? Sample.serving(rules.orElseThrow()) : model.connector();
        return new Model(model.sights().stream().map(sight -> applied(sight, plan)).toList(), rules, connector);
    }

    private static List<IngressRule> edited(List<IngressRule> before, Plan plan) {
        List<IngressRule> rules = new ArrayList<>(before);
        for (HostnamePattern hostname : touched(plan)) {
            rules.removeIf(rule -> rule.hostname().equals(hostname.text()));
        }
        plan.edit().puts().forEach(put -> rules.addFirst(put.asRule()));
        return rules;
    }

    private static RouteSight applied(RouteSight sight, Plan plan) {
        Route route = sight.route();
        HostnamePattern hostname = route.hostname();
        List<DirectoryEntry> entries = new ArrayList<>(entries(sight.directory()));
        Optional<WrittenRecord> removal = Optional.ofNullable(plan.removals().get(hostname));
        boolean removed = removal.isPresent();
        entries.removeIf(entry -> removal.filter(record -> record.id().equals(entry.id())).isPresent());
        if (plan.rejections().containsKey(hostname)) {
            return removed ? new RouteSight(route.withoutRecord(NOW), sight.target(), Sample.seen(entries)) : sight;
        }
        Target target = plan.targets().get(hostname);
        if (target == null) {
            Route away = removed ? route.withoutRecord(NOW) : route;
            return new RouteSight(away.withRule(List.of(), NOW), sight.target(), Sample.seen(entries));
        }
        Route settled = route.aimedAt(target, NOW).withRule(List.of(target.service()), NOW);
        if (!plan.publications().contains(hostname)) {
            return new RouteSight(settled, sight.target(), sight.directory());
        }
        WrittenRecord record = Sample.record(hostname);
        if (!entries.contains(Sample.ours(hostname))) {
            entries.add(Sample.ours(hostname));
        }
        return new RouteSight(settled.withRecord(record, NOW).in(RouteState.LIVE, NOW), sight.target(),
                Sample.seen(entries));
    }
}
