package dev.tunnelmanager.ports.driven;

import dev.tunnelmanager.domain.diagnosis.ConnectorVitals;
import java.time.Instant;

/**
 * What tells how the connector is, beside what it serves: its keeper's word, its log, its counters.
 *
 * <p>Safe for use by many threads. Every adapter passes {@code VitalsContract}.
 */
public interface Vitals {

    /**
     * Looks now, within a few seconds. Never throws: what could not be seen is unknown or missing.
     *
     * @param since signals before this are left out; of many signals the newest 1,000 are told
     */
    ConnectorVitals look(Instant since);

    /**
     * Calls {@code changed} soon after a process of the connector has ended or its keeper has done something with it, until closed; a
     * call may come without a change. What cannot be told of is found by looking.
     */
    Subscription onChange(Runnable changed);
}
