package dev.tunnelmanager.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Counts what was checked, and keeps the first violation; that one ends the run. */
final class Verdicts {

    private final Scheduler scheduler;
    private final Map<Invariant, Long> checked = new EnumMap<>(Invariant.class);
    private Optional<Violation> violation = Optional.empty();

    Verdicts(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void require(Invariant invariant, boolean holds, Supplier<String> problem) {
        checked.merge(invariant, 1L, Long::sum);
        if (!holds) {
            violated(invariant, problem.get());
        }
    }

    void violated(Invariant invariant, String problem) {
        if (violation.isEmpty()) {
            violation = Optional.of(new Violation(invariant, scheduler.instant(), problem));
            scheduler.stop();
        }
    }

    Optional<Violation> violation() {
        return violation;
    }

    Map<Invariant, Long> checked() {
        return checked;
    }
}
