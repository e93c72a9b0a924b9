package dev.tunnelmanager.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What has happened in a run, step by step: always as a number that two equal runs share, and as its last lines if asked for. */
final class Trace {

    private static final long PRIME = 0x100000001b3L;

    private final int linesKept;
    private final Deque<String> lines = new ArrayDeque<>();
    private long hash = 0xcbf29ce484222325L;
    private long steps;

    /**
     * Makes an empty one.
     *
     * @param linesKept how many of the last lines are kept to be shown
     */
    Trace(int linesKept) {
        this.linesKept = linesKept;
    }

    /** Notes a step: when, by which strand, what, and how it went. */
    void step(long at, Strand strand, String what, String how) {
        steps++;
        mix(at);
        mix(strand.number);
        mix(what);
        mix(how);
        if (linesKept > 0) {
            keep(at, strand.process == null ? "world" : "process " + strand.process.number() + " " + strand.name,
                    what + (how.isEmpty() ? "" : ": " + how));
        }
    }

    /** Notes what the world did. */
    void happened(long at, String what) {
        mix(at);
        mix(what);
        if (linesKept > 0) {
            keep(at, "world", what);
        }
    }

    private void keep(long at, String who, String what) {
        lines.add(java.time.Instant.ofEpochMilli(at) + "  " + who + "  " + what);
        if (lines.size() > linesKept) {
            lines.removeFirst();
        }
    }

    private void mix(long value) {
        hash = (hash ^ value) * PRIME;
        hash ^= hash >>> 29;
    }

    private void mix(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
    }

    /** Returns a number that depends on every step. */
    long hash() {
        return hash;
    }

    long steps() {
        return steps;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
