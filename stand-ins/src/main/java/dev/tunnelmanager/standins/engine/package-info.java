/**
 * Not a stand-in: the real container engine of the machine, and its real systemd in one of its containers, as live tests drive them.
 * Start with {@link dev.tunnelmanager.standins.engine.LiveEngine}.
 */
@NullMarked
package dev.tunnelmanager.standins.engine;

import org.jspecify.annotations.NullMarked;
