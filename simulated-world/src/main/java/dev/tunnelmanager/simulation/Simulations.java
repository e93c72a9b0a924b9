package dev.tunnelmanager.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Many runs, one beside the other. */
public final class Simulations {

    /** When so many seeds have failed, more of them tell nothing new. */
    private static final int ENOUGH_FAILURES = 20;

    private final Simulation simulation;
    private final Duration length;

    /** Makes runs of that length, in simulated time. */
    public Simulations(Duration length) {
        this(length, Sabotage.NONE);
    }

    Simulations(Duration length, Sabotage sabotage) {
        this.length = length;
        this.simulation = new Simulation(length, sabotage);
    }

    /**
     * Runs {@code count} seeds from {@code first} on.
     *
     * @param threads so many at the same time
     * @param done told after each run how many have ended and how many of those have failed; on any thread, one call at a time
     */
    public SimulationReport run(long first, long count, int threads, Consumer<SimulationReport> done)
            throws InterruptedException {
        SimulationReport report = new SimulationReport(length, first, count);
        AtomicLong next = new AtomicLong(first);
        List<Future<?>> workers = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(() -> {
                    long seed = next.getAndIncrement();
                    while (seed < first + count && report.failures().size() < ENOUGH_FAILURES) {
                        RunResult result = simulation.run(seed);
                        report.add(result, done);
                        seed = next.getAndIncrement();
                    }
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException broken) {
            throw new IllegalStateException("A run has ended with an error of the simulation itself", broken);
        }
        return report;
    }

    /** Returns the shortest run that fails as {@code failed} does. */
    public RunResult shorten(RunResult failed) {
        return simulation.shorten(failed);
    }
}
