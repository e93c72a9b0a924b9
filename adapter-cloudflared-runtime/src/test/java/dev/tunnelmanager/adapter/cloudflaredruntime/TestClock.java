package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only while somebody pauses. */
final class TestClock implements InstantSource, Pause {

    private Instant now = Instant.parse("2026-11-20T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void pause(Duration duration) {
        now = now.plus(duration);
    }
}
