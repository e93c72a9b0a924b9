package dev.tunnelmanager.domain.hostname;

import java.util.List;

/**
 * A part of the name space that the provider lets us publish in.
 *
 * @param id the provider's id
 * @param name canonical name, for example {@code example.com}
 * @param standing whether names in it can be served
 * @param certificateDepth how many labels below the zone the provider's default certificate covers; {@link Integer#MAX_VALUE}
 *            when every name gets one of its own
 * @param notes what a publisher in this zone should know, whole sentences
 */
public record Zone(String id, String name, ZoneStanding standing, int certificateDepth, List<String> notes)
        implements
            Comparable<Zone> {

    public Zone {
        notes = List.copyOf(notes);
        if (id.isBlank() || name.isBlank() || certificateDepth < 0) {
            throw new IllegalArgumentException("Not a zone: " + id + " " + name + " " + certificateDepth);
        }
    }

    /** Returns whether {@code pattern} lies in this zone, compared on a label boundary. */
    public boolean contains(HostnamePattern pattern) {
        return pattern.isWithin(name);
    }

    /** Returns how many labels {@code pattern}, which must lie in this zone, has beyond the zone's own. */
    public int depthOf(HostnamePattern pattern) {
        int zoneLabels = (int) name.chars().filter(c -> c == '.').count() + 1;
        return pattern.labels() - zoneLabels;
    }

    @Override
    public int compareTo(Zone other) {
        return name.compareTo(other.name);
    }
}
