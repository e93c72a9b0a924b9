/**
 * The whole application in a simulated world: several processes on one state, a virtual clock, faults of everything outside, and
 * invariants that are checked after every step. One seed decides everything, so a run can be repeated exactly. Start reading at
 * {@link dev.tunnelmanager.simulation.Simulation}. Nothing here reads the time, waits, or draws numbers by itself.
 */
@NullMarked
package dev.tunnelmanager.simulation;

import org.jspecify.annotations.NullMarked;
