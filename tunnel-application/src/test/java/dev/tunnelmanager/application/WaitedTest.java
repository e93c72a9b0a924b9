package dev.tunnelmanager.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.ports.driven.Waited;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitedTest {

    private final TestClock clock = new TestClock();

    @Test
    void a_jump_back_counts_as_no_time_and_takes_nothing_away() {
        Waited waited = Waited.fromNow(clock);
        clock.advance(Duration.ofSeconds(3));
        assertThat(waited.soFar()).isEqualTo(Duration.ofSeconds(3));
        clock.advance(Duration.ofHours(-2));
        assertThat(waited.soFar()).isEqualTo(Duration.ofSeconds(3));
        clock.advance(Duration.ofSeconds(4));
        assertThat(waited.soFar()).isEqualTo(Duration.ofSeconds(7));
    }
}
