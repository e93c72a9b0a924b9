package dev.tunnelmanager.domain.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Refusal NO = new Refusal(RefusalCode.INVALID_PORT, "0 is not a port.", "Give another.");

    @Test
    void goes_on_with_what_was_granted() {
        assertThat(Verdict.granted(2).then(value -> Verdict.granted(value + 1))).isEqualTo(Verdict.granted(3));
        assertThat(Verdict.granted(2).then(value -> Verdict.refused(NO))).isEqualTo(Verdict.refused(NO));
    }

    @Test
    void keeps_the_first_refusal() {
        assertThat(Verdict.<Integer>refused(NO).then(value -> Verdict.granted("never"))).isEqualTo(Verdict.refused(NO));
    }

    @Test
    void a_refusal_needs_words() {
        assertThatThrownBy(() -> new Refusal(RefusalCode.INVALID_PORT, " ", "Give another."))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Refusal(RefusalCode.INVALID_PORT, "0 is not a port.", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(NO).hasToString("invalid_port: 0 is not a port. Give another.");
    }
}
