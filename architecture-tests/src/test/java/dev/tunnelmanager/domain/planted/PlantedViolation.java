package dev.tunnelmanager.domain.planted;

import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Instant;

/** Breaks several rules of the domain: it reads the clock and knows a port. */
public final class PlantedViolation {

    private PlantedViolation() {}

    /** Reads the clock. */
    public static Instant ambient() {
        return Instant.now();
    }

    /** Knows a port. */
    public static PortFailure.Kind outward() {
        return PortFailure.Kind.DENIED;
    }
}
