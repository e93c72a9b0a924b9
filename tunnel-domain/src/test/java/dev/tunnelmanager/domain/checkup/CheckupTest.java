package dev.tunnelmanager.domain.checkup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.checkup.Checkup.Verdict;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckupTest {

    private static final Finding PASS = new Finding.Pass("It is there.");
    private static final Finding WARN = new Finding.Warn("It is old.", "Replace it.");
    private static final Finding WRONG = new Finding.Fail(
            new Refusal(RefusalCode.INVALID_CONFIGURATION, "It is wrong.", "Correct it."));
    private static final Finding BROKEN = new Finding.Fail(
            new Refusal(RefusalCode.PROVIDER_UNAVAILABLE, "It is away.", "Wait."));

    private static final Checkup CHECKUP = Checkup.of(List.of(Check.of("java"), Check.of("configuration"),
            Check.of("token", "configuration"), Check.of("zones", "token"), Check.of("zone.a", "zones", "java")));

    private static List<String> ready(Checkup checkup) {
        return checkup.ready().stream().map(Check::name).toList();
    }

    @Test
    void a_check_is_ready_when_what_it_needs_has_not_failed() {
        assertThat(ready(CHECKUP)).containsExactly("java", "configuration");
        Checkup later = CHECKUP.with("configuration", WARN);
        assertThat(ready(later)).containsExactly("java", "token");
        assertThat(ready(later.with("token", PASS).with("zones", PASS))).containsExactly("java");
        assertThat(later.isComplete()).isFalse();
    }

    @Test
    void what_follows_from_a_failure_is_skipped_and_names_the_cause() {
        Checkup checkup = CHECKUP.with("configuration", WRONG);
        assertThat(ready(checkup)).containsExactly("java");
        assertThat(checkup.results()).extracting(result -> result.check().name() + " " + result.finding())
                .endsWith("token Skipped[because=configuration]", "zones Skipped[because=configuration]",
                        "zone.a Skipped[because=configuration]");
        assertThat(checkup.with("java", PASS).isComplete()).isTrue();
    }

    @Test
    void results_are_told_in_the_order_of_the_checks() {
        assertThat(CHECKUP.with("configuration", PASS).with("java", WARN).results())
                .extracting(result -> result.check().name()).containsExactly("java", "configuration");
    }

    @Test
    void a_check_that_another_has_brought_up_comes_last() {
        Checkup more = CHECKUP.with("java", PASS).with("configuration", PASS).with("token", PASS).with("zones", PASS)
                .and(Check.of("zone.b", "zones"));
        assertThat(ready(more)).containsExactly("zone.a", "zone.b");
        assertThat(more.with("zone.b", WARN).results().getLast().check().name()).isEqualTo("zone.b");
        assertThatThrownBy(() -> more.and(Check.of("zone.b"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void warnings_and_skipped_checks_leave_it_well() {
        assertThat(CHECKUP.verdict()).isEqualTo(Verdict.WELL);
        assertThat(CHECKUP.with("java", WARN).verdict()).isEqualTo(Verdict.WELL);
    }

    @Test
    void what_must_be_changed_here_counts_more_than_what_failed_outside() {
        assertThat(CHECKUP.with("java", BROKEN).verdict()).isEqualTo(Verdict.OUTSIDE_FAILED);
        assertThat(CHECKUP.with("java", BROKEN).with("configuration", WRONG).verdict())
                .isEqualTo(Verdict.TO_BE_CHANGED);
        assertThat(CHECKUP.with("java", WRONG).with("configuration", BROKEN).verdict())
                .isEqualTo(Verdict.TO_BE_CHANGED);
    }

    @Test
    void a_checkup_that_makes_no_sense_is_a_programming_error() {
        assertThatThrownBy(() -> Checkup.of(List.of(Check.of("a", "b"), Check.of("b"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("b");
        assertThatThrownBy(() -> Checkup.of(List.of(Check.of("a"), Check.of("a"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CHECKUP.with("java", PASS).with("java", PASS))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("java");
        assertThatThrownBy(() -> CHECKUP.with("javva", PASS)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Check.of("Java Version")).isInstanceOf(IllegalArgumentException.class);
    }
}
