/**
 * The use cases, and the one reconciler that carries changes out. Start with
 * {@link dev.tunnelmanager.application.TunnelControlPlane}. Anything that knows a technology does not belong here.
 */
@NullMarked
package dev.tunnelmanager.application;

import org.jspecify.annotations.NullMarked;
