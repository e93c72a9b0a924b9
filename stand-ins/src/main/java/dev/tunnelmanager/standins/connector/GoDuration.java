package dev.tunnelmanager.standins.connector;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The durations of Go, such as {@code 1m30s}. */
final class GoDuration {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");

    /** Reads {@code text}; empty if it is none. */
    static Optional<Duration> parse(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher part = PART.matcher(rest);
        long nanos = 0;
        int end = 0;
        while (end < rest.length() && part.find(end) && part.start() == end) {
            nanos += new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanos(part.group(2)))).longValue();
            end = part.end();
        }
        return rest.isEmpty() || end < rest.length() ? Optional.empty()
                : Optional.of(Duration.ofNanos(negative ? -nanos
                        : nanos));
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "h" -> Duration.ofHours(1).toNanos();
            case "m" -> Duration.ofMinutes(1).toNanos();
            case "s" -> Duration.ofSeconds(1).toNanos();
            case "ms" -> Duration.ofMillis(1).toNanos();
            case "ns" -> 1;
            default -> 1_000;
        };
    }

    private GoDuration() {}
}
