package dev.tunnelmanager.adapter.docker;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of a container's output.
 *
 * @param at when the engine has got it
 * @param text the line, without its end
 */
public record LoggedLine(Instant at, String text) {

    /** Understands {@code 2026-11-20T12:00:00.123456789Z text}; empty for the rest of a line that the engine has cut. */
    static Optional<LoggedLine> parse(String line) {
        int blank = line.indexOf(' ');
        try {
            return Optional.of(new LoggedLine(Instant.parse(blank < 0 ? line : line.substring(0, blank)),
                    blank < 0 ? "" : line.substring(blank + 1)));
        } catch (DateTimeException withoutTime) {
            return Optional.empty();
        }
    }
}
