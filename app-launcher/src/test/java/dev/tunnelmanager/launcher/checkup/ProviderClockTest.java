package dev.tunnelmanager.launcher.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.checkup.Finding;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderClockTest {

    @ParameterizedTest
    @CsvSource({"0, ''", "60, ''", "-60, ''", "61, 61 seconds ahead of", "-61, 61 seconds behind",
            "7200, 7200 seconds"})
    void a_difference_beyond_a_minute_is_a_warning(long seconds, String words) {
        Finding finding = ProviderChecks.clock(Optional.of(Duration.ofSeconds(seconds))).finding();
        if (words.isEmpty()) {
            assertThat(finding).isInstanceOf(Finding.Pass.class);
        } else {
            assertThat(finding).isInstanceOfSatisfying(Finding.Warn.class,
                    warn -> assertThat(warn.seen()).contains(words));
        }
    }

    @ParameterizedTest
    @CsvSource("does not say its time")
    void an_answer_without_a_time_is_told(String words) {
        assertThat(ProviderChecks.clock(Optional.empty()).finding()).isInstanceOfSatisfying(Finding.Warn.class,
                warn -> assertThat(warn.seen()).contains(words));
    }
}
