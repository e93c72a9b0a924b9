import dev.tunnelmanager.adapter.host.FileChangeFeed;
import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.StateStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Measures how long after one process has committed a change another one that waits has seen it: from the return of the commit to the
 * return of the read that shows it, woken by the change feed. Both read the same monotonic clock.
 *
 * <p>Run: {@code java -cp "app-launcher/target/distribution/tunnel-manager/lib/*" benchmarks/WakeUp.java [COMMITS]}. Linux only.
 */
final class WakeUp {

    private static final String DATABASE = "tunnel-manager.db";

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals("commit")) {
            commit(Path.of(arguments[1]));
            return;
        }
        int commits = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
        Path directory = Files.createTempDirectory("wake-up");
        Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                "benchmarks/WakeUp.java", "commit", directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        double[] latencies = new double[commits];
        try (BufferedReader said = writer.inputReader(StandardCharsets.UTF_8);
                PrintStream say = new PrintStream(writer.getOutputStream(), true, StandardCharsets.UTF_8)) {
            said.readLine();
            try (StateStore state = open(directory); FileChangeFeed feed = new FileChangeFeed(directory, DATABASE)) {
                for (int i = -20; i < commits; i++) {
                    String wanted = "change " + i;
                    try (ChangeFeed.Listening listening = feed.listen()) {
                        say.println(wanted);
                        while (!state.read(reader -> reader.leader()).orElse("").equals(wanted)) {
                            listening.await(Duration.ofSeconds(10));
                        }
                    }
                    long seen = System.nanoTime();
                    long committed = Long.parseLong(said.readLine());
                    if (i >= 0) {
                        // Seen before the writer has read the clock after its commit counts as at once.
                        latencies[i] = Math.max(0, (seen - committed) / 1e6);
                    }
                }
            }
        } finally {
            writer.destroyForcibly();
        }
        Arrays.sort(latencies);
        System.out.printf("from commit to seen, ms: median %.2f, p90 %.2f, p99 %.2f, max %.2f (%d commits)%n",
                latencies[commits / 2], latencies[commits * 9 / 10], latencies[commits * 99 / 100],
                latencies[commits - 1], commits);
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    private static StateStore open(Path directory) {
        return SqliteStateStore.open(directory.resolve(DATABASE), Clock.systemUTC(), new SecureRandom());
    }

    private static void commit(Path directory) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (StateStore state = open(directory)) {
            state.change(writer -> {
                writer.setLeader("nobody");
                return writer;
            });
            out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String words = line;
                state.change(writer -> {
                    writer.setLeader(words);
                    return words;
                });
                out.println(System.nanoTime());
            }
        }
    }
}
