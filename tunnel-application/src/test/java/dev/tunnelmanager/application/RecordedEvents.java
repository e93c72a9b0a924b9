package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.ports.driven.Events;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it was told. */
final class RecordedEvents implements Events {

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<TunnelEvent> told = new CopyOnWriteArrayList<>();

    @Override
    public void happened(String sentence) {
        // Only failures are looked at.
    }

    @Override
    public void tell(TunnelEvent event) {
        told.add(event);
    }

    /** Returns the events that were told, oldest first. */
    List<TunnelEvent> told() {
        return List.copyOf(told);
    }

    @Override
    public void failed(String problem, String recommendation) {
        failures.add(problem);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
