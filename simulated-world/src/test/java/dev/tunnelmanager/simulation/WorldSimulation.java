package dev.tunnelmanager.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole application in simulated worlds. Many more of them: {@code ./tunnel-manager simulate}. */
class WorldSimulation {

    private static final Duration DAYS = Duration.ofDays(3);
    private static final int SEEDS = 120;

    @Test
    void nothing_is_violated_whatever_happens() throws InterruptedException {
        SimulationReport report = new Simulations(DAYS).run(1, SEEDS, 2, running -> {});
        assertThat(report.failures()).as("Repeat it: ./tunnel-manager simulate --days 3 --seed N").isEmpty();
        assertThat(report.runs()).isEqualTo(SEEDS);
        assertThat(report.isClean()).as("uptime " + report.uptime()).isTrue();
        // A run in which nothing happens checks nothing.
        assertThat(report.crashes().all()).hasSizeGreaterThan(20);
        assertThat(report.pairs().all()).hasSizeGreaterThan(40);
        assertThat(report.lines()).filteredOn(line -> line.endsWith(" | 0 |"))
                .as("never checked; uptime is a matter of more than three days")
                .allMatch(line -> line.contains(Invariant.UPTIME.sentence()));
    }

    /** Seeds with which something was wrong once; each for the time that it took. */
    @ParameterizedTest
    @ValueSource(longs = {54, 185, 273, 371, 458, 1000, 1018, 1044, 1263, 1337, 1509})
    void what_was_found_once_is_not_found_again(long seed) {
        assertThat(new Simulation(Duration.ofDays(30)).run(seed).violation()).isEmpty();
    }

    @Test
    void the_same_seed_is_the_same_run() {
        Simulation simulation = new Simulation(DAYS);
        RunResult once = simulation.run(17, List.of(), 100_000);
        RunResult again = simulation.run(17, List.of(), 100_000);
        assertThat(again.lines()).isEqualTo(once.lines()).hasSizeGreaterThan(500);
        assertThat(again.hash()).isEqualTo(once.hash());
        assertThat(simulation.run(18).hash()).isNotEqualTo(once.hash());
    }

    @Test
    void what_is_left_out_does_not_happen_and_changes_nothing_about_the_rest() {
        Simulation simulation = new Simulation(DAYS);
        RunResult whole = simulation.run(17);
        RunResult part = simulation.run(17, List.of(1, 2), 0);
        assertThat(whole.faults().total()).isGreaterThan(2);
        assertThat(part.faults().total()).isEqualTo(2);
    }

    @Test
    void a_failing_run_is_shortened_to_what_it_takes() {
        Simulation simulation = new Simulation(DAYS, PlantedBug.MISSING_AUDIT);
        RunResult failed = simulation.run(1);
        RunResult shortest = simulation.shorten(failed);
        assertThat(shortest.violation().orElseThrow().invariant())
                .isEqualTo(failed.violation().orElseThrow().invariant());
        assertThat(shortest.happenings()).hasSizeLessThan(Happening.all(~1L, DAYS).size() / 2);
        assertThat(shortest.lines()).isNotEmpty();
    }
}
