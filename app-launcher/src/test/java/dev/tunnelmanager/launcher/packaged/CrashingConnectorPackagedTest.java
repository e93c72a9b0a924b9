package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A connector that crashes at every start, while the daemon is killed and restarted between the attempts: the first steps of the
 * ladder, in real time. All of them, for an hour, are in the simulation.
 */
class CrashingConnectorPackagedTest {

    private static final List<Long> PAUSES = List.of(5_000L, 15_000L, 30_000L);
    /** So long an attempt itself may take on a machine that has much else to do, beyond a pause and a tenth of it. */
    private static final long ATTEMPT_MILLIS = 6_000;

    @Test
    void a_restart_of_the_daemon_makes_no_attempt_come_sooner() throws Exception {
        try (Bench bench = Bench.start()) {
            ServingDaemon daemon = ServingDaemon.start(bench);
            try {
                bench.publish("shop", "api");
                StateView state = StateView.of(bench);
                Files.writeString(bench.faults(), "crash=The stand-in crashes.\n");
                long starts = starts(bench);
                bench.replicas().forEach(ProcessHandle::destroyForcibly);

                Eventually.holds("the second attempt", () -> state.audit("watch.start") == 2);
                daemon.kill();
                daemon.close();
                daemon = ServingDaemon.start(bench);
                Eventually.holds("the third attempt", () -> state.audit("watch.start") == 3);
                assertThat(daemon.terminate()).isEqualTo(128 + 15);
                daemon.close();
                daemon = ServingDaemon.start(bench);
                Eventually.holds("the fourth attempt", () -> state.audit("watch.start") == 4);

                List<Long> pauses = pauses(state.auditTimes("watch.start"));
                System.out.println("Attempts to start a connector that crashes, over two restarts of the daemon, came "
                        + pauses + " ms after the end of the one before");
                for (int i = 0; i < PAUSES.size(); i++) {
                    assertThat(pauses.get(i)).as("pause " + i + " of " + pauses)
                            .isBetween(PAUSES.get(i), PAUSES.get(i) * 11 / 10 + ATTEMPT_MILLIS);
                }
                assertThat(starts(bench) - starts).as("processes started, one in each attempt").isEqualTo(4);
            } finally {
                daemon.close();
            }
        }
    }

    /** Returns how often a connector was started, as its own output says. */
    private static long starts(Bench bench) throws Exception {
        long starts = 0;
        try (var files = Files.newDirectoryStream(bench.stateDir().resolve("logs"), "cloudflared-*.log")) {
            for (var file : files) {
                starts += Files.readAllLines(file).stream()
                        .filter(line -> line.contains("Tunnel Manager starts connector"))
                        .count();
            }
        }
        return starts;
    }

    private static List<Long> pauses(List<Long> times) {
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            pauses.add(times.get(i) - times.get(i - 1));
        }
        return pauses;
    }
}
