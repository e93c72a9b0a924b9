package dev.tunnelmanager.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one run has ended.
 *
 * @param seed what it was made of
 * @param happenings which of its happenings were left in; empty if all were
 * @param violation what did not hold, if anything
 * @param hash of every step; two equal runs share it
 * @param steps how many there were
 * @param rounds how many rounds were left out because nothing could happen in them
 * @param rests how often the world was checked at rest
 * @param able how long the tunnel could carry traffic
 * @param up how long of that it did
 * @param checked how often each invariant was checked
 * @param faults what has happened how often
 * @param crashes after or before which calls processes have died, and how often
 * @param pairs which fault has met which call how often
 * @param lines the last steps, if they were asked for
 */
public record RunResult(long seed, List<Integer> happenings, Optional<Violation> violation, long hash, long steps,
        long rounds, long rests, Duration able, Duration up, Map<Invariant, Long> checked, Tally faults, Tally crashes,
        Tally pairs, List<String> lines) {

    /** Returns the part of the time that the tunnel was up, 0 to 1; 1 if it never could be. */
    public double uptime() {
        return able.isPositive() ? (double) up.toMillis() / able.toMillis() : 1;
    }
}
