package dev.tunnelmanager.ports.driven;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import java.util.List;
import java.util.function.Consumer;

/**
 * The connector of our tunnel: the replicas that carry its traffic.
 *
 * <p>{@link #observe()} and {@link #glance()} may be called by many threads and processes; {@link #roll} only by the leader, by one thread at a
 * time. Every adapter passes {@code ConnectorContract}.
 */
public interface Connector {

    /** Returns what can be seen of it now. Never throws: what could not be seen is said. */
    ConnectorObservation observe();

    /**
     * Returns the same without what the replicas serve, which takes the longer the more rules there are: {@code serving} is empty and
     * {@code managedElsewhere} false for each. Never throws: what could not be seen is said.
     */
    ConnectorObservation glance();

    /**
     * Has every replica serve {@code rules}, which the rule list holds now, replacing one after the other so that traffic goes
     * on where there is more than one; starts what should run and does not. A replica that serves the rules and is ready is
     * left alone. Safe to repeat after an interruption.
     *
     * @param rules the rules that the list holds
     * @param progress told what is being done, in a few words
     * @throws PortFailure UNAVAILABLE or DENIED, if the connector cannot be found or controlled
     */
    RollOutcome roll(List<IngressRule> rules, Consumer<String> progress);

    /**
     * Replaces every replica by a fresh one on {@code rules}, which the rule list holds now, whether or not it serves them and is
     * ready; one after the other where there is more than one.
     *
     * @param rules the rules that the list holds
     * @param progress told what is being done, in a few words
     * @throws PortFailure UNAVAILABLE or DENIED, if the connector cannot be found or controlled
     */
    RollOutcome restart(List<IngressRule> rules, Consumer<String> progress);
}
