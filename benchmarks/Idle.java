import dev.tunnelmanager.standins.connector.StandInEdge;
import java.time.Duration;
import java.util.Locale;

/**
 * What two packaged {@code mcp} processes use while nobody asks them anything, at 1,000 hostnames: the leader, which looks at the
 * connector every 30 s, and another, which waits. Two replicas of a stand-in carry the traffic to services that all answer, so that
 * there is nothing to heal. Argument: for how many seconds, 95 by default.
 */
final class Idle {

    private static final int HOSTNAMES = 1_000;
    /** For the first minutes the compiler still works through what the start and the first looks have called often. */
    private static final Duration SETTLING = Duration.ofMinutes(5);

    public static void main(String[] arguments) throws Exception {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 95;
        try (Filled filled = Filled.with(HOSTNAMES);
                Origins origins = Origins.of(HOSTNAMES);
                StandInEdge edge = StandInEdge.start()) {
            filled.connectTo(edge);
            measure(filled, seconds);
        }
    }

    private static void measure(Filled filled, long seconds) throws Exception {
        try (Supervisor leader = Supervisor.start(filled.folder(), Filled.project(0))) {
            use(leader);
            // The first process that is used takes the lead; only then is the second one given a chance.
            while (!leader.answer("tunnel_get_status", "{}").contains("process " + leader.pid() + " ")) {
                Thread.sleep(50);
            }
            while (!leader.answer("tunnel_get_status", "{}").contains("\"status\":\"up\"")) {
                Thread.sleep(500);
            }
            try (Supervisor waiting = Supervisor.start(filled.folder(), Filled.project(10))) {
                use(waiting);
                Thread.sleep(SETTLING);
                double leaderBefore = leader.processorSeconds();
                double waitingBefore = waiting.processorSeconds();
                long leaderWaits = leader.waits();
                long waitingWaits = waiting.waits();
                Thread.sleep(Duration.ofSeconds(seconds));
                tell("the leader", leader, leaderBefore, leaderWaits, seconds);
                tell("a process that waits", waiting, waitingBefore, waitingWaits, seconds);
            }
        }
    }

    /** Everything a supervisor looks at, so that what a process loads lazily is loaded. */
    private static void use(Supervisor supervisor) throws Exception {
        for (int i = 0; i < 20; i++) {
            supervisor.call("port_list", "{}");
            supervisor.call("tunnel_list_cnames", "{}");
            supervisor.call("tunnel_list_domains", "{}");
            supervisor.call("tunnel_get_status", "{}");
        }
    }

    private static void tell(String who, Supervisor process, double before, long waitsBefore, long seconds)
            throws Exception {
        double share = (process.processorSeconds() - before) / seconds * 100;
        Figures.row("idle, " + who + ": processor time over " + seconds + " s",
                String.format(Locale.ROOT, "%.3f %% of a core, %.1f wake-ups per second", share,
                        (process.waits() - waitsBefore) / (double) seconds),
                "below 0.1 %");
        Figures.row("idle, " + who + ": resident memory after 80 calls", Figures.megabytes(process.resident()),
                "below 100 MB");
    }
}
