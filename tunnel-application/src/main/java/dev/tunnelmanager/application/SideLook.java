package dev.tunnelmanager.application;

import dev.tunnelmanager.ports.driven.Events;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of several looks that are made beside each other. One that hangs shows nothing, delays no other, and is not begun a second time
 * before it has ended, so that hanging calls do not pile up.
 */
final class SideLook<T> {

    private final String name;
    private final Executor executor;
    private final Events events;
    private final AtomicReference<@Nullable CompletableFuture<T>> underWay = new AtomicReference<>();

    SideLook(String name, Executor executor, Events events) {
        this.name = name;
        this.executor = executor;
        this.events = events;
    }

    /** Begins to look; the answer is {@code unseen} if an earlier look still hangs. */
    CompletableFuture<T> begin(Supplier<T> look, T unseen) {
        CompletableFuture<T> last = underWay.get();
        if (last != null && !last.isDone()) {
            return CompletableFuture.completedFuture(unseen);
        }
        CompletableFuture<T> fresh = CompletableFuture.supplyAsync(look, executor);
        underWay.set(fresh);
        return fresh;
    }

    /** Returns what was seen, or {@code unseen} if that takes too long. */
    T end(CompletableFuture<T> look, Duration within, T unseen) throws InterruptedException {
        try {
            return look.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hangs) {
            return unseen;
        } catch (ExecutionException broken) {
            if (broken.getCause() instanceof Error error) {
                throw error;
            }
            events.failed("The look at " + name + " met a programming error: " + broken.getCause(),
                    "Report it with the log; the watch goes on without that look.");
            return unseen;
        }
    }
}
