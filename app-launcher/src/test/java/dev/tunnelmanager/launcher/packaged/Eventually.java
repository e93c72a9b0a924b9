package dev.tunnelmanager.launcher.packaged;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that another process does. */
final class Eventually {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_MILLIS = 10;

    /** Returns when {@code condition} holds; fails if that takes too long. */
    static void holds(String what, Callable<Boolean> condition) throws Exception {
        holds(what, LIMIT, condition);
    }

    /** Does the same with another limit. */
    static void holds(String what, Duration limit, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("Not within " + limit + ": " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MILLIS));
        }
    }

    private Eventually() {}
}
