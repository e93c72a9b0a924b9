package dev.tunnelmanager.adapter.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SelfThrottleTest {

    private final FakeTime time = new FakeTime();

    @Test
    void lets_a_burst_through_and_spreads_the_rest() throws Exception {
        SelfThrottle throttle = new SelfThrottle(3, 5, time, time);
        for (int i = 0; i < 5; i++) {
            throttle.enter();
        }
        assertThat(time.passed()).isZero();
        for (int i = 0; i < 3; i++) {
            throttle.enter();
        }
        assertThat(time.passed()).isBetween(Duration.ofMillis(999), Duration.ofMillis(1001));
    }

    @Test
    void a_quiet_time_restores_the_burst_and_no_more() throws Exception {
        SelfThrottle throttle = new SelfThrottle(3, 2, time, time);
        throttle.enter();
        time.pass(Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            throttle.enter();
        }
        assertThat(time.passed().minusHours(1)).isBetween(Duration.ofMillis(333), Duration.ofMillis(334));
    }

    @Test
    void a_clock_that_is_set_back_makes_nobody_wait_longer() throws Exception {
        for (Duration back : List.of(Duration.ofSeconds(-45), Duration.ofMinutes(-4), Duration.ofDays(-1))) {
            FakeTime set = new FakeTime();
            SelfThrottle throttle = new SelfThrottle(2, 1, set, set);
            throttle.enter();
            throttle.enter();
            throttle.hold(Duration.ofMinutes(2));
            set.pass(back);
            assertThat(throttle.heldFor()).isEqualTo(Duration.ofMinutes(2));
            throttle.enter();
            assertThat(set.pauses()).as("set by %s", back)
                    .containsExactly(Duration.ofMillis(500), Duration.ofMillis(500));
        }
    }

    @Test
    void the_longest_hold_counts() {
        SelfThrottle throttle = new SelfThrottle(3, 1, time, time);
        throttle.hold(Duration.ofSeconds(30));
        throttle.hold(Duration.ofSeconds(5));
        assertThat(throttle.heldFor()).isEqualTo(Duration.ofSeconds(30));
        throttle.hold(Duration.ofHours(5));
        assertThat(throttle.heldFor()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void threads_queue_up_behind_each_other() throws Exception {
        List<Duration> waits = new ArrayList<>();
        SelfThrottle throttle = new SelfThrottle(2, 1, () -> FakeTime.START, duration -> {
            synchronized (waits) {
                waits.add(duration);
            }
        });
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(threads.submit(() -> {
                    go.await();
                    throttle.enter();
                    return "entered";
                }));
            }
            go.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(waits).hasSize(9).doesNotHaveDuplicates().contains(Duration.ofMillis(500), Duration.ofMillis(4500));
    }
}
