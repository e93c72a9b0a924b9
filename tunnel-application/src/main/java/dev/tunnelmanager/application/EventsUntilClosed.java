package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.ports.driven.Events;

/**
 * Tells until it is closed. A call that is still under way then finds the state closed under it, which is nothing that has gone wrong.
 * Safe for use by many threads.
 */
final class EventsUntilClosed implements Events {

    private final Events events;
    private volatile boolean closed;

    EventsUntilClosed(Events events) {
        this.events = events;
    }

    void close() {
        closed = true;
    }

    @Override
    public void happened(String sentence) {
        if (!closed) {
            events.happened(sentence);
        }
    }

    @Override
    public void failed(String problem, String recommendation) {
        if (!closed) {
            events.failed(problem, recommendation);
        }
    }

    @Override
    public void tell(TunnelEvent event) {
        if (!closed) {
            events.tell(event);
        }
    }
}
