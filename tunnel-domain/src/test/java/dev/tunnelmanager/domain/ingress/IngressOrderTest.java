package dev.tunnelmanager.domain.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngressOrderTest {

    /** Rules written as {@code hostname} or {@code hostname path}; {@code -} matches every hostname. */
    private static List<IngressRule> rules(String... texts) {
        return Arrays.stream(texts).map(text -> {
            String[] parts = text.split(" ", -1);
            return new IngressRule(parts[0].equals("-") ? "" : parts[0], parts.length > 1 ? parts[1] : "",
                    "http://localhost:80");
        }).toList();
    }

    private static int position(String hostname, String... rules) {
        return IngressOrder.position(rules(rules), HostnamePattern.of(hostname));
    }

    @Test
    void a_name_stands_before_the_catch_all() {
        assertThat(position("a.example.com", "b.example.com", "-")).isEqualTo(1);
        assertThat(position("a.example.com", "b.example.com", "*")).isEqualTo(1);
    }

    @Test
    void a_name_stands_before_a_wildcard_that_covers_it() {
        assertThat(position("a.example.com", "b.example.com", "*.example.com", "c.example.com", "-")).isEqualTo(1);
        assertThat(position("a.b.example.com", "*.b.example.com", "*.example.com", "-")).isZero();
    }

    @Test
    void a_wildcard_that_does_not_cover_it_does_not_matter() {
        assertThat(position("example.com", "*.example.com", "-")).isEqualTo(1);
        assertThat(position("a.notexample.com", "*.example.com", "-")).isEqualTo(1);
    }

    @Test
    void a_wildcard_stands_behind_the_names_it_covers_and_before_the_broader_one() {
        assertThat(position("*.a.example.com", "x.a.example.com", "*.example.com", "-")).isEqualTo(1);
        assertThat(position("*.example.com", "x.example.com", "*.a.example.com", "y.other.com", "-")).isEqualTo(3);
    }

    @Test
    void a_rule_with_a_path_for_the_same_name_keeps_standing_in_front() {
        assertThat(position("a.example.com", "a.example.com ^/api", "-")).isEqualTo(1);
        assertThat(position("a.example.com", "a.example.com ^/api", "*.example.com", "-")).isEqualTo(1);
    }

    @Test
    void a_wildcard_with_a_path_stands_behind() {
        assertThat(position("a.example.com", "*.example.com ^/api", "-")).isZero();
    }

    @Test
    void a_path_of_every_hostname_keeps_standing_in_front() {
        assertThat(position("a.example.com", "- ^/.well-known/", "-")).isEqualTo(1);
    }

    @Test
    void a_path_that_is_every_path_swallows_like_none() {
        assertThat(position("a.example.com", "*.example.com .*", "-")).isZero();
        assertThat(position("a.example.com", "- /", "-")).isZero();
    }

    @Test
    void what_is_shadowed_already_does_not_pull_a_rule_behind_its_shadow() {
        assertThat(position("*.a.example.com", "*.example.com", "x.a.example.com", "-")).isZero();
        assertThat(IngressOrder.shadowed(rules("*.example.com", "x.a.example.com", "-"))).containsExactly(
                "Ingress rule 2 of 3 (`x.a.example.com`) can never apply, because rule 1 takes its requests. Move it before"
                        + " rule 1.");
    }

    @Test
    void no_rule_that_can_match_is_shadowed_for_the_sake_of_order() {
        assertThat(position("a.example.com", "*.example.com ^/api", "a.example.com ^/x", "-")).isEqualTo(2);
    }

    @Test
    void a_list_without_a_catch_all_takes_the_rule_at_its_end() {
        assertThat(position("a.example.com")).isZero();
        assertThat(position("a.example.com", "b.example.com")).isEqualTo(1);
    }

    @Test
    void says_which_rule_shadows() {
        List<IngressRule> rules = rules("a.example.com", "*.example.com", "b.example.com", "b.example.com ^/x", "-");
        assertThat(IngressOrder.shadowedBy(rules, 0)).isEmpty();
        assertThat(IngressOrder.shadowedBy(rules, 2)).hasValue(1);
        assertThat(IngressOrder.shadowedBy(rules, 3)).hasValue(1);
        assertThat(IngressOrder.shadowedBy(rules, 4)).isEmpty();
    }

    @Test
    void matches_as_cloudflared_does() {
        IngressRule wildcard = new IngressRule("*.example.com", "", "http://x");
        assertThat(IngressOrder.matches(wildcard, "x.y.example.com", "/")).isTrue();
        assertThat(IngressOrder.matches(wildcard, "example.com", "/")).isFalse();
        assertThat(IngressOrder.matches(wildcard, "notexample.com", "/")).isFalse();
        IngressRule name = new IngressRule("a.example.com", "api", "http://x");
        assertThat(IngressOrder.matches(name, "a.example.com", "/v1/api/users")).isTrue();
        assertThat(IngressOrder.matches(name, "a.example.com", "/v1")).isFalse();
        assertThat(IngressOrder.matches(name, "A.EXAMPLE.COM", "/api")).isFalse();
        IngressRule idn = new IngressRule("bücher.example", "", "http://x");
        assertThat(IngressOrder.matches(idn, "bücher.example", "/")).isTrue();
        assertThat(IngressOrder.matches(idn, "xn--bcher-kva.example", "/")).isTrue();
        IngressRule literal = new IngressRule("*example.com", "", "http://x");
        assertThat(IngressOrder.matches(literal, "an.example.com", "/")).isFalse();
        assertThat(IngressOrder.matches(new IngressRule("", "(?P<n>a)b", "http://x"), "any", "/ab")).isTrue();
    }

    @Test
    void does_not_pretend_to_match_an_invalid_path() {
        assertThatThrownBy(() -> IngressOrder.matches(new IngressRule("", "(?!x)", "http://x"), "any", "/"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("(?!x)");
    }
}
