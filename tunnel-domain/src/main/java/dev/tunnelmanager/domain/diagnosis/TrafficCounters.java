package dev.tunnelmanager.domain.diagnosis;

/**
 * What the connector's processes have counted since each was started, added up.
 *
 * @param requests carried
 * @param errors requests that met a fault of the service or of the connector
 * @param concurrentRequests under way now
 * @param registrations links to the edge that were made; more than there are links means reconnects
 */
public record TrafficCounters(long requests, long errors, long concurrentRequests, long registrations) {}
