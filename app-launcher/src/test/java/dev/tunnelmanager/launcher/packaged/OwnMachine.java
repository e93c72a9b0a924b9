package dev.tunnelmanager.launcher.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a bound that holds on a machine of one's own comes to on one that builds at the same time. */
final class OwnMachine {

    /**
     * Returns {@code bound} where there is a core for whoever has something to do, and as many times that as there are more of them
     * than cores, because each then waits for its turn so much longer. By the load of the last minute, and by that of this moment.
     */
    static Duration stretched(Duration bound) throws IOException {
        // "0.20 0.18 0.12 1/80 11206": the load of three periods, then how many have something to do now.
        String[] words = Files.readString(Path.of("/proc/loadavg")).split("[ /]", -1);
        double waiting = Math.max(Double.parseDouble(words[0]), Double.parseDouble(words[3]));
        double each = waiting / Runtime.getRuntime().availableProcessors();
        return Duration.ofNanos((long) (bound.toNanos() * Math.max(1, each)));
    }

    private OwnMachine() {}
}
