package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RestartCountsTest {

    private final TestClock clock = new TestClock();
    private final RestartCounts counts = new RestartCounts(clock);

    @Test
    void three_within_three_minutes_are_a_loop_however_many_there_were_before() {
        assertThat(counts.isLooping("unit", 40)).isFalse();
        clock.pause(Duration.ofSeconds(50));
        assertThat(counts.isLooping("unit", 42)).isFalse();
        clock.pause(Duration.ofSeconds(50));
        assertThat(counts.isLooping("unit", 43)).isTrue();
        assertThat(counts.isLooping("other", 43)).isFalse();
    }

    @Test
    void the_same_number_over_a_long_time_is_not_a_loop() {
        for (int count = 1; count < 20; count++) {
            assertThat(counts.isLooping("unit", count)).isFalse();
            clock.pause(Duration.ofMinutes(2));
        }
    }

    @Test
    void a_number_that_begins_anew_is_not_a_loop() {
        assertThat(counts.isLooping("unit", 5)).isFalse();
        assertThat(counts.isLooping("unit", 0)).isFalse();
        assertThat(counts.isLooping("unit", 2)).isFalse();
        assertThat(counts.isLooping("unit", 3)).isTrue();
    }
}
