package dev.tunnelmanager.adapter.mcp.protocol;

import java.util.function.LongSupplier;

/** Lets a burst of twenty through and then ten a second, so that a chatty call cannot flood its client. Not thread-safe. */
final class ProgressPace {

    private static final int BURST = 20;
    private static final long NANOS_EACH = 100_000_000L;

    private final LongSupplier nanoTime;
    private long filledAt;
    private long tokens = BURST;

    /** Starts with a full burst. */
    ProgressPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.filledAt = nanoTime.getAsLong();
    }

    boolean lets() {
        long now = nanoTime.getAsLong();
        long more = (now - filledAt) / NANOS_EACH;
        if (more > 0) {
            tokens = Math.min(BURST, tokens + more);
            filledAt += more * NANOS_EACH;
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
