package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.ports.driven.Subscription;
import java.time.Instant;
import java.util.List;

/** What one way of keeping a connector running tells of it; methods may throw a failure. Safe for use by many threads. */
interface KeeperSight {

    /** Of one connector's output no more than this is read at a look, the newest. */
    int MOST_LINES = 2_000;

    /**
     * What the keeper says of its processes.
     *
     * @param state all of them taken together
     * @param words the same in its own words, one line
     */
    record Report(KeeperState state, String words) {}

    /** Asks the keeper. */
    Report report();

    /**
     * Returns what each connector has written since about {@code since}, or a little more; for each the order in which it was written
     * is kept.
     */
    List<LogText> logs(Instant since);

    /** Returns for each connector the addresses at which its pages may answer, best first. */
    List<List<HostPort>> pages();

    /** As {@link dev.tunnelmanager.ports.driven.Vitals#onChange}; never throws. */
    Subscription onChange(Runnable changed);
}
