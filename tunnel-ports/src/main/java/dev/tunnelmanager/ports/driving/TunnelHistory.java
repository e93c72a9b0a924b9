package dev.tunnelmanager.ports.driving;

import java.util.OptionalDouble;

/**
 * How the tunnel was, from the health series: the part of the looks at which it was up, 0 to 1; empty if there was no look.
 *
 * @param lastDay of the last 24 hours
 * @param lastWeek of the last 7 days
 * @param lastMonth of the last 30 days
 */
public record TunnelHistory(OptionalDouble lastDay, OptionalDouble lastWeek, OptionalDouble lastMonth) {}
