package dev.tunnelmanager.simulation;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often what has happened. */
public final class Tally {

    private final SortedMap<String, long[]> counts = new TreeMap<>();

    Tally() {}

    void add(String what) {
        add(what, 1);
    }

    void add(String what, long times) {
        counts.computeIfAbsent(what, fresh -> new long[1])[0] += times;
    }

    void addAll(Tally other) {
        other.counts.forEach((what, times) -> add(what, times[0]));
    }

    long of(String what) {
        long[] times = counts.get(what);
        return times == null ? 0 : times[0];
    }

    /** Returns the sum of all. */
    public long total() {
        return counts.values().stream().mapToLong(times -> times[0]).sum();
    }

    /** Returns what was counted and how often, by name. */
    public SortedMap<String, Long> all() {
        SortedMap<String, Long> all = new TreeMap<>();
        for (Map.Entry<String, long[]> count : counts.entrySet()) {
            all.put(count.getKey(), count.getValue()[0]);
        }
        return all;
    }
}
