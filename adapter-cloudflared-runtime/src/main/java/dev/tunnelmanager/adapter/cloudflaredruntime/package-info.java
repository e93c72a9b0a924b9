/**
 * cloudflared as it runs: where it is, what it serves, and how it is made to serve something else. Start with
 * {@link dev.tunnelmanager.adapter.cloudflaredruntime.CloudflaredConnector}; one keeper class each knows systemd, containers and
 * child processes. Reading or writing {@code config.yml} does not belong here, nor does talking to a container engine.
 */
@NullMarked
package dev.tunnelmanager.adapter.cloudflaredruntime;

import org.jspecify.annotations.NullMarked;
