package dev.tunnelmanager.simulation;

import java.time.Instant;

/**
 * An invariant that did not hold.
 *
 * @param invariant which
 * @param at when, on the simulated clock
 * @param problem what was the case instead
 */
public record Violation(Invariant invariant, Instant at, String problem) {}
