package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.ports.driven.Measurements;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Measurements that can be asked what they have counted. Safe for use by many threads. */
public final class SimulatedMeasurements implements Measurements {

    private final Map<Count, Map<String, Long>> counts = new EnumMap<>(Count.class);
    private final Map<Time, Long> times = new EnumMap<>(Time.class);
    private final Map<Time, Duration> sums = new EnumMap<>(Time.class);

    /** Makes measurements of which nothing was counted yet. */
    public SimulatedMeasurements() {}

    @Override
    public synchronized void count(Count what, String label) {
        counts.computeIfAbsent(what, kind -> new TreeMap<>()).merge(label, 1L, Long::sum);
    }

    @Override
    public synchronized void took(Time what, Duration duration) {
        times.merge(what, 1L, Long::sum);
        sums.merge(what, duration, Duration::plus);
    }

    /** Returns how often this was counted. */
    public synchronized long counted(Count what, String label) {
        return counts.getOrDefault(what, Map.of()).getOrDefault(label, 0L);
    }

    /** Returns how often this was counted under any label. */
    public synchronized long counted(Count what) {
        return counts.getOrDefault(what, Map.of()).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns how often this was timed. */
    public synchronized long timed(Time what) {
        return times.getOrDefault(what, 0L);
    }

    /** Returns how long all of these took together. */
    public synchronized Duration sum(Time what) {
        return sums.getOrDefault(what, Duration.ZERO);
    }
}
