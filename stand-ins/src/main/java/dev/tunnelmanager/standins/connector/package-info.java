/**
 * A stand-in for cloudflared and for the edge that it connects to, for tests: behaves as measured on cloudflared 2026.8.2. Start
 * with {@link dev.tunnelmanager.standins.connector.StandInBinary}, which writes a program {@code cloudflared}, and
 * {@link dev.tunnelmanager.standins.connector.StandInEdge}. The provider's API does not belong here.
 */
@NullMarked
package dev.tunnelmanager.standins.connector;

import org.jspecify.annotations.NullMarked;
