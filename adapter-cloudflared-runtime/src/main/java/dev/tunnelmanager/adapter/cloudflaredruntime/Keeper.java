package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One way of keeping a connector running. */
sealed interface Keeper permits ProcessReplicas, SystemdUnit, DockerConnector {

    /** Whether this keeper has a connector, for choosing among keepers. */
    sealed interface Presence {
        /** It has; {@code what} names it for a person. */
        record Here(String what) implements Presence {}

        /** It has none. */
        record Absent() implements Presence {}

        /** It could not be asked; {@code reason} is one sentence. */
        record Unknown(String reason) implements Presence {}
    }

    /** Returns whether this keeper has a connector now. */
    Presence presence();

    /** As {@link dev.tunnelmanager.ports.driven.Connector#observe()}, but may throw. */
    default ConnectorObservation observe() {
        return observe(StatusPage::read);
    }

    /** As {@link dev.tunnelmanager.ports.driven.Connector#glance()}, but may throw. */
    default ConnectorObservation glance() {
        return observe(StatusPage::readiness);
    }

    /** Looks, and asks each connector by {@code page} what it says of itself. */
    ConnectorObservation observe(Function<HostPort, Optional<StatusReading>> page);

    /** As {@link dev.tunnelmanager.ports.driven.Connector#roll}. */
    RollOutcome roll(List<IngressRule> rules, Consumer<String> progress);

    /** As {@link dev.tunnelmanager.ports.driven.Connector#restart}. */
    RollOutcome restart(List<IngressRule> rules, Consumer<String> progress);
}
