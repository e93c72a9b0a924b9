package dev.tunnelmanager.adapter.planted;

import dev.tunnelmanager.adapter.simulation.SimulatedSecrets;
import dev.tunnelmanager.application.ControlPlaneSettings;
import java.util.concurrent.TimeUnit;

/** Breaks the rules of the adapters: it knows the application and another adapter, sleeps and prints; its name is a bad one. */
public final class PlantedManager {

    private PlantedManager() {}

    /** Knows the application. */
    public static ControlPlaneSettings inward() {
        return ControlPlaneSettings.DEFAULTS;
    }

    /** Knows another adapter. */
    public static SimulatedSecrets sideways() {
        return new SimulatedSecrets();
    }

    /** Sleeps and prints. */
    public static void sleepily() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(1);
        System.out.println("planted");
    }
}
