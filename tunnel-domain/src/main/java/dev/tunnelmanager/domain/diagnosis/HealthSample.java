package dev.tunnelmanager.domain.diagnosis;

import java.time.Instant;

/**
 * One look at the connector, for the time series.
 *
 * @param at when
 * @param up whether at least one replica was connected
 * @param readyConnections links to the edge that were up, of all replicas together
 * @param replicas processes that ran
 */
public record HealthSample(Instant at, boolean up, int readyConnections, int replicas) {}
