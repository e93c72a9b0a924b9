/**
 * What the doors may ask of the core. Start with {@link dev.tunnelmanager.ports.driving.ControlPlane}.
 */
@NullMarked
package dev.tunnelmanager.ports.driving;

import org.jspecify.annotations.NullMarked;
