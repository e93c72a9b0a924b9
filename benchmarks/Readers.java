import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.domain.ownership.ProjectName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * 200 processes read a state of 1,000 hostnames while one process writes to it all the time: whether any read fails, and how long
 * the slowest takes.
 *
 * <p>So many JVMs do not fit a small machine, so 190 of the readers are Python programs that read with SQLite as we do (read-only,
 * the same patience, a project's hostnames in one transaction), and 10 are JVMs that read through our own store. Each reads once a
 * second, at a moment of chance. A second round, in which all read as fast as they can, shows what only the processor's time
 * makes of it. Without Python there are 20 JVMs of 10 reading threads each.
 */
final class Readers {

    private static final int PROCESSES = 200;
    private static final int JVMS = 10;
    private static final int HOSTNAMES = 1_000;
    private static final String PYTHON = """
            import sqlite3, sys, time, random
            path, owner, pace, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
            db = sqlite3.connect('file:' + path + '?mode=ro', uri=True, timeout=10, isolation_level=None)
            print('ready', flush=True)
            sys.stdin.readline()
            schedule = open('/proc/self/schedstat', buffering=1)
            def waited():
                schedule.seek(0)
                return int(schedule.read().split()[1])
            end = time.monotonic() + seconds
            took, errors = [], 0
            while time.monotonic() < end:
                time.sleep(pace * 2 * random.random())
                before = waited()
                begun = time.monotonic()
                try:
                    db.execute('BEGIN DEFERRED')
                    rows = db.execute('SELECT * FROM routes WHERE holds = 1 AND owner = ? ORDER BY hostname',
                                      (owner,)).fetchall()
                    db.execute('COMMIT')
                    if len(rows) != 10:
                        errors += 1
                except sqlite3.Error:
                    errors += 1
                ended = time.monotonic()
                took.append(((ended - begun) * 1000, (waited() - before) / 1e6))
            print(errors, *('%.3f/%.3f' % each for each in took), flush=True)
            """;

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            read(arguments);
            return;
        }
        try (Filled filled = Filled.with(HOSTNAMES)) {
            round(filled, 1, 15, "once a second each", "no error, below 100 ms");
            round(filled, 0, 4, "as fast as they can", "no error");
        }
    }

    /**
     * One read.
     *
     * @param took milliseconds from the question to the answer
     * @param queued of them in the queue for a processor, as the kernel counts it
     */
    private record Read(double took, double queued) {

        static Read parse(String words) {
            int slash = words.indexOf('/');
            return new Read(Double.parseDouble(words.substring(0, slash)), Double.parseDouble(words.substring(slash + 1)));
        }

        double own() {
            return Math.max(0, took - queued);
        }
    }

    private static Read slowest(List<Read> reads) {
        return reads.stream().max(Comparator.comparingDouble(Read::took)).orElseThrow();
    }

    private static void round(Filled filled, double pace, int seconds, String how, String aim) throws Exception {
        Path script = Files.writeString(filled.folder().resolve("reader.py"), PYTHON);
        boolean python = isThere("python3");
        List<Process> readers = new ArrayList<>();
        try {
            for (int i = 0; i < (python ? PROCESSES : 20); i++) {
                String owner = Filled.project(i % (HOSTNAMES / Filled.PER_PROJECT) * Filled.PER_PROJECT);
                readers.add(python && i >= JVMS
                        ? start("python3", script.toString(), filled.database().toString(), owner, "" + pace, "" + seconds)
                        : start(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1", "-Xmx64m", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                                "Readers", filled.database().toString(), owner, "" + pace, "" + seconds,
                                python ? "1" : "10"));
            }
            List<BufferedReader> answers = new ArrayList<>();
            for (Process reader : readers) {
                BufferedReader answer = new BufferedReader(
                        new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8));
                answers.add(answer);
                if (!"ready".equals(answer.readLine())) {
                    throw new IllegalStateException("A reader did not start");
                }
            }
            for (Process reader : readers) {
                reader.getOutputStream().write('\n');
                reader.getOutputStream().close();
            }
            long changes = write(filled, seconds);
            List<List<Read>> took = new ArrayList<>();
            long errors = 0;
            for (BufferedReader answer : answers) {
                String[] words = answer.readLine().split(" ");
                errors += Long.parseLong(words[0]);
                took.add(Arrays.stream(words).skip(1).map(Read::parse).toList());
            }
            List<Read> all = took.stream().flatMap(List::stream).toList();
            List<Read> ours = took.stream().limit(python ? JVMS : 20).flatMap(List::stream).toList();
            double[] times = all.stream().mapToDouble(Read::took).toArray();
            Read slowest = slowest(all);
            Figures.row((python ? (PROCESSES - JVMS) + " Python and " + JVMS + " Java processes"
                    : "20 Java processes of 10 threads each") + " read, " + how + ", while one makes "
                    + changes / seconds + " changes per second",
                    errors + " errors in " + times.length + " reads; p50 " + Figures.milliseconds(Figures.median(times))
                            + ", p99 " + Figures.milliseconds(Figures.quantile(times, 0.99)) + ", slowest "
                            + Figures.milliseconds(slowest.took()) + ", of which it waited "
                            + Figures.milliseconds(slowest.queued()) + " for a processor; slowest of the Java processes "
                            + Figures.milliseconds(slowest(ours).took()) + "; slowest without waiting for a processor "
                            + Figures.milliseconds(all.stream().mapToDouble(Read::own).max().orElse(0)),
                    aim);
        } finally {
            readers.forEach(Process::destroyForcibly);
        }
    }

    /** Changes the state as publishing does, a change about every 5 ms, and returns how many changes were made. */
    private static long write(Filled filled, int seconds) throws Exception {
        long changes = 0;
        try (SqliteStateStore store = filled.open()) {
            Instant end = Instant.now().plusSeconds(seconds);
            while (Instant.now().isBefore(end)) {
                int number = ThreadLocalRandom.current().nextInt(HOSTNAMES);
                store.change(state -> {
                    state.put(Filled.route(number + 1, number, Filled.clock().instant()));
                    return number;
                });
                changes++;
                Thread.sleep(5);
            }
        }
        return changes;
    }

    /** What a reading JVM does: database, owner, pace and duration in seconds, threads. */
    private static void read(String[] arguments) throws Exception {
        double pace = Double.parseDouble(arguments[2]);
        Duration lasting = Duration.ofMillis((long) (Double.parseDouble(arguments[3]) * 1_000));
        ProjectName owner = new ProjectName(arguments[1]);
        StringBuffer took = new StringBuffer();
        int[] errors = new int[1];
        try (SqliteStateStore store = SqliteStateStore.open(Path.of(arguments[0]), Filled.clock(), new SecureRandom())) {
            for (int i = 0; i < 200; i++) {
                store.read(state -> state.routes(Optional.of(owner)));
            }
            System.out.println("ready");
            System.in.read();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    long end = System.nanoTime() + lasting.toNanos();
                    while (System.nanoTime() < end) {
                        try {
                            Thread.sleep(Duration.ofNanos((long) (pace * 2e9 * ThreadLocalRandom.current().nextDouble())));
                            double before = queued();
                            long begun = System.nanoTime();
                            int seen = store.read(state -> state.routes(Optional.of(owner))).size();
                            double ended = (System.nanoTime() - begun) / 1e6;
                            took.append(' ').append(ended).append('/').append(queued() - before);
                            errors[0] += seen == Filled.PER_PROJECT ? 0 : 1;
                        } catch (RuntimeException | IOException | InterruptedException failed) {
                            errors[0]++;
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        System.out.println(errors[0] + took.toString());
    }

    /** Returns how long this thread has been ready to run and did not, in milliseconds: the second number, as proc(5) says. */
    private static double queued() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ")[1]) / 1e6;
    }

    private static Process start(String... command) throws Exception {
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static boolean isThere(String program) throws Exception {
        try {
            return new ProcessBuilder(program, "-c", "import sqlite3").start().waitFor(20, TimeUnit.SECONDS);
        } catch (IOException absent) {
            return false;
        }
    }
}
