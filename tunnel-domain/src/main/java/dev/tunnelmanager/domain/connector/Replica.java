package dev.tunnelmanager.domain.connector;

import dev.tunnelmanager.domain.ingress.IngressRule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One running connector process.
 *
 * @param name names it among its siblings, for example the address of its status page
 * @param connectorId new at each start of the process, so that a restart can be seen; empty if it does not answer yet
 * @param readyConnections links to the edge that are up
 * @param startedAt since when it runs, if known
 * @param restarts how often its keeper has restarted it by itself, as far as the keeper counts
 * @param serving the rules that the process really serves; empty if it could not be asked
 * @param managedElsewhere true if it takes its rules from elsewhere
 */
public record Replica(String name, Optional<String> connectorId, int readyConnections, Optional<Instant> startedAt,
        int restarts, Optional<List<IngressRule>> serving, boolean managedElsewhere) {

    public Replica {
        serving = serving.map(List::copyOf);
    }

    /** Returns whether at least one link to the edge is up. */
    public boolean isReady() {
        return readyConnections > 0;
    }

    /**
     * Returns whether the process is known to serve {@code rules}. Only rules of the form that we write are compared, in their
     * order: connectors report other forms in words of their own.
     */
    public boolean serves(List<IngressRule> rules) {
        return serving.isPresent() && plain(serving.get()).equals(plain(rules));
    }

    private static List<IngressRule> plain(List<IngressRule> rules) {
        return rules.stream().filter(IngressRule::isPlain).toList();
    }
}
