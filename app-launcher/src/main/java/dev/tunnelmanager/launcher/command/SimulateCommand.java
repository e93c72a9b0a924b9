package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.simulation.RunResult;
import dev.tunnelmanager.simulation.Simulation;
import dev.tunnelmanager.simulation.SimulationReport;
import dev.tunnelmanager.simulation.Simulations;
import dev.tunnelmanager.simulation.Violation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plays the whole application in simulated worlds. */
@Command(name = "simulate", description = {
        "Plays the whole application in simulated worlds, in each of which one seed decides everything.", "",
        "Touches nothing outside. Prints what was checked and what went wrong; progress goes to standard error.",
        "Example: tunnel-manager simulate --seeds 100 --days 30"})
final class SimulateCommand implements Callable<Integer> {

    private static final int BAR = 40;

    /** The seeds of which it has been said that they failed: a long run says so at once. */
    private final Set<Long> told = new HashSet<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "100", description = "How many worlds: 100 if not given.")
    private long seeds;

    @Option(names = "--days", paramLabel = "D", defaultValue = "30", description = "How many simulated days each: 30 if not given.")
    private int days;

    @Option(names = "--first", paramLabel = "N", defaultValue = "1", description = "The first seed: 1 if not given.")
    private long first;

    @Option(names = "--seed", paramLabel = "N", description = "Only this seed, and its last steps.")
    private @Nullable Long seed;

    @Option(names = "--only", paramLabel = "N", split = ",", description = "With --seed: only these of its happenings.")
    private List<Integer> only = List.of();

    @Option(names = "--lines", paramLabel = "N", defaultValue = "200", description = "With --seed: so many steps are shown.")
    private int lines;

    @Option(names = "--threads", paramLabel = "N", description = "So many worlds at the same time: as many as there are processors if not given.")
    private @Nullable Integer threads;

    @Override
    public Integer call() throws InterruptedException {
        if (seeds < 1 || days < 1 || lines < 0 || (threads != null && threads < 1)) {
            throw new ParameterException(spec.commandLine(),
                    "There must be at least one seed, one day and one thread, and no fewer lines than none");
        }
        Duration length = Duration.ofDays(days);
        Long chosen = seed;
        return chosen != null ? one(new Simulation(length), chosen) : many(new Simulations(length));
    }

    private int one(Simulation simulation, long chosen) {
        RunResult result = simulation.run(chosen, only, lines);
        result.lines().forEach(System.out::println);
        System.out.println("seed " + chosen + ": " + result.steps() + " steps, trace "
                + Long.toHexString(result.hash()) + ": "
                + result.violation().map(SimulateCommand::words).orElse("all was well"));
        return result.violation().isEmpty() ? Printer.DONE : Printer.REFUSED;
    }

    private int many(Simulations simulations) throws InterruptedException {
        Integer wanted = threads;
        int atOnce = wanted == null ? Runtime.getRuntime().availableProcessors() : wanted;
        SimulationReport report = simulations.run(first, seeds, atOnce, this::progress);
        System.err.println();
        report.lines().forEach(System.out::println);
        if (!report.failures().isEmpty()) {
            tell(simulations, report.failures());
        }
        return report.isClean() ? Printer.DONE : Printer.REFUSED;
    }

    private void progress(SimulationReport report) {
        report.failures().stream().filter(failed -> told.add(failed.seed()))
                .forEach(failed -> System.err.println("\rseed " + failed.seed() + ": " + words(failed)));
        long runs = report.runs();
        if (runs % Math.max(1, seeds / 200) == 0 || runs == seeds) {
            int full = (int) (BAR * runs / seeds);
            System.err.print("\r[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + runs + " of " + seeds + ", "
                    + report.failures().size() + " violations");
        }
    }

    private void tell(Simulations simulations, List<RunResult> failures) {
        System.out.println();
        failures.forEach(failed -> System.out.println("seed " + failed.seed() + ": " + words(failed)));
        RunResult shortest = simulations.shorten(failures.getFirst());
        System.out.println();
        System.out.println("The shortest run of seed " + shortest.seed() + " that still fails:");
        shortest.lines().forEach(System.out::println);
        System.out.println(words(shortest));
        System.out.println("Repeat it: ./tunnel-manager simulate --days " + days + " --seed " + shortest.seed()
                + " --only " + shortest.happenings().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private static String words(RunResult failed) {
        return failed.violation().map(SimulateCommand::words).orElse("all was well");
    }

    private static String words(Violation violation) {
        return "violated at " + violation.at() + ": " + violation.invariant().sentence() + ": " + violation.problem();
    }
}
