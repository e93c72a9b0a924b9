/**
 * Tests with a real container engine. Start with {@link dev.tunnelmanager.launcher.live.LiveHost}: it makes containers, asks for
 * targets, and asks those targets for answers from where the connector is.
 */
@NullMarked
package dev.tunnelmanager.launcher.live;

import org.jspecify.annotations.NullMarked;
