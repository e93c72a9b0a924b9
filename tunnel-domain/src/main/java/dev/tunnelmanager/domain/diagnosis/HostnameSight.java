package dev.tunnelmanager.domain.diagnosis;

import dev.tunnelmanager.domain.hostname.HostnamePattern;

/**
 * What was seen of one published hostname.
 *
 * @param hostname the name
 * @param throughEdge whether a request through the edge was carried to the service; unknown if nobody could look
 * @param origin whether the service itself accepts connections, as seen from the connector; unknown if nobody could look
 * @param words what was met, one sentence
 */
public record HostnameSight(HostnamePattern hostname, Sighting throughEdge, Sighting origin, String words) {}
