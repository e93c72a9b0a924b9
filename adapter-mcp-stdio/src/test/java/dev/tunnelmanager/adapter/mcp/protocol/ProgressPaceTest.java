package dev.tunnelmanager.adapter.mcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressPaceTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final ProgressPace pace = new ProgressPace(now::get);

    @Test
    void lets_a_burst_through_and_then_ten_a_second() {
        assertThat(letsOf(1_000)).isEqualTo(20);
        now.addAndGet(99_999_999);
        assertThat(letsOf(10)).isZero();
        now.addAndGet(1);
        assertThat(letsOf(10)).isEqualTo(1);
        now.addAndGet(1_000_000_000);
        assertThat(letsOf(100)).isEqualTo(10);
    }

    @Test
    void saves_up_no_more_than_a_burst() {
        letsOf(20);
        now.addAndGet(3_600_000_000_000L);
        assertThat(letsOf(100)).isEqualTo(20);
    }

    private int letsOf(int attempts) {
        int let = 0;
        for (int i = 0; i < attempts; i++) {
            let += pace.lets() ? 1 : 0;
        }
        return let;
    }
}
