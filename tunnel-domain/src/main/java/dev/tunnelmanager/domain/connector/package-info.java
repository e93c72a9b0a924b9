/**
 * Connectors as they are observed. Start with {@link dev.tunnelmanager.domain.connector.ConnectorObservation}.
 */
@NullMarked
package dev.tunnelmanager.domain.connector;

import org.jspecify.annotations.NullMarked;
