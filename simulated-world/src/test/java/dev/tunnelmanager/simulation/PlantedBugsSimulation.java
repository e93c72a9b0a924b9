package dev.tunnelmanager.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that cannot fail proves nothing: every bug that is planted must be found, in few runs. */
class PlantedBugsSimulation {

    private static final int MOST_SEEDS = 120;

    @ParameterizedTest
    @EnumSource
    void is_found(PlantedBug bug) {
        Simulation simulation = new Simulation(Duration.ofDays(3), bug);
        Optional<RunResult> found = Optional.empty();
        long seed = 0;
        while (found.isEmpty() && seed < MOST_SEEDS) {
            seed++;
            found = Optional.of(simulation.run(seed)).filter(result -> result.violation().isPresent());
        }
        assertThat(found).as("a run of %d in which %s violates something", MOST_SEEDS, bug).isPresent();
    }
}
