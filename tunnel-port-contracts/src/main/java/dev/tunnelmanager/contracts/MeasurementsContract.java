package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.Measurements.Count;
import dev.tunnelmanager.ports.driven.Measurements.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Measurements} must do. */
public interface MeasurementsContract {

    /** Returns the measurements under test, always the same within a test; nothing was counted yet. */
    Measurements measurements();

    /** Returns how often this was counted, as somebody outside is told it. */
    long counted(Count what, String label);

    /** Returns how often and for how long together, as somebody outside is told it; to the microsecond. */
    Timed timed(Time what);

    /**
     * What somebody outside is told.
     *
     * @param count how often
     * @param sum how long together
     */
    record Timed(long count, Duration sum) {}

    @ParameterizedTest
    @EnumSource
    default void counts_each_kind_and_label_by_itself(Count what) {
        assertThat(counted(what, "black_hole")).isZero();
        measurements().count(what, "black_hole");
        measurements().count(what, "black_hole");
        measurements().count(what, "by_hand");
        assertThat(counted(what, "black_hole")).isEqualTo(2);
        assertThat(counted(what, "by_hand")).isEqualTo(1);
        for (Count other : Count.values()) {
            if (other != what) {
                assertThat(counted(other, "black_hole")).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    default void adds_up_how_long_it_took(Time what) {
        assertThat(timed(what)).isEqualTo(new Timed(0, Duration.ZERO));
        measurements().took(what, Duration.ofMillis(3));
        measurements().took(what, Duration.ofSeconds(40));
        assertThat(timed(what)).isEqualTo(new Timed(2, Duration.ofMillis(40_003)));
        for (Time other : Time.values()) {
            if (other != what) {
                assertThat(timed(other).count()).isZero();
            }
        }
    }

    @Test
    default void loses_nothing_of_many_threads() throws InterruptedException {
        CountDownLatch together = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    together.await();
                } catch (InterruptedException stopped) {
                    return;
                }
                for (int n = 0; n < 1_000; n++) {
                    measurements().count(Count.STRIKE, "not_connected");
                    measurements().took(Time.LOOK, Duration.ofMillis(1));
                }
            }));
        }
        together.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(counted(Count.STRIKE, "not_connected")).isEqualTo(8_000);
        assertThat(timed(Time.LOOK)).isEqualTo(new Timed(8_000, Duration.ofSeconds(8)));
    }

    @Test
    default void takes_whatever_it_is_given() {
        assertThatCode(() -> {
            measurements().count(Count.OPERATION, "");
            measurements().count(Count.OPERATION, "line\nbreak \"quoted\" \\ {le=\"1\"}");
            measurements().count(Count.OPERATION, "x".repeat(100_000));
            for (int i = 0; i < 10_000; i++) {
                measurements().count(Count.OPERATION, "label_" + i);
            }
            measurements().took(Time.PROBE, Duration.ZERO);
            measurements().took(Time.PROBE, Duration.ofNanos(-5));
            measurements().took(Time.PROBE, Duration.ofDays(400));
        }).doesNotThrowAnyException();
        measurements().count(Count.RESTART, "by_hand");
        assertThat(counted(Count.RESTART, "by_hand")).isEqualTo(1);
    }
}
