package dev.tunnelmanager.launcher.live;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that another process does. */
final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_MILLIS = 20;

    /** Returns when {@code condition} holds; fails if that takes too long. */
    static void until(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("Not within " + LIMIT + ": " + what);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MILLIS));
            }
        } catch (Exception failed) {
            throw new AssertionError("While waiting for " + what, failed);
        }
    }

    private Await() {}
}
