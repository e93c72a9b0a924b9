package dev.tunnelmanager.domain.port;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;

/**
 * A TCP port, 1 to 65535.
 *
 * @param value the number
 */
public record PortNumber(int value) implements Comparable<PortNumber> {

    public PortNumber {
        if (value < 1 || value > 65_535) {
            throw new IllegalArgumentException("Not a port: " + value);
        }
    }

    /** Reads a number that somebody gave. */
    public static Verdict<PortNumber> parse(long raw) {
        if (raw < 1 || raw > 65_535) {
            return Verdict.refused(RefusalCode.INVALID_PORT, raw + " is not a port.",
                    "Give a whole number from 1 to 65535.");
        }
        return Verdict.granted(new PortNumber((int) raw));
    }

    /** Returns the port of a number that the caller knows to be one. */
    public static PortNumber of(int value) {
        return new PortNumber(value);
    }

    @Override
    public int compareTo(PortNumber other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
