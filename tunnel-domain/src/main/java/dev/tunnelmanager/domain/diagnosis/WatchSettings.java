package dev.tunnelmanager.domain.diagnosis;

import java.time.Duration;

/**
 * How patient the watch is.
 *
 * @param interval between two looks when all is well
 * @param confirmInterval between two looks after a bad one
 * @param offlineInterval between two looks while there is no way to the edge
 * @param strikes so many bad looks in a row make a fault certain
 * @param edgeBackStrikes the same for a connector that does not notice that the edge can be reached again
 * @param startGrace for so long a process that was just started may be without a link
 * @param signalWindow signals of the log count for so long
 * @param silences so many links that died of silence within the window are worth telling
 */
public record WatchSettings(Duration interval, Duration confirmInterval, Duration offlineInterval, int strikes,
        int edgeBackStrikes, Duration startGrace, Duration signalWindow, int silences) {

    /** The settings that hold when nothing else is said. */
    public static final WatchSettings DEFAULTS = new WatchSettings(Duration.ofSeconds(30), Duration.ofSeconds(2),
            Duration.ofSeconds(5), 3, 2, Duration.ofSeconds(10), Duration.ofMinutes(1), 3);

    public WatchSettings {
        if (!interval.isPositive() || !confirmInterval.isPositive() || !offlineInterval.isPositive()) {
            throw new IllegalArgumentException(
                    "Looks need time between them: " + interval + ", " + confirmInterval + ", " + offlineInterval);
        }
        if (strikes < 1 || edgeBackStrikes < 1) {
            throw new IllegalArgumentException("At least one strike is needed: " + strikes + ", " + edgeBackStrikes);
        }
    }

    /** Returns these settings with another number of bad looks that make a fault certain. */
    public WatchSettings withStrikes(int number) {
        return new WatchSettings(interval, confirmInterval, offlineInterval, number,
                Math.min(edgeBackStrikes, number), startGrace, signalWindow, silences);
    }

    /** Returns these settings with other times between looks; the one while offline is never longer than {@code regular}. */
    public WatchSettings withIntervals(Duration regular, Duration confirm) {
        Duration offline = offlineInterval.compareTo(regular) > 0 ? regular : offlineInterval;
        return new WatchSettings(regular, confirm, offline, strikes, edgeBackStrikes, startGrace, signalWindow,
                silences);
    }
}
