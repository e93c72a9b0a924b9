package dev.tunnelmanager.adapter.cloudflare;

import java.time.Duration;

/** Lets time pass; tests have one that moves their clock instead. */
interface Pause {

    /** The pause that really waits. */
    Pause REAL = Thread::sleep;

    void lasting(Duration duration) throws InterruptedException;
}
