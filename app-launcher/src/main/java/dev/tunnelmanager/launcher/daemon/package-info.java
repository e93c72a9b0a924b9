/**
 * The daemon: the engine without a supervisor. Start reading at {@link dev.tunnelmanager.launcher.daemon.Daemon}. What the engine does
 * belongs into the application; here it is only opened, shown, announced and closed.
 */
@NullMarked
package dev.tunnelmanager.launcher.daemon;

import org.jspecify.annotations.NullMarked;
