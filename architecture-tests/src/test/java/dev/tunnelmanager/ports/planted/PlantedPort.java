package dev.tunnelmanager.ports.planted;

import dev.tunnelmanager.application.ControlPlaneSettings;

/** Breaks the rule of the ports: it knows the application. */
public interface PlantedPort {

    /** Knows the application. */
    ControlPlaneSettings inward();
}
