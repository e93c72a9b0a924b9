package dev.tunnelmanager.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One run of the whole application in a simulated world. Safe for use by many threads: runs share nothing.
 *
 * <p>The same seed and length lead to the same run, step by step, on every machine.
 */
public final class Simulation {

    private static final int LINES_SHOWN = 200;
    private static final double WANTED_UPTIME = 0.999;
    /** Over less time a single fault weighs so much that the number says nothing. */
    private static final Duration LONG_ENOUGH = Duration.ofDays(20);

    private final Duration length;
    private final Sabotage sabotage;

    /** Makes runs of that length, in simulated time. */
    public Simulation(Duration length) {
        this(length, Sabotage.NONE);
    }

    Simulation(Duration length, Sabotage sabotage) {
        this.length = length;
        this.sabotage = sabotage;
    }

    /** Runs the world that follows from {@code seed}; returns when it has ended or an invariant does not hold. */
    public RunResult run(long seed) {
        return run(seed, List.of(), 0);
    }

    /**
     * Looks for as few happenings as possible with which the run of {@code seed} still violates the invariant that it violates, and
     * returns that run with its last steps.
     */
    public RunResult shorten(RunResult failed) {
        Invariant invariant = failed.violation().map(Violation::invariant)
                .orElseThrow(() -> new IllegalArgumentException("Nothing is violated with seed " + failed.seed()));
        long until = failed.violation().get().at().toEpochMilli() - World.BEGINNING.toEpochMilli();
        List<Integer> kept = new ArrayList<>(Happening.all(plot(failed.seed()), length).stream()
                .filter(one -> one.at() <= until).map(Happening::number).toList());
        for (int part = Math.max(1, kept.size() / 2); part > 0; part /= 2) {
            for (int from = 0; from < kept.size();) {
                List<Integer> fewer = new ArrayList<>(kept);
                fewer.subList(from, Math.min(from + part, kept.size())).clear();
                boolean still = run(failed.seed(), fewer.isEmpty() ? List.of(0) : fewer, 0).violation()
                        .filter(violation -> violation.invariant() == invariant).isPresent();
                if (still) {
                    kept = fewer;
                } else {
                    from += part;
                }
            }
        }
        return run(failed.seed(), kept.isEmpty() ? List.of(0) : kept, LINES_SHOWN);
    }

    /** Returns the seed of what happens; another one than that of the world, so that both can change without each other. */
    private static long plot(long seed) {
        return ~seed;
    }

    /**
     * Runs it and keeps its last steps.
     *
     * @param only the numbers of the happenings that are to happen; all if there are none
     * @param lines how many steps are kept
     */
    public RunResult run(long seed, List<Integer> only, int lines) {
        SplittableRandom seeds = new SplittableRandom(seed);
        Trace trace = new Trace(lines);
        World world = new World(seeds.nextLong(), length, trace, sabotage);
        Set<Integer> chosen = new HashSet<>(only);
        List<Happening> happenings = Happening.all(plot(seed), length).stream()
                .filter(one -> chosen.isEmpty() || chosen.contains(one.number())).toList();
        new Director(world).begin(happenings);
        world.scheduler().run();
        boolean whole = world.verdicts().violation().isEmpty();
        world.disturbed("the end");
        world.population.endAll();
        world.scheduler().end();
        if (whole && world.uptime().able().compareTo(LONG_ENOUGH) > 0) {
            double uptime = (double) world.uptime().up().toMillis() / world.uptime().able().toMillis();
            world.verdicts().require(Invariant.UPTIME, uptime >= WANTED_UPTIME,
                    () -> "the tunnel carried traffic for " + world.uptime().up() + " of " + world.uptime().able());
        }
        Map<Invariant, Long> checked = new EnumMap<>(Invariant.class);
        checked.putAll(world.verdicts().checked());
        Optional<Violation> violation = world.verdicts().violation();
        return new RunResult(seed, only, violation, trace.hash(), trace.steps(), world.quiet().rounds(),
                world.quiet().rests(), world.uptime().able(), world.uptime().up(), checked, world.faults(),
                world.crashes(), world.pairs(), trace.lines());
    }
}
