package dev.tunnelmanager.domain.diagnosis;

import java.time.Duration;
import java.util.List;

/**
 * What follows from a look.
 *
 * @param diagnosis what is wrong, if anything
 * @param remedy what is done about it
 * @param next what to remember; written down before the remedy is carried out
 * @param events what to tell, not yet numbered
 * @param notes what is worth knowing without being a fault, one sentence each
 * @param struck whether this look was a strike
 * @param nextLook after how long to look again, unless something happens
 */
public record WatchDecision(Diagnosis diagnosis, Remedy remedy, WatchMemory next, List<TunnelEvent> events,
        List<String> notes, boolean struck, Duration nextLook) {

    public WatchDecision {
        events = List.copyOf(events);
        notes = List.copyOf(notes);
    }
}
