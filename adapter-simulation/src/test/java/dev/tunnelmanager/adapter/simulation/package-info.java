/** Tests of the simulated adapters; most of what they must do is in the contracts. */
@NullMarked
package dev.tunnelmanager.adapter.simulation;

import org.jspecify.annotations.NullMarked;
