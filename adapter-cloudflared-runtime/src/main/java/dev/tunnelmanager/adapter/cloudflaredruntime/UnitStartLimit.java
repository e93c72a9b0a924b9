package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long systemd lets a unit of the connector take for its start. cloudflared says that it has started once it is connected; while
 * names do not resolve it needs 30 s before it even tries, and a start that is ended before is repeated in vain for ever.
 *
 * @param unit its name, with {@code .service}
 * @param limit how long it may take
 */
public record UnitStartLimit(String unit, Duration limit) {

    /** Three look-ups of ten seconds, and as much again for the connection. */
    public static final Duration ENOUGH = Duration.ofSeconds(60);

    private static final List<String> PROPERTIES = List.of("Type", "TimeoutStartUSec");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(us|ms|s|min|h|d|w|month|y)");
    private static final Map<String, Double> SECONDS = Map.of("us", 0.000_001, "ms", 0.001, "s", 1.0, "min", 60.0, "h",
            3_600.0, "d", 86_400.0, "w", 604_800.0, "month", 2_629_800.0, "y", 31_557_600.0);

    /**
     * Returns which of these units give a start less than {@link #ENOUGH}; none where there is no systemd.
     *
     * @param units their names, with {@code .service}
     * @throws dev.tunnelmanager.ports.driven.PortFailure if systemd cannot be asked
     */
    public static List<UnitStartLimit> tooShort(List<String> units) {
        return tooShort(units, "systemctl");
    }

    static List<UnitStartLimit> tooShort(List<String> units, String program) {
        List<UnitStartLimit> found = new ArrayList<>();
        for (String name : units) {
            // One that does not tell when it has started counts as started at once.
            new Systemctl(program, name).show(name, PROPERTIES)
                    .filter(values -> values.getOrDefault("Type", List.of()).contains("notify"))
                    .flatMap(values -> span(String.join("", values.getOrDefault("TimeoutStartUSec", List.of()))))
                    .filter(limit -> limit.compareTo(ENOUGH) < 0)
                    .ifPresent(limit -> found.add(new UnitStartLimit(name, limit)));
        }
        return List.copyOf(found);
    }

    /** Reads a time span as systemctl writes it, for example {@code 1min 30s}; empty if it is none, or has no end. */
    static Optional<Duration> span(String text) {
        if (!text.matches("(\\s*" + PART.pattern() + ")+\\s*")) {
            return Optional.empty();
        }
        double seconds = 0;
        for (Matcher part = PART.matcher(text); part.find();) {
            seconds += Double.parseDouble(part.group(1)) * SECONDS.getOrDefault(part.group(2), 0.0);
        }
        return Optional.of(Duration.ofMillis(Math.round(seconds * 1_000)));
    }
}
