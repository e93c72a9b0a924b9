package dev.tunnelmanager.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchIdentityTest {

    private static final Caller SHOP = new Caller(new Actor.Project(new ProjectName("shop")), Optional.empty());
    private static final Caller META = new Caller(new Actor.Meta(), Optional.empty());

    private static Verdict<Caller> of(String project, boolean meta, Map<String, String> environment) {
        return LaunchIdentity.decide(Optional.of(project).filter(name -> !name.equals("none")), meta, environment);
    }

    private static RefusalCode refusal(Verdict<Caller> verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused<Caller>) verdict).refusal().code();
    }

    @Test
    void the_command_line_decides() {
        assertThat(of("shop", false, Map.of())).isEqualTo(Verdict.granted(SHOP));
        assertThat(of("none", true, Map.of())).isEqualTo(Verdict.granted(META));
        assertThat(refusal(of("shop", true, Map.of()))).isEqualTo(RefusalCode.IDENTITY_MISMATCH);
    }

    @Test
    void the_command_line_wins_over_the_environment() {
        Map<String, String> other = Map.of("TUNNEL_MANAGER_PROJECT", "blog", "TUNNEL_MANAGER_META", "nonsense");
        assertThat(of("shop", false, other)).isEqualTo(Verdict.granted(SHOP));
        assertThat(of("none", true, other)).isEqualTo(Verdict.granted(META));
    }

    @Test
    void the_environment_decides_where_the_command_line_is_silent() {
        assertThat(of("none", false, Map.of("TUNNEL_MANAGER_PROJECT", "shop"))).isEqualTo(Verdict.granted(SHOP));
        assertThat(of("none", false, Map.of("TUNNEL_MANAGER_PROJECT", "shop", "TUNNEL_MANAGER_META", "false")))
                .isEqualTo(Verdict.granted(SHOP));
        assertThat(of("none", false, Map.of("TUNNEL_MANAGER_META", "true"))).isEqualTo(Verdict.granted(META));
        assertThat(refusal(of("none", false, Map.of("TUNNEL_MANAGER_PROJECT", "shop", "TUNNEL_MANAGER_META", "true"))))
                .isEqualTo(RefusalCode.IDENTITY_MISMATCH);
        assertThat(refusal(of("none", false, Map.of("TUNNEL_MANAGER_PROJECT", "meta"))))
                .isEqualTo(RefusalCode.INVALID_PROJECT);
    }

    @Test
    void nobody_is_meta_by_accident() {
        for (Map<String, String> silent : List.<Map<String, String>>of(Map.of(),
                Map.of("TUNNEL_MANAGER_PROJECT", " "), Map.of("TUNNEL_MANAGER_META", ""),
                Map.of("TUNNEL_MANAGER_META", "false"))) {
            assertThat(refusal(of("none", false, silent))).as(silent.toString())
                    .isEqualTo(RefusalCode.IDENTITY_MISSING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "yes", "TRUE", "true ", "meta"})
    void meta_must_be_said_in_so_many_words(String words) {
        assertThat(refusal(of("none", false, Map.of("TUNNEL_MANAGER_META", words))))
                .isEqualTo(RefusalCode.INVALID_CONFIGURATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Shop", "meta", "-shop", "a b", "shop\n", "../shop"})
    void a_name_that_is_none_is_refused(String name) {
        assertThat(refusal(of(name, false, Map.of()))).isEqualTo(RefusalCode.INVALID_PROJECT);
    }

    @Test
    void the_token_is_carried_and_shown_nowhere() {
        Verdict<Caller> verdict = of("shop", false, Map.of("TUNNEL_MANAGER_TOKEN", "hunter2"));
        assertThat(verdict).isEqualTo(Verdict.granted(new Caller(SHOP.actor(), Optional.of("hunter2"))));
        assertThat(verdict.toString()).doesNotContain("hunter2");
        assertThat(of("shop", false, Map.of("TUNNEL_MANAGER_TOKEN", " "))).isEqualTo(Verdict.granted(SHOP));
    }
}
