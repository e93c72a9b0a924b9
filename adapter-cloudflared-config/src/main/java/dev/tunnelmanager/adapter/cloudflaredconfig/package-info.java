/**
 * The ingress section of a locally-managed cloudflared {@code config.yml}. Start with
 * {@link dev.tunnelmanager.adapter.cloudflaredconfig.CloudflaredIngressFile}. Only bytes of our own rules ever change: the file
 * is spliced, never rendered. Which rules are wanted, and how a connector is told of them, does not belong here.
 */
@NullMarked
package dev.tunnelmanager.adapter.cloudflaredconfig;

import org.jspecify.annotations.NullMarked;
