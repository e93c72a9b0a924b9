package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers how often a keeper has restarted something by itself, to tell one restart from one after the other. A keeper counts over
 * the whole life of a unit or container, so that its number alone says nothing. Safe for use by many threads.
 */
final class RestartCounts {

    /** With systemd's five seconds between attempts it takes half a minute at most to be seen; names that time out make it slow. */
    private static final Duration WINDOW = Duration.ofMinutes(3);
    private static final long MANY = 3;
    private static final int MOST_NOTES = 256;

    private record Note(Instant at, long count) {}

    private final InstantSource clock;
    private final Map<String, Deque<Note>> notes = new HashMap<>();

    RestartCounts(InstantSource clock) {
        this.clock = clock;
    }

    /** Notes {@code count}, and returns whether it has grown by three or more within three minutes. */
    synchronized boolean isLooping(String name, long count) {
        Instant now = clock.instant();
        Deque<Note> earlier = notes.computeIfAbsent(name, unused -> new ArrayDeque<>());
        while (!earlier.isEmpty() && (earlier.getFirst().at().isBefore(now.minus(WINDOW))
                || earlier.getFirst().count() > count || earlier.size() >= MOST_NOTES)) {
            earlier.removeFirst();
        }
        if (earlier.isEmpty() || earlier.getLast().count() != count) {
            earlier.addLast(new Note(now, count));
        }
        return count - earlier.getFirst().count() >= MANY;
    }
}
