package dev.tunnelmanager.contracts;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bounded waits of tests for what other threads and processes do. */
public final class Waits {

    /** Far longer than anything takes, so that it ends only a test that has failed. */
    public static final Duration BOUND = Duration.ofSeconds(20);

    /** Waits for a result. */
    public static <T> T get(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until {@code condition}, for what tells nobody that it has come about. */
    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + BOUND + ": " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private Waits() {}
}
