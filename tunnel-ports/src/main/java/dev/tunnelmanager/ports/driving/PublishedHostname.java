package dev.tunnelmanager.ports.driving;

import dev.tunnelmanager.domain.route.Route;
import java.util.List;

/**
 * A hostname that is public.
 *
 * @param route where it leads; its target is present
 * @param warnings what the owner should know, a sentence each
 */
public record PublishedHostname(Route route, List<String> warnings) {

    public PublishedHostname {
        warnings = List.copyOf(warnings);
    }

    /** Returns the address under which visitors reach it. */
    public String url() {
        return "https://" + route.hostname();
    }
}
