/**
 * What the health of the tunnel was and is. Start with {@link dev.tunnelmanager.domain.diagnosis.HealthSample}.
 */
@NullMarked
package dev.tunnelmanager.domain.diagnosis;

import org.jspecify.annotations.NullMarked;
