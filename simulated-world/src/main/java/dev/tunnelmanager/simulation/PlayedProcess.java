package dev.tunnelmanager.simulation;

import dev.tunnelmanager.application.TunnelControlPlane;
import org.jspecify.annotations.Nullable;

/** One simulated process of the application. */
final class PlayedProcess {

    private final int number;
    private final boolean daemon;
    private final Scheduler scheduler;
    private final Office office;
    final WaitingFeed feed;
    private @Nullable TunnelControlPlane plane;
    private boolean dead;
    private boolean closing;
    private long stoppedUntil;
    private int callsLeft;
    private boolean crashAfter;

    PlayedProcess(int number, boolean daemon, Scheduler scheduler, Office office) {
        this.number = number;
        this.daemon = daemon;
        this.scheduler = scheduler;
        this.office = office;
        this.feed = new WaitingFeed(scheduler);
    }

    int number() {
        return number;
    }

    /** Whether it is the one that is started again whenever it has ended. */
    boolean isDaemon() {
        return daemon;
    }

    void opened(TunnelControlPlane opened) {
        plane = opened;
    }

    TunnelControlPlane plane() {
        TunnelControlPlane known = plane;
        if (known == null) {
            throw new IllegalStateException("Process " + number + " was not opened yet");
        }
        return known;
    }

    boolean isDead() {
        return dead;
    }

    /** Whether somebody may still ask it for something. */
    boolean isOpen() {
        return !dead && !closing && plane != null;
    }

    void closing() {
        closing = true;
    }

    /** Kills it: nothing that it calls from now on has an effect. */
    void kill() {
        if (!dead) {
            dead = true;
            office.died(this);
            scheduler.rouseAll(this);
        }
    }

    /** Has it stand still until then, as a stopped process does. */
    void stopUntil(long millis) {
        stoppedUntil = Math.max(stoppedUntil, millis);
    }

    long stoppedUntil() {
        return stoppedUntil;
    }

    /** Has it die at one of its next calls. */
    void crashAt(int call, boolean after) {
        callsLeft = call;
        crashAfter = after;
    }

    /** Counts one call, and returns whether this is the one at which the process dies. */
    boolean isLastCall() {
        return callsLeft > 0 && --callsLeft == 0;
    }

    boolean diesAfterCall() {
        return crashAfter;
    }
}
