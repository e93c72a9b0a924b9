package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets time pass between two looks. A test lets a virtual clock pass instead. */
@FunctionalInterface
public interface Pause {

    /** Returns after about {@code duration}, or earlier when the thread is interrupted. */
    void pause(Duration duration);

    /** Returns the pause of the real world. */
    static Pause real() {
        return duration -> LockSupport.parkNanos(duration.toNanos());
    }
}
