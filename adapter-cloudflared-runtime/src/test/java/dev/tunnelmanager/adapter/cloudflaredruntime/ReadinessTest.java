package dev.tunnelmanager.adapter.cloudflaredruntime;

import static dev.tunnelmanager.contracts.ConnectorContract.BARE;
import static dev.tunnelmanager.contracts.ConnectorContract.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.ingress.IngressRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

final class ReadinessTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestClock clock = new TestClock();
    private final Readiness readiness = new Readiness(clock, clock);
    private final Instant begin = clock.instant();

    private Readiness.Result await(int before, List<IngressRule> serving, IntUnaryOperator connectionsAtMillis) {
        return readiness.await(() -> Optional.of(new StatusReading(new HostPort("127.0.0.1", 1),
                connectionsAtMillis.applyAsInt((int) waited().toMillis()), Optional.of("id"),
                Optional.of(new StatusReading.Serving(-1, serving)))), SHOP, before, TIMEOUT, () -> true);
    }

    private Duration waited() {
        return Duration.between(begin, clock.instant());
    }

    @Test
    void four_connections_are_enough_at_once() {
        assertThat(await(0, SHOP, ms -> ms < 500 ? 0 : 4)).isInstanceOf(Readiness.Result.Ready.class);
        assertThat(waited()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void as_many_as_the_one_before_had_are_enough_at_once() {
        assertThat(await(2, SHOP, ms -> ms < 300 ? 1 : 2)).isInstanceOf(Readiness.Result.Ready.class);
        assertThat(waited()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void fewer_are_enough_when_no_more_come_for_three_seconds() {
        assertThat(await(4, SHOP, ms -> ms < 1000 ? 1 : 2)).isInstanceOf(Readiness.Result.Ready.class);
        assertThat(waited()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void none_is_never_enough() {
        assertThat(await(0, SHOP, ms -> 0)).isInstanceOf(Readiness.Result.TooLate.class);
        assertThat(waited()).isEqualTo(TIMEOUT);
    }

    @Test
    void a_clock_that_is_set_back_meanwhile_makes_nobody_wait_longer() {
        AtomicInteger looks = new AtomicInteger();
        assertThat(readiness.await(() -> {
            if (looks.incrementAndGet() == 5) {
                clock.pause(Duration.ofHours(-2));
            }
            return Optional.empty();
        }, SHOP, 0, TIMEOUT, () -> true)).isInstanceOf(Readiness.Result.TooLate.class);
        assertThat(waited().plusHours(2)).isBetween(TIMEOUT, TIMEOUT.plusSeconds(1));
        assertThat(readiness.awaitCondition(() -> {
            if (looks.incrementAndGet() % 1000 == 0) {
                clock.pause(Duration.ofHours(-2));
            }
            return false;
        }, TIMEOUT)).isFalse();
    }

    @Test
    void other_rules_are_not_waited_for_because_they_never_change() {
        assertThat(await(0, BARE, ms -> 0)).isInstanceOf(Readiness.Result.OtherRules.class);
        assertThat(waited()).isZero();
    }

    @Test
    void one_that_has_ended_is_not_waited_for() {
        assertThat(readiness.await(Optional::empty, SHOP, 0, TIMEOUT, () -> waited().toMillis() < 200))
                .isEqualTo(new Readiness.Result.Ended());
        assertThat(waited()).isEqualTo(Duration.ofMillis(200));
    }
}
