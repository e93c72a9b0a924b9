package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.IngressRules.EditOutcome;
import dev.tunnelmanager.ports.driven.IngressRules.Look;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link IngressRules} must do. */
public interface IngressRulesContract extends IngressRestorationContract {

    /** The hostname that most tests are about. */
    HostnamePattern APP = HostnamePattern.of("app.example.com");

    /** Another one of ours. */
    HostnamePattern API = HostnamePattern.of("api.example.com");

    /** Where {@link #APP} leads. */
    OriginService FIRST = new OriginService("http://localhost:5000");

    /** Where it may lead later. */
    OriginService SECOND = new OriginService("http://web:8080");

    /** Somebody else's rule. */
    IngressRule BLOG = new IngressRule("blog.example.com", "", "http://localhost:80");

    /** Somebody else's rule for everything below a name. */
    IngressRule WILDCARD = new IngressRule("*.example.com", "", "http://localhost:81");

    /** The rule for everything else. */
    IngressRule CATCH_ALL = new IngressRule("", "", "http_status:404");

    /** A rule list, and what other people do with it. */
    interface World {
        /** Returns the adapter. */
        IngressRules rules();

        /** Returns what really stands there. */
        List<IngressRule> standing();

        /** Makes the list what somebody else wants it to be. */
        void writtenByOthers(List<IngressRule> rules);
    }

    /** Returns a world in which {@code rules} stand, all of them somebody else's. */
    @Override
    World worldOf(List<IngressRule> rules);

    private static IngressEdit put(HostnamePattern hostname, OriginService service, OriginService... mine) {
        return put(new OwnRule(hostname, service, true), mine);
    }

    private static IngressEdit put(OwnRule rule, OriginService... mine) {
        return new IngressEdit(List.of(rule), Set.of(),
                mine.length == 0 ? Map.of() : Map.of(rule.hostname(), Set.of(mine)));
    }

    private static IngressEdit remove(HostnamePattern hostname, OriginService... mine) {
        return new IngressEdit(List.of(), Set.of(hostname),
                mine.length == 0 ? Map.of() : Map.of(hostname, Set.of(mine)));
    }

    private static IngressRule own(HostnamePattern hostname, OriginService service) {
        return new OwnRule(hostname, service, true).asRule();
    }

    private static EditOutcome.Applied applied(EditOutcome outcome) {
        assertThat(outcome).isInstanceOf(EditOutcome.Applied.class);
        return (EditOutcome.Applied) outcome;
    }

    private static void assertRefused(World world, IngressEdit edit, RefusalCode code,
            Optional<HostnamePattern> culprit) {
        List<IngressRule> before = world.standing();
        assertThat(world.rules().apply(edit)).asInstanceOf(type(EditOutcome.Refused.class)).satisfies(refused -> {
            assertThat(refused.refusal().code()).isEqualTo(code);
            assertThat(refused.culprit()).isEqualTo(culprit);
        });
        assertThat(world.standing()).isEqualTo(before);
    }

    private static String revision(World world) {
        return ((Look.Seen) world.rules().observe()).view().revision();
    }

    @Test
    default void shows_the_rules_in_order() {
        IngressRule withPath = new IngressRule("blog.example.com", "^/api/", "http://localhost:82");
        World world = worldOf(List.of(withPath, BLOG, WILDCARD, CATCH_ALL));
        assertThat(world.rules().observe()).asInstanceOf(type(Look.Seen.class))
                .satisfies(
                        seen -> assertThat(seen.view().rules()).containsExactly(withPath, BLOG, WILDCARD, CATCH_ALL));
    }

    @Test
    default void names_equal_content_equally_and_other_content_differently() {
        World world = worldOf(List.of(BLOG, CATCH_ALL));
        String first = revision(world);
        assertThat(revision(world)).isEqualTo(first);
        world.rules().apply(put(APP, FIRST));
        assertThat(revision(world)).isNotEqualTo(first);
        world.rules().apply(remove(APP, FIRST));
        assertThat(revision(world)).isEqualTo(first);
    }

    @Test
    default void puts_a_new_rule_in_front_of_what_would_swallow_it() {
        World world = worldOf(List.of(BLOG, WILDCARD, CATCH_ALL));
        EditOutcome.Applied applied = applied(world.rules().apply(put(APP, FIRST)));
        assertThat(applied.changed()).isTrue();
        assertThat(applied.notes()).isEmpty();
        assertThat(world.standing()).containsExactly(BLOG, own(APP, FIRST), WILDCARD, CATCH_ALL);
        assertThat(applied.view().rules()).isEqualTo(world.standing());
        assertThat(applied.view().revision()).isEqualTo(revision(world));
    }

    @Test
    default void puts_a_wildcard_behind_the_names_that_it_would_swallow() {
        World world = worldOf(List.of(BLOG, CATCH_ALL));
        HostnamePattern wildcard = HostnamePattern.of("*.example.com");
        applied(world.rules().apply(put(wildcard, FIRST)));
        assertThat(world.standing()).containsExactly(BLOG, own(wildcard, FIRST), CATCH_ALL);
    }

    @Test
    default void writes_nothing_when_the_same_is_put_again() {
        World world = worldOf(List.of(BLOG, CATCH_ALL));
        world.rules().apply(put(APP, FIRST));
        String revision = revision(world);
        EditOutcome.Applied again = applied(world.rules().apply(put(APP, FIRST, FIRST)));
        assertThat(again.changed()).isFalse();
        assertThat(again.view().revision()).isEqualTo(revision).isEqualTo(revision(world));
    }

    @Test
    default void writes_nothing_for_an_empty_edit() {
        World world = worldOf(List.of(BLOG, CATCH_ALL));
        String revision = revision(world);
        EditOutcome.Applied applied = applied(world.rules().apply(new IngressEdit(List.of(), Set.of(), Map.of())));
        assertThat(applied.changed()).isFalse();
        assertThat(applied.view().revision()).isEqualTo(revision);
    }

    @Test
    default void changes_the_service_of_our_rule_where_it_stands() {
        World world = worldOf(List.of(BLOG, CATCH_ALL));
        world.rules().apply(put(APP, FIRST));
        List<IngressRule> moved = List.of(own(APP, FIRST), BLOG, CATCH_ALL);
        world.writtenByOthers(moved);
        assertThat(applied(world.rules().apply(put(APP, SECOND, FIRST))).changed()).isTrue();
        assertThat(world.standing()).containsExactly(own(APP, SECOND), BLOG, CATCH_ALL);
    }

    @Test
    default void remembers_whether_the_certificate_is_checked() {
        World world = worldOf(List.of(BLOG, CATCH_ALL));
        OriginService secure = new OriginService("https://localhost:8443");
        OwnRule unchecked = new OwnRule(APP, secure, false);
        OwnRule checked = new OwnRule(APP, secure, true);
        assertThat(applied(world.rules().apply(put(unchecked))).changed()).isTrue();
        assertThat(applied(world.rules().apply(put(unchecked, secure))).changed()).isFalse();
        assertThat(applied(world.rules().apply(put(checked, secure))).changed()).isTrue();
        assertThat(applied(world.rules().apply(put(checked, secure))).changed()).isFalse();
        assertThat(applied(world.rules().apply(put(unchecked, secure))).changed()).isTrue();
        assertThat(applied(world.rules().apply(remove(APP, secure))).changed()).isTrue();
        assertThat(world.standing()).containsExactly(BLOG, CATCH_ALL);
    }

    @Test
    default void moves_our_rule_out_of_the_shadow_of_a_later_one() {
        World world = worldOf(List.of(BLOG, WILDCARD, own(APP, FIRST), CATCH_ALL));
        assertThat(applied(world.rules().apply(put(APP, FIRST, FIRST))).changed()).isTrue();
        assertThat(world.standing()).containsExactly(BLOG, own(APP, FIRST), WILDCARD, CATCH_ALL);
    }

    @Test
    default void refuses_a_hostname_that_has_a_rule_of_somebody_else() {
        World world = worldOf(List.of(new IngressRule("app.example.com", "", "http://10.0.0.1:80"), CATCH_ALL));
        assertRefused(world, put(APP, FIRST), RefusalCode.FOREIGN_RULE, Optional.of(APP));
        assertRefused(world, remove(APP), RefusalCode.FOREIGN_RULE, Optional.of(APP));
    }

    @Test
    default void takes_nothing_for_ours_that_we_have_not_written() {
        World world = worldOf(List.of(own(APP, FIRST), CATCH_ALL));
        assertRefused(world, put(APP, FIRST), RefusalCode.FOREIGN_RULE, Optional.of(APP));
    }

    @Test
    default void recognises_a_hostname_of_somebody_else_in_any_spelling() {
        World world = worldOf(List.of(new IngressRule("APP.Example.COM", "", "http://10.0.0.1:80"), CATCH_ALL));
        assertRefused(world, put(APP, FIRST), RefusalCode.FOREIGN_RULE, Optional.of(APP));
    }

    @Test
    default void refuses_a_hostname_of_which_somebody_else_serves_a_part() {
        World world = worldOf(List.of(new IngressRule("app.example.com", "/x", "http://10.0.0.1:80"), CATCH_ALL));
        assertRefused(world, put(APP, FIRST), RefusalCode.FOREIGN_RULE, Optional.of(APP));
    }

    @Test
    default void leaves_our_rule_alone_when_somebody_else_has_changed_it() {
        IngressRule changed = new IngressRule("app.example.com", "", "http://10.0.0.1:80");
        World world = worldOf(List.of(BLOG, changed, CATCH_ALL));
        assertRefused(world, put(APP, SECOND, FIRST), RefusalCode.RULE_CHANGED, Optional.of(APP));
        assertRefused(world, remove(APP, FIRST), RefusalCode.RULE_CHANGED, Optional.of(APP));
    }

    @Test
    default void leaves_our_rule_alone_when_somebody_else_has_added_another() {
        World world = worldOf(List.of(own(APP, FIRST), own(APP, FIRST), CATCH_ALL));
        assertRefused(world, put(APP, SECOND, FIRST), RefusalCode.RULE_CHANGED, Optional.of(APP));
        assertRefused(world, remove(APP, FIRST), RefusalCode.RULE_CHANGED, Optional.of(APP));
    }

    @Test
    default void removes_our_rule_and_nothing_else() {
        World world = worldOf(List.of(BLOG, WILDCARD, CATCH_ALL));
        world.rules().apply(put(APP, FIRST));
        world.rules().apply(put(API, SECOND));
        assertThat(applied(world.rules().apply(remove(APP, FIRST))).changed()).isTrue();
        assertThat(world.standing()).containsExactly(BLOG, own(API, SECOND), WILDCARD, CATCH_ALL);
    }

    @Test
    default void has_nothing_to_do_when_a_rule_is_gone_already() {
        World world = worldOf(List.of(BLOG, CATCH_ALL));
        assertThat(applied(world.rules().apply(remove(APP, FIRST))).changed()).isFalse();
    }

    @Test
    default void makes_all_changes_of_an_edit_at_once() {
        World world = worldOf(List.of(BLOG, WILDCARD, CATCH_ALL));
        world.rules().apply(put(APP, FIRST));
        HostnamePattern shop = HostnamePattern.of("shop.example.org");
        IngressEdit edit = new IngressEdit(List.of(new OwnRule(API, SECOND, true), new OwnRule(shop, FIRST, true)),
                Set.of(APP),
                Map.of(APP, Set.of(FIRST)));
        assertThat(applied(world.rules().apply(edit)).changed()).isTrue();
        assertThat(world.standing())
                .containsExactlyInAnyOrder(BLOG, own(API, SECOND), WILDCARD, own(shop, FIRST), CATCH_ALL)
                .containsSubsequence(own(API, SECOND), WILDCARD, CATCH_ALL).endsWith(CATCH_ALL);
    }

    @Test
    default void makes_no_change_of_an_edit_when_one_is_refused() {
        World world = worldOf(List.of(new IngressRule("app.example.com", "", "http://10.0.0.1:80"), CATCH_ALL));
        IngressEdit edit = new IngressEdit(List.of(new OwnRule(API, SECOND, true), new OwnRule(APP, FIRST, true)),
                Set.of(),
                Map.of());
        assertRefused(world, edit, RefusalCode.FOREIGN_RULE, Optional.of(APP));
    }

    @Test
    default void adds_a_missing_catch_all_with_a_new_rule_and_says_so() {
        World world = worldOf(List.of(BLOG));
        assertThat(world.rules().observe()).isInstanceOf(Look.Seen.class);
        EditOutcome.Applied applied = applied(world.rules().apply(put(APP, FIRST)));
        assertThat(applied.notes()).singleElement().asString().contains("catch-all");
        assertThat(world.standing()).containsExactlyInAnyOrder(BLOG, own(APP, FIRST), CATCH_ALL).endsWith(CATCH_ALL);
    }

    @Test
    default void adds_no_catch_all_without_a_new_rule() {
        World world = worldOf(List.of(BLOG, own(APP, FIRST)));
        assertRefused(world, remove(APP, FIRST), RefusalCode.INGRESS_INVALID, Optional.empty());
    }

    @Test
    default void leaves_a_list_alone_that_no_connector_would_accept() {
        World world = worldOf(List.of(new IngressRule("blog.example.com", "", "localhost:80"), CATCH_ALL));
        assertThat(world.rules().observe()).asInstanceOf(type(Look.Unusable.class))
                .satisfies(unusable -> assertThat(unusable.refusal().code()).isEqualTo(RefusalCode.INGRESS_INVALID));
        assertRefused(world, put(APP, FIRST), RefusalCode.INGRESS_INVALID, Optional.empty());
    }

    @Test
    default void keeps_what_others_write_between_two_edits() {
        World world = worldOf(List.of(BLOG, CATCH_ALL));
        world.rules().apply(put(APP, FIRST));
        world.writtenByOthers(List.of(WILDCARD, new IngressRule("", "", "http_status:503")));
        applied(world.rules().apply(put(APP, FIRST, FIRST)));
        assertThat(world.standing()).containsExactly(own(APP, FIRST), WILDCARD,
                new IngressRule("", "", "http_status:503"));
    }
}
