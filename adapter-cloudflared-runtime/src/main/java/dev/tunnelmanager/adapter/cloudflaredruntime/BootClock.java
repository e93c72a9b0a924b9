package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time since the machine was started, as that long after 1970: the same for all processes of the machine, and nobody sets it. It
 * goes on while the machine sleeps. Hundredths of a second; Linux only, like the table of processes.
 */
final class BootClock implements InstantSource {

    private static final long MILLIS_PER_SECOND = 1000;

    private final Path uptime;

    BootClock(Path proc) {
        this.uptime = proc.resolve("uptime");
    }

    @Override
    public Instant instant() {
        try {
            String seconds = Files.readString(uptime).split(" ", 2)[0];
            return Instant.EPOCH.plus(Duration.ofMillis(Math.round(Double.parseDouble(seconds) * MILLIS_PER_SECOND)));
        } catch (IOException e) {
            throw new UncheckedIOException("There is no " + uptime, e);
        }
    }
}
