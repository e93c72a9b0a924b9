package dev.tunnelmanager.application.planted;

import dev.tunnelmanager.adapter.simulation.SimulatedSecrets;
import dev.tunnelmanager.simulation.Simulation;
import java.time.Duration;

/** Breaks the rules of the application: it knows an adapter and the simulated world, and reads the clock. */
public final class PlantedUseCase {

    private PlantedUseCase() {}

    /** Reads the clock. */
    public static long ambient() {
        return System.currentTimeMillis();
    }

    /** Knows the simulated world. */
    public static Simulation simulated() {
        return new Simulation(Duration.ofDays(1));
    }

    /** Knows an adapter. */
    public static SimulatedSecrets outward() {
        return new SimulatedSecrets();
    }
}
