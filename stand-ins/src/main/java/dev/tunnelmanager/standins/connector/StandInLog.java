package dev.tunnelmanager.standins.connector;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** Lines on standard error in cloudflared's form. */
final class StandInLog {

    /** What the levels below would say is left out, as by default. */
    private static final Set<String> SHOWN = Set.of("INF", "WRN", "ERR");

    /** Writes a line with a level of three letters. */
    static void line(String level, String message) {
        if (SHOWN.contains(level)) {
            PrintStream err = System.err;
            err.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + level + " " + message);
        }
    }

    /** Writes a line as it is, as for the last reason for ending. */
    static void plain(String message) {
        PrintStream err = System.err;
        err.println(message);
    }

    private StandInLog() {}
}
