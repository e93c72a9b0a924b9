package dev.tunnelmanager.application;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved. */
final class TestClock implements InstantSource {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));

    @Override
    public Instant instant() {
        Instant current = now.get();
        if (current == null) {
            throw new IllegalStateException("A clock always shows a time");
        }
        return current;
    }

    void advance(Duration by) {
        now.updateAndGet(before -> before.plus(by));
    }
}
