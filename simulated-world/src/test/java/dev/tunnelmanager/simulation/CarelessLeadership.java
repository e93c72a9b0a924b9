package dev.tunnelmanager.simulation;

import dev.tunnelmanager.ports.driven.Leadership;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Leadership of which only the terms are other ones. */
abstract class CarelessLeadership implements Leadership {

    final Leadership real;

    CarelessLeadership(Leadership real) {
        this.real = real;
    }

    @Override
    public Optional<Term> tryLead() {
        return real.tryLead();
    }

    @Override
    public long self() {
        return real.self();
    }

    @Override
    public ProcessState stateOf(long process, Instant since) {
        return real.stateOf(process, since);
    }

    /** Returns a term that lasts as long as it is said to. */
    static Term term(Runnable end, BooleanSupplier holds) {
        return new Term() {
            @Override
            public boolean holds() {
                return holds.getAsBoolean();
            }

            @Override
            public void close() {
                end.run();
            }
        };
    }
}
