import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.domain.diagnosis.HealthSample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How large the database is at 1,000 hostnames that were published in earnest, with their operations and audit entries, before and
 * after 30 days of health: a look every 30 s, each appended as the leader does it, which keeps the samples of two days and the hours of
 * all.
 */
final class Size {

    private static final int HOSTNAMES = 1_000;
    private static final Duration DAYS = Duration.ofDays(30);
    private static final Duration BETWEEN = Duration.ofSeconds(30);

    public static void main(String[] arguments) throws Exception {
        try (Filled filled = Filled.with(0)) {
            publish(filled);
            double bare = bytes(filled);
            Figures.row("database at " + HOSTNAMES + " published hostnames", Figures.megabytes(bare), "");
            long samples = DAYS.dividedBy(BETWEEN);
            try (SqliteStateStore store = filled.open()) {
                Instant first = Filled.clock().instant().minus(DAYS);
                for (long day = 0; day < DAYS.toDays(); day++) {
                    append(store, first, day * samples / DAYS.toDays(), (day + 1) * samples / DAYS.toDays());
                }
            }
            Figures.row("the same after 30 days of health, " + samples + " looks, of which what the product keeps",
                    Figures.megabytes(bytes(filled)), "below 15 MB");
        }
    }

    private static void publish(Filled filled) throws Exception {
        try (Rig rig = new Rig(filled, Duration.ofMillis(100), false);
                ExecutorService projects = Executors.newVirtualThreadPerTaskExecutor()) {
            rig.allocate("project-0", rig.servicePort());
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int from = i * HOSTNAMES / 20;
                all.add(projects.submit(() -> {
                    for (int k = from; k < from + HOSTNAMES / 20; k++) {
                        rig.publish("project-0", "service-" + k, rig.servicePort());
                    }
                    return from;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    private static void append(SqliteStateStore store, Instant first, long from, long to) {
        store.change(state -> {
            for (long i = from; i < to; i++) {
                // Every twentieth look finds something out of order; times are never on the second.
                state.append(new HealthSample(first.plus(BETWEEN.multipliedBy(i)).plusMillis(i % 7), i % 20 != 0,
                        i % 20 == 0 ? 4 : 8, 2));
            }
            return to;
        });
    }

    /** The file and its log; closing the store has folded the log into the file, so that is what stays on the disk. */
    private static double bytes(Filled filled) throws Exception {
        double bytes = 0;
        for (String end : List.of("", "-wal")) {
            Path file = Path.of(filled.database() + end);
            bytes += Files.exists(file) ? Files.size(file) : 0;
        }
        return bytes;
    }
}
