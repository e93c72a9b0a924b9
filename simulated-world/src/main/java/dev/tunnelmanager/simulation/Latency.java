package dev.tunnelmanager.simulation;

/**
 * How long a call takes, in milliseconds.
 *
 * @param before until it has its effect
 * @param after from there to the answer
 */
record Latency(long before, long after) {

    static final Latency NONE = new Latency(0, 0);
}
