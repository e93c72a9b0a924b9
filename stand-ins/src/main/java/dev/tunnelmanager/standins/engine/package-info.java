/**
 * Not a stand-in: the real container engine of the machine, as live tests drive it. Start with
 * {@link dev.tunnelmanager.standins.engine.LiveEngine}.
 */
@NullMarked
package dev.tunnelmanager.standins.engine;

import org.jspecify.annotations.NullMarked;
