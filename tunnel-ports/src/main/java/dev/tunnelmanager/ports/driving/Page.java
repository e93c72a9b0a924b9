package dev.tunnelmanager.ports.driving;

import java.util.List;

/**
 * A part of a list that may be long. The next part is asked for by the last item of this one, so that what comes and goes meanwhile
 * moves nothing out of sight.
 *
 * @param items the part, in the list's order
 * @param total how many the whole list had when the part was read
 * @param more whether items follow these
 */
public record Page<T>(List<T> items, int total, boolean more) {

    /** The most that may be asked for at once. */
    public static final int MOST = 100_000;

    public Page {
        items = List.copyOf(items);
    }
}
