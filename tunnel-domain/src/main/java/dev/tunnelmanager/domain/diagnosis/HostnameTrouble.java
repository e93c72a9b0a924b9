package dev.tunnelmanager.domain.diagnosis;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.time.Instant;

/**
 * A published hostname that was not answered when it was last asked for, while the tunnel itself was well.
 *
 * @param hostname which
 * @param strikes how often in a row
 * @param down whether that was often enough
 * @param since since when
 * @param words what was met, one sentence
 */
public record HostnameTrouble(HostnamePattern hostname, int strikes, boolean down, Instant since, String words) {}
