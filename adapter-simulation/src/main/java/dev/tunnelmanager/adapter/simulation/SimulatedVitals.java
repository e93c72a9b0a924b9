package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.domain.diagnosis.ConnectorVitals;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.domain.diagnosis.LogSignal;
import dev.tunnelmanager.domain.diagnosis.TrafficCounters;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Vitals;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The vitals of a {@link SimulatedConnector}: its keeper runs what runs and starts nothing by itself, unless it is told to say something
 * else; its log says what it is told to say. Safe for use by many threads.
 */
public final class SimulatedVitals implements Vitals {

    private static final int MOST_SIGNALS = 1_000;

    private final SimulatedConnector connector;
    private final InstantSource clock;
    private final List<LogSignal> signals = new ArrayList<>();
    private final List<Told> listeners = new CopyOnWriteArrayList<>();
    private Optional<KeeperState> keeper = Optional.empty();
    private boolean deaf;

    /** A listener; two that are equal are still two. */
    private static final class Told {
        private final Runnable changed;

        Told(Runnable changed) {
            this.changed = changed;
        }
    }

    /** Makes the vitals of {@code connector}. */
    public SimulatedVitals(SimulatedConnector connector, InstantSource clock) {
        this.connector = connector;
        this.clock = clock;
        connector.witnessedBy(new SimulatedConnector.Witness() {
            @Override
            public void started(String name) {
                say(LogSignal.Kind.REGISTERED);
                tellAll();
            }

            @Override
            public void ended(String name) {
                tellAll();
            }
        });
    }

    /** Has the keeper say this whatever runs; empty has it say what is the case. */
    public synchronized void setKeeper(Optional<KeeperState> state) {
        keeper = state;
    }

    /** Has nobody be told of changes, or puts that right; they are then found by looking only. */
    public synchronized void keepSilent(boolean silent) {
        deaf = silent;
    }

    /** Has the connector's log say something now. */
    public synchronized void say(LogSignal.Kind kind) {
        signals.add(new LogSignal(clock.instant(), kind, "The simulated connector says " + kind + "."));
        if (signals.size() > MOST_SIGNALS) {
            signals.removeFirst();
        }
    }

    @Override
    public ConnectorVitals look(Instant since) {
        int running = connector.runningNow();
        synchronized (this) {
            KeeperState state = keeper.orElse(running > 0 ? KeeperState.RUNNING : KeeperState.STOPPED);
            return new ConnectorVitals(state, "The simulated keeper is " + state + " with " + running + " processes.",
                    signals.stream().filter(signal -> !signal.at().isBefore(since))
                            .sorted(Comparator.comparing(LogSignal::at)).toList(),
                    running == 0 ? Optional.empty()
                            : Optional.of(new TrafficCounters(0, 0, 0, connector.registrations())));
        }
    }

    @Override
    public Subscription onChange(Runnable changed) {
        Told told = new Told(changed);
        listeners.add(told);
        return () -> listeners.remove(told);
    }

    private void tellAll() {
        boolean silent;
        synchronized (this) {
            silent = deaf;
        }
        if (!silent) {
            listeners.forEach(told -> told.changed.run());
        }
    }
}
