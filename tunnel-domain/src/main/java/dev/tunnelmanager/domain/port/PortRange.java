package dev.tunnelmanager.domain.port;

/**
 * The ports from one to another, both included.
 *
 * @param first the lowest
 * @param last the highest
 */
public record PortRange(PortNumber first, PortNumber last) {

    public PortRange {
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException("A range runs upwards: " + first + "-" + last);
        }
    }

    /** Returns whether {@code port} lies in this range. */
    public boolean contains(PortNumber port) {
        return first.compareTo(port) <= 0 && port.compareTo(last) <= 0;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
