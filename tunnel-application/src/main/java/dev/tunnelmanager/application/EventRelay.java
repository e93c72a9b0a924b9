package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.ControlPlane;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Tells one listener of every event that is put on record from now on, whichever process has put it there. */
final class EventRelay implements ControlPlane.EventFeed {

    /** The feed wakes a relay; this is for the change that it does not tell. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final int AT_ONCE = 100;

    private final DrivenPorts ports;
    private final Consumer<TunnelEvent> told;
    private final ChangeFeed.Listening listening;
    private long last;
    private volatile boolean closed;

    private EventRelay(DrivenPorts ports, Consumer<TunnelEvent> told) {
        this.ports = ports;
        this.told = told;
        this.listening = ports.changes().listen();
        try {
            this.last = ports.state().read(state -> state.lastEvent());
        } catch (RuntimeException failure) {
            listening.close();
            throw failure;
        }
    }

    static EventRelay begin(DrivenPorts ports, Threads threads, Consumer<TunnelEvent> told) {
        EventRelay relay = new EventRelay(ports, told);
        threads.start("tunnel-manager-events", relay::run);
        return relay;
    }

    private void run() {
        try (listening) {
            while (!closed) {
                tellNew();
                listening.await(LOOK_EVERY);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellNew() {
        List<TunnelEvent> events;
        try {
            events = ports.state().read(state -> state.events(last, AT_ONCE));
        } catch (PortFailure failure) {
            if (failure.kind() != PortFailure.Kind.UNAVAILABLE) {
                // A state that is damaged or from a newer version does not become readable by trying again.
                closed = true;
            }
            return;
        }
        for (TunnelEvent event : events) {
            if (closed) {
                return;
            }
            last = event.number();
            try {
                told.accept(event);
            } catch (RuntimeException listener) {
                ports.events().failed("Somebody who is told of events met a programming error: " + listener,
                        "Report it with the log; further events are told.");
            }
        }
    }

    /** Ends soon; an event that is being told may still end. */
    @Override
    public void close() {
        closed = true;
        listening.close();
    }
}
