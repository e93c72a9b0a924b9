package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.Answers.refusal;
import static dev.tunnelmanager.application.Answers.unfinished;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

    @ParameterizedTest
    @CsvSource({"0, 4000, 4", "1000, 4000, 3", "3200, 4000, 1", "3900, 4000, 1", "4000, 4000, 1", "4300, 4000, 1",
            "10000, 4000, 6", "60500, 4000, 57", "9000000, 4000, 300", "0, 0, 1", "0, 900000, 300", "-5000, 4000, 9"})
    void it_is_worth_asking_again_when_the_oldest_is_as_old_as_usual_and_later_the_more_it_is_late(long ageMillis,
            long usualMillis, long seconds) {
        assertThat(Patience.untilRoom(Duration.ofMillis(ageMillis), Duration.ofMillis(usualMillis)))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void who_asks_too_much_is_told_when_to_ask_again_by_how_long_operations_took() {
        World world = new World();
        ControlPlaneSettings two = new ControlPlaneSettings(World.SETTINGS.defaultDomain(),
                World.SETTINGS.reservedPorts(), Duration.ofSeconds(7), World.SETTINGS.answerWithin(), 2,
                World.SETTINGS.zonesFreshFor(), World.SETTINGS.lookInterval(), true, World.SETTINGS.watch());
        try (LoneProcess process = new LoneProcess(world, two)) {
            // It takes the window to come about, and nothing else takes time here.
            done(process.publish("warm", 5000));
        }
        try (LoneProcess asking = new LoneProcess(world, two.withAnswerWithin(Duration.ZERO))) {
            asking.leaveLeading();
            unfinished(asking.publish("a", 5000));
            world.clock.advance(Duration.ofSeconds(3));
            unfinished(asking.publish("b", 5000));
            Refusal refusal = refusal(asking.publish("c", 5000));
            assertThat(refusal.code()).isEqualTo(RefusalCode.TOO_MANY_PENDING);
            assertThat(refusal.problem()).isEqualTo("consilio has 2 operations that have not ended, and may have 2."
                    + " The oldest waits for 3 s.");
            assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(4));
            assertThat(refusal.recommendation()).isEqualTo("Ask again in 4 seconds.");
            assertThat(world.latest(HostnamePattern.of("b.example.com")).state()
                    .holdsHostname()).isTrue();
            assertThat(world.held(HostnamePattern.of("c.example.com"))).isEmpty();
        }
    }
}
