package dev.tunnelmanager.ports.driving;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.diagnosis.Diagnosis;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the tunnel is.
 *
 * @param condition in a word
 * @param uptime since the oldest connected replica was started; zero when down
 * @param restarts how often the connector was restarted, by us or by its keeper, as far as is known
 * @param lastCheck when this was seen
 * @param connector what was seen
 * @param diagnosis what is wrong, if anything, and how that is known
 * @param history how it was
 * @param leader who carries operations out, in words, if anybody ever did
 */
public record TunnelStatus(Condition condition, Duration uptime, long restarts, Instant lastCheck,
        ConnectorObservation connector, Diagnosis diagnosis, TunnelHistory history, Optional<String> leader) {

    /** How the tunnel is, in a word. */
    public enum Condition {
        UP, DOWN, RESTARTING
    }
}
