package dev.tunnelmanager.standins.connector;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What happens to a connector while it runs, because its faults say so. */
final class Mishaps {

    private static final long LOOK_MILLIS = 50;

    private final Faults faults;
    private final ServedRules served;
    private final long startedNanos = System.nanoTime();
    private Optional<String> said;
    private long namesSaidNanos;

    Mishaps(Faults faults, ServedRules served) {
        this.faults = faults;
        this.served = served;
        this.said = faults.text("say");
        this.namesSaidNanos = startedNanos;
    }

    /** Looks after them until the process ends. */
    void start() {
        Thread.ofVirtual().start(() -> {
            while (true) {
                crash();
                push();
                names();
                say();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            }
        });
    }

    private void crash() {
        Optional<String> after = faults.text("crash-after-ms");
        Optional<String> crash = faults.text("crash");
        if (after.isPresent() && crash.isPresent() && isOver(startedNanos, Integer.parseInt(after.get()))) {
            StandInLog.plain(crash.get());
            Runtime.getRuntime().halt(1);
        }
    }

    private void push() {
        int version = faults.number("config-version", -1);
        if (version > served.get().version()) {
            served.set(Served.pushed(version));
            StandInLog.line("INF", "Updated to new configuration config=\"{}\" version=" + version);
        }
    }

    private void names() {
        if (faults.namesFail() && isOver(namesSaidNanos, faults.number("dns-again-ms", 300_000))) {
            namesSaidNanos = System.nanoTime();
            StandInLog.line("ERR",
                    "Failed to refresh DNS local resolver error=\"lookup region1.v2.argotunnel.com: i/o timeout\"");
        }
    }

    private void say() {
        Optional<String> text = faults.text("say");
        if (!text.equals(said)) {
            said = text;
            text.ifPresent(line -> {
                if (line.matches("(INF|WRN|ERR) .*")) {
                    StandInLog.line(line.substring(0, 3), line.substring(4));
                } else {
                    StandInLog.plain(line);
                }
            });
        }
    }

    private static boolean isOver(long sinceNanos, int millis) {
        return System.nanoTime() - sinceNanos > TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
