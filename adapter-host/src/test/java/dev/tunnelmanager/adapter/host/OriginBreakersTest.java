package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.Waits;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.ports.driven.Probes.Reach;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** That a service in trouble is left alone for a while, and no other is. */
class OriginBreakersTest {

    private static final OriginService SICK = new OriginService("http://localhost:5000");
    private static final OriginService WELL = new OriginService("http://localhost:5001");

    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicReference<Reach> met = new AtomicReference<>(Reach.NO);

    private Reach ask(OriginBreakers breakers, OriginService service) {
        return breakers.guard(service, () -> {
            attempts.incrementAndGet();
            return met.get();
        });
    }

    @Test
    void one_that_did_not_answer_three_times_in_a_row_is_left_alone() {
        OriginBreakers breakers = new OriginBreakers();
        for (int i = 0; i < 10; i++) {
            assertThat(ask(breakers, SICK)).isEqualTo(Reach.NO);
        }
        assertThat(attempts).hasValue(3);
        met.set(Reach.YES);
        assertThat(ask(breakers, SICK)).as("it is taken for what it was").isEqualTo(Reach.NO);
        assertThat(ask(breakers, WELL)).isEqualTo(Reach.YES);
        assertThat(attempts).hasValue(4);
    }

    @Test
    void one_answer_ends_the_row() {
        OriginBreakers breakers = new OriginBreakers();
        for (int i = 0; i < 10; i++) {
            met.set(i % 3 == 2 ? Reach.YES : Reach.NO);
            assertThat(ask(breakers, SICK)).isEqualTo(met.get());
        }
        assertThat(attempts).hasValue(10);
    }

    @Test
    void after_the_pause_it_is_tried_again_and_well_at_the_first_answer() {
        OriginBreakers breakers = new OriginBreakers(Duration.ofMillis(50));
        for (int i = 0; i < 5; i++) {
            ask(breakers, SICK);
        }
        met.set(Reach.YES);
        Waits.until("it is tried again", () -> ask(breakers, SICK) == Reach.YES);
        assertThat(attempts).hasValue(4);
        met.set(Reach.NO);
        assertThat(ask(breakers, SICK)).isEqualTo(Reach.NO);
        assertThat(attempts).as("a row begins anew").hasValue(5);
    }

    @Test
    void a_try_that_was_broken_off_does_not_keep_others_from_trying_for_ever() {
        OriginBreakers breakers = new OriginBreakers(Duration.ofMillis(50));
        for (int i = 0; i < 3; i++) {
            ask(breakers, SICK);
        }
        met.set(Reach.UNKNOWN);
        Waits.until("it is tried again", () -> ask(breakers, SICK) == Reach.UNKNOWN);
        met.set(Reach.YES);
        Waits.until("and once more", () -> ask(breakers, SICK) == Reach.YES);
    }
}
