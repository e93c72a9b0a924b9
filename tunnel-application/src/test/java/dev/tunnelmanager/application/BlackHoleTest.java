package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long a connector may say that it is connected and carry nothing, where every question takes the time that it is given. */
class BlackHoleTest {

    private static final HostnamePattern CANARY = HostnamePattern.of("canary.example.com");
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(40);

    @Test
    void questions_that_nobody_answers_do_not_put_the_end_of_a_black_hole_off() {
        World world = new World();
        try (LoneProcess process = new LoneProcess(world,
                World.SETTINGS.withWatch(WatchOptions.DEFAULTS.withCanary(Optional.of(CANARY))))) {
            done(process.publish("api", 5000));
            lead(world, process, Duration.ofMinutes(1));
            int before = world.connector.rolls();
            Instant fault = world.clock.instant();
            // Here one question waits for the other, which is 3 s for a look; where they are put beside each other it is 2 s.
            world.probes.setSilence(hostname -> true, world.clock::advance);
            while (world.connector.rolls() == before) {
                lead(world, process, Duration.ofMillis(500));
            }
            assertThat(Duration.between(fault, world.clock.instant())).isLessThan(ENDED_WITHIN);
            assertThat(world.audit("watch.restart")).hasSize(1);
        }
    }

    private static void lead(World world, LoneProcess process, Duration time) {
        Instant end = world.clock.instant().plus(time);
        while (world.clock.instant().isBefore(end)) {
            Duration idle = process.lead();
            Duration left = Duration.between(world.clock.instant(), end);
            world.clock.advance(idle.compareTo(left) < 0 || left.isNegative() ? idle : left);
        }
    }
}
