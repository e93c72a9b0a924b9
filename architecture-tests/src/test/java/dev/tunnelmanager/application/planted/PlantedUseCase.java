package dev.tunnelmanager.application.planted;

import dev.tunnelmanager.adapter.simulation.SimulatedSecrets;

/** Breaks the rule of the application: it knows an adapter. */
public final class PlantedUseCase {

    private PlantedUseCase() {}

    /** Knows an adapter. */
    public static SimulatedSecrets outward() {
        return new SimulatedSecrets();
    }
}
