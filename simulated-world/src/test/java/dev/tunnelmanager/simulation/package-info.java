/** What the simulated world promises: the same seed the same run, no violation, and every planted bug found. */
@NullMarked
package dev.tunnelmanager.simulation;

import org.jspecify.annotations.NullMarked;
