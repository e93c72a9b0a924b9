package dev.tunnelmanager.domain.connector;

import java.util.Locale;

/** How a connector is kept running. */
public enum ConnectorKind {
    SYSTEMD, DOCKER, PROCESS, SIMULATED;

    /** Returns the form used in configuration and answers. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
