package dev.tunnelmanager.standins.connector;

import java.util.List;
import java.util.Optional;

/**
 * The rules that a connector serves now.
 *
 * @param version -1 for those of its own file, 0 or more for those that were pushed to it
 * @param rules in their order
 */
record Served(int version, List<Rule> rules) {

    /** Returns what is pushed as {@code version}: nothing is behind it. */
    static Served pushed(int version) {
        return new Served(version, List.of(new Rule("", Optional.empty(), "http_status:503")));
    }
}
