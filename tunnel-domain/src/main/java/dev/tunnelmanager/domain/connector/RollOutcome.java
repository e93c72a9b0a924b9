package dev.tunnelmanager.domain.connector;

import dev.tunnelmanager.domain.refusal.Refusal;
import java.util.List;

/** How an attempt to have new rules served has ended. */
public sealed interface RollOutcome {

    /**
     * Every replica is ready and serves the rules.
     *
     * @param restarted the names of the replicas that were replaced; empty if they served the rules already
     */
    record Served(List<String> restarted) implements RollOutcome {

        public Served {
            restarted = List.copyOf(restarted);
        }
    }

    /**
     * The rules are not served. The caller puts the earlier rules back and rolls again; replicas that were not yet replaced
     * still serve the earlier rules.
     *
     * @param refusal what the connector said, and what to do
     */
    record NotServed(Refusal refusal) implements RollOutcome {}
}
