package dev.tunnelmanager.adapter.cloudflare;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A clock that only moves when somebody pauses, and remembers every pause. */
final class FakeTime implements InstantSource, Pause {

    static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = START;

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void lasting(Duration duration) {
        pauses.add(duration);
        now = now.plus(duration);
    }

    synchronized void pass(Duration duration) {
        now = now.plus(duration);
    }

    synchronized Duration passed() {
        return Duration.between(START, now);
    }

    synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
