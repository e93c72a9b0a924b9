package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a keeper has shown last, so that one look asks it once. Safe for use by many threads. */
final class LastSeen<T> {

    private static final Duration FRESH = Duration.ofSeconds(5);

    private record Seen<T>(Instant at, List<T> found) {}

    private final Supplier<List<T>> keeper;
    private final InstantSource clock;
    private volatile Optional<Seen<T>> last = Optional.empty();

    LastSeen(Supplier<List<T>> keeper, InstantSource clock) {
        this.keeper = keeper;
        this.clock = clock;
    }

    /** Asks the keeper. */
    List<T> look() {
        Seen<T> now = new Seen<>(clock.instant(), List.copyOf(keeper.get()));
        last = Optional.of(now);
        return now.found();
    }

    /** Returns what it has shown within the last five seconds, and asks it if that is longer ago, or the clock was set back since. */
    List<T> lately() {
        Instant now = clock.instant();
        return last.filter(seen -> seen.at().isAfter(now.minus(FRESH)) && !seen.at().isAfter(now)).map(Seen::found)
                .orElseGet(this::look);
    }
}
