package dev.tunnelmanager.simulation;

import java.time.Duration;

/** Adds up how long the tunnel could carry traffic, and how long of that it did. */
final class Uptime {

    private long since;
    private boolean could;
    private boolean did;
    private long able;
    private long up;

    Uptime(long now) {
        this.since = now;
    }

    /** Says how it is from now on. */
    void from(long now, boolean can, boolean does) {
        if (could) {
            able += now - since;
            up += did ? now - since : 0;
        }
        since = now;
        could = can;
        did = does;
    }

    Duration able() {
        return Duration.ofMillis(able);
    }

    Duration up() {
        return Duration.ofMillis(up);
    }
}
