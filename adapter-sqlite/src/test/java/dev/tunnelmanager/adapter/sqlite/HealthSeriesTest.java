package dev.tunnelmanager.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.diagnosis.HealthSample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the health series stays small, even when looks come every second. */
class HealthSeriesTest {

    private static final int SAMPLES = 100_000;
    private static final long MOST_BYTES = 15_000_000;

    @TempDir
    Path directory;

    @Test
    void a_hundred_thousand_samples_take_less_than_15_megabytes() throws Exception {
        Path file = directory.resolve("state.db");
        Instant first = Instant.parse("2026-11-20T00:00:00.5Z");
        try (SqliteStateStore store = SqliteStateStore.open(file, InstantSource.system(),
                RandomGenerator.getDefault())) {
            for (int batch = 0; batch < 10; batch++) {
                int from = batch * SAMPLES / 10;
                store.change(state -> {
                    for (int i = from; i < from + SAMPLES / 10; i++) {
                        state.append(new HealthSample(first.plusSeconds(i), i % 7 != 0, i % 9, 2));
                    }
                    return from;
                });
            }
            assertThat(store.<Integer>read(state -> state.health(Instant.EPOCH).size())).isEqualTo(SAMPLES);
            assertThat(store.<Long>read(state -> state.healthTotals(Instant.EPOCH).seen().toSeconds()))
                    .isEqualTo(SAMPLES - 1L);
        }
        // Closed, so that what was written ahead is in the file itself.
        assertThat(Files.size(file)).isLessThan(MOST_BYTES);
    }
}
