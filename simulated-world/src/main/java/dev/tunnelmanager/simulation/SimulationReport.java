package dev.tunnelmanager.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What many runs have shown together. Safe for use by many threads. */
public final class SimulationReport {

    private static final double WANTED_UPTIME = 0.999;

    private final Duration length;
    private final long first;
    private final long count;
    private final Map<Invariant, Long> checked = new EnumMap<>(Invariant.class);
    private final Tally faults = new Tally();
    private final Tally crashes = new Tally();
    private final Tally pairs = new Tally();
    private final List<RunResult> failures = new ArrayList<>();
    private final List<Double> uptimes = new ArrayList<>();
    private long runs;
    private long steps;
    private long rounds;
    private long rests;
    private long hash;
    private long able;
    private long up;

    SimulationReport(Duration length, long first, long count) {
        this.length = length;
        this.first = first;
        this.count = count;
    }

    synchronized void add(RunResult result, Consumer<SimulationReport> added) {
        runs++;
        steps += result.steps();
        rounds += result.rounds();
        rests += result.rests();
        // A sum, because runs end in any order.
        hash += result.hash() * (2 * result.seed() + 1);
        able += result.able().toMillis();
        up += result.up().toMillis();
        result.checked().forEach((invariant, times) -> checked.merge(invariant, times, Long::sum));
        faults.addAll(result.faults());
        crashes.addAll(result.crashes());
        pairs.addAll(result.pairs());
        if (result.able().isPositive()) {
            uptimes.add(result.uptime());
        }
        if (result.violation().isPresent()) {
            failures.add(result);
        }
        added.accept(this);
    }

    /** Returns how many runs have ended. */
    public synchronized long runs() {
        return runs;
    }

    /** Returns the runs that have violated something, by seed. */
    public synchronized List<RunResult> failures() {
        return failures.stream().sorted(Comparator.comparingLong(RunResult::seed)).toList();
    }

    /** Returns a number that depends on every step of every run. */
    public synchronized String hash() {
        return String.format(Locale.ROOT, "%016x", hash);
    }

    /** Returns how long the tunnel carried traffic in all runs, of the time in which it could, 0 to 1. */
    public synchronized double uptime() {
        return able == 0 ? 1 : (double) up / able;
    }

    /** Returns whether no run has violated anything, and the tunnel was up for 99.9 % of the time in all of them together. */
    public synchronized boolean isClean() {
        return failures.isEmpty() && uptime() >= WANTED_UPTIME;
    }

    /** Returns which fault has met which call how often. */
    public Tally pairs() {
        return pairs;
    }

    /** Returns after or before which calls processes have died, and how often. */
    public Tally crashes() {
        return crashes;
    }

    /** Returns everything in words, as a page of Markdown. */
    public synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(runs + " of " + count + " runs from seed " + first + " on, each of " + length.toDays()
                + " simulated days: " + failures.size() + " violations, " + number(steps) + " steps, "
                + number(rounds) + " rounds left out, " + number(rests) + " checks at rest, trace " + hash() + ".");
        lines.add("");
        table(lines, "invariant", "checked");
        for (Invariant invariant : Invariant.values()) {
            row(lines, invariant.sentence(), checked.getOrDefault(invariant, 0L));
        }
        section(lines, "happening", "times", faults);
        section(lines, "the process dies", "times", crashes);
        section(lines, "call × fault", "times", pairs);
        lines.add("");
        lines.add(uptimeLine());
        return lines;
    }

    private String uptimeLine() {
        if (uptimes.isEmpty()) {
            return "Uptime: the tunnel never could carry traffic.";
        }
        List<Double> sorted = new ArrayList<>(uptimes);
        Collections.sort(sorted);
        StringBuilder line = new StringBuilder("Uptime of the time that it could be up: all "
                + percent(uptime()));
        for (double part : Arrays.asList(0.0, 0.01, 0.1, 0.5, 0.9)) {
            line.append(part == 0 ? ", worst " : ", " + (int) (part * 100) + " % of runs below ")
                    .append(percent(sorted.get((int) (part * (sorted.size() - 1)))));
        }
        return line.append('.').toString();
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.4f %%", part * 100);
    }

    private static void section(List<String> lines, String what, String how, Tally tally) {
        lines.add("");
        table(lines, what, how);
        tally.all().forEach((name, times) -> row(lines, name, times));
    }

    private static void table(List<String> lines, String what, String how) {
        lines.add("| " + what + " | " + how + " |");
        lines.add("| --- | ---: |");
    }

    private static void row(List<String> lines, String name, long times) {
        lines.add("| " + name + " | " + number(times) + " |");
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
