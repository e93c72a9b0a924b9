package dev.tunnelmanager.standins.connector;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What is to go wrong, from a file of properties that {@code STANDIN_CONTROL} names; without one nothing does. Read at the start of
 * the process, and again and again those that are marked so.
 *
 * <ul>
 * <li>{@code crash}: the message with which it ends at its start, exit code 1
 * <li>{@code crash-with}: a hostname; it crashes only if its rules name it
 * <li>{@code crash-at}: the port of the status pages at which it crashes, and at no other
 * <li>{@code crash-after-ms}: it crashes only so long after its start, and works until then
 * <li>{@code ready} (again and again): {@code never} to connect to no edge while it says so
 * <li>{@code connections}: how many connections it opens, 4 by default
 * <li>{@code connect-delay-ms}: how long each of them takes, 20 by default
 * <li>{@code start-delay-ms}: how long it takes until the status pages answer
 * <li>{@code retry-ms} (again and again): how long it waits after a lost connection before it tries again, 100 by default; the
 * real one waits up to 320 s after a long outage
 * <li>{@code black-hole} (again and again): {@code true} to stay connected and to leave every request of the edge without an answer
 * <li>{@code black-hole-before} (again and again): the same, for a process that was started before this, in milliseconds since 1970
 * <li>{@code dns}: {@code timeout} to have look-ups fail: its start takes {@code dns-ms} longer, 30000 by default, and fails then
 * unless its edge is configured; while it runs, it says so every {@code dns-again-ms}, 300000 by default (both again and again)
 * <li>{@code config-version} (again and again): 0 or more to serve pushed rules, which answer 503 for everything
 * <li>{@code say} (again and again): a line for the log, once each time it changes; with one of its levels in front, or else as it is
 * <li>{@code hang}: {@code true} to drain when told to end, but never to end
 * <li>{@code deaf}: {@code true} to go on as if nobody had told it to end
 * </ul>
 */
final class Faults {

    private final Optional<Path> file;

    Faults(Optional<Path> file) {
        this.file = file;
    }

    Optional<String> text(String key) {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file.get())) {
            properties.load(reader);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
        return Optional.ofNullable(properties.getProperty(key));
    }

    int number(String key, int otherwise) {
        return text(key).map(Integer::parseInt).orElse(otherwise);
    }

    /** Returns whether look-ups fail. */
    boolean namesFail() {
        return says("dns", "timeout");
    }

    /** Returns whether a process that was started then, in milliseconds since 1970, leaves requests without an answer. */
    boolean isBlackHole(long startedAt) {
        return says("black-hole", "true")
                || text("black-hole-before").map(Long::parseLong).filter(before -> startedAt < before).isPresent();
    }

    boolean says(String key, String value) {
        return text(key).filter(value::equals).isPresent();
    }
}
