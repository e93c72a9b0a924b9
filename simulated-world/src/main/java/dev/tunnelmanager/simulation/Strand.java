package dev.tunnelmanager.simulation;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One thread of the simulated world. It runs only while it has the baton; all but {@link #baton} is touched by whoever has that. */
final class Strand {

    /** What a strand is doing while it does not run. */
    enum Pause {
        /** It could go on. */
        READY,
        /** A call takes its time. */
        CALLING,
        /** It waits for something to happen, or for its time to be up. */
        IDLE,
        /** It has ended. */
        ENDED
    }

    static final long NEVER = Long.MAX_VALUE;

    final int number;
    final String name;
    final @Nullable PlayedProcess process;
    Pause pause = Pause.READY;
    /** When it goes on at the latest, in milliseconds of the simulated clock. */
    long wakeAt = NEVER;
    boolean woken;
    boolean interrupted;
    /** What this strand has last seen of the connector; a look has a strand of its own. */
    @Nullable
    ConnectorObservation seen;
    /** Above zero while the strand works inside a change of the state, or reads it. */
    int inState;
    private volatile boolean baton;
    private volatile @Nullable Thread thread;

    Strand(int number, String name, @Nullable PlayedProcess process) {
        this.number = number;
        this.name = name;
        this.process = process;
    }

    void runsOn(Thread own) {
        thread = own;
    }

    boolean isDoomed() {
        return process != null && process.isDead();
    }

    void takeBaton() {
        baton = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the baton; really, as only one strand is to run. */
    void awaitBaton() {
        while (!baton) {
            LockSupport.park(this);
            // Nobody interrupts for real, but what was caught may have been set again; left so, it would make this a busy loop.
            interrupted |= Thread.interrupted();
        }
        baton = false;
    }
}
