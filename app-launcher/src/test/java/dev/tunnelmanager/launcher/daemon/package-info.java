/** Tests of the daemon within this process. */
@NullMarked
package dev.tunnelmanager.launcher.daemon;

import org.jspecify.annotations.NullMarked;
