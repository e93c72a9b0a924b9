package dev.tunnelmanager.standins.connector;

import java.util.function.Supplier;

/** What a connector serves, which others may read while it is exchanged. */
final class ServedRules implements Supplier<Served> {

    private volatile Served now;

    ServedRules(Served first) {
        this.now = first;
    }

    @Override
    public Served get() {
        return now;
    }

    void set(Served next) {
        now = next;
    }
}
