package dev.tunnelmanager.launcher.packaged;

import dev.tunnelmanager.standins.disk.SmallDisk;
import dev.tunnelmanager.standins.provider.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets one thing after the other go wrong around the processes, each for a moment and at a moment drawn from its seed, until it is
 * told that it is over. Then everything is well again, but for the clock, which stays where it is.
 */
final class Torturer implements Callable<Map<String, Integer>> {

    /** What goes wrong beside the deaths. */
    private enum Torment {
        LEADER_STOPPED, STATE_DISK_FULL, STATE_READ_ONLY, CONFIG_DISK_FULL, CONFIG_READ_ONLY, PROVIDER_IN_TROUBLE,
        CLOCK_SET
    }

    private static final int SHORTEST_MILLIS = 100;
    private static final int LONGEST_MILLIS = 2_500;
    /** About a database page's worth, so that what still fits and what does not is left to chance. */
    private static final int MOST_SPARE_BYTES = 16 * 1024;
    private static final List<Long> CLOCKS = List.of(0L, 4L, -4L, 45L, -45L, 7_200L, -7_200L, 2_592_000L);

    private final Bench bench;
    private final RestlessProjects projects;
    private final SmallDisk state;
    private final SmallDisk config;
    private final Optional<ChildClock> clock;
    private final Random chance;
    private final CountDownLatch over = new CountDownLatch(1);

    Torturer(Bench bench, RestlessProjects projects, SmallDisk state, SmallDisk config, Optional<ChildClock> clock,
            long seed) {
        this.bench = bench;
        this.projects = projects;
        this.state = state;
        this.config = config;
        this.clock = clock;
        this.chance = new Random(seed);
    }

    /** Has it end after what is wrong now; may be called by any thread. */
    void over() {
        over.countDown();
    }

    /** Returns how often it did what. */
    @Override
    public Map<String, Integer> call() throws Exception {
        List<Torment> deck = new ArrayList<>(List.of(Torment.values()));
        if (clock.isEmpty()) {
            deck.remove(Torment.CLOCK_SET);
        }
        Map<String, Integer> done = new TreeMap<>();
        while (!over.await(chance.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS)) {
            Torment next = deck.get(chance.nextInt(deck.size()));
            inflict(next);
            done.merge(next.name(), 1, Integer::sum);
        }
        return done;
    }

    private void inflict(Torment torment) throws Exception {
        switch (torment) {
            case LEADER_STOPPED -> stopLeader();
            case STATE_DISK_FULL -> fill(state);
            case STATE_READ_ONLY -> lock(state);
            case CONFIG_DISK_FULL -> fill(config);
            case CONFIG_READ_ONLY -> lock(config);
            case PROVIDER_IN_TROUBLE -> troubleProvider();
            case CLOCK_SET -> {
                if (clock.isPresent()) {
                    clock.get().set(CLOCKS.get(chance.nextInt(CLOCKS.size())));
                }
            }
        }
    }

    private void aMoment() throws InterruptedException {
        over.await(SHORTEST_MILLIS + chance.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS), TimeUnit.MILLISECONDS);
    }

    private void stopLeader() throws Exception {
        Optional<Process> leader = projects.leader();
        if (leader.isEmpty()) {
            return;
        }
        try {
            signal("STOP", leader.get());
            aMoment();
        } finally {
            signal("CONT", leader.get());
        }
    }

    /** To one that was killed meanwhile nothing can be sent, which is as well. */
    private static void signal(String name, Process process) throws IOException, InterruptedException {
        if (process.isAlive()) {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        }
    }

    private void fill(SmallDisk disk) throws Exception {
        try {
            disk.fill(chance.nextInt(MOST_SPARE_BYTES));
            aMoment();
        } finally {
            disk.free();
        }
    }

    private void lock(SmallDisk disk) throws Exception {
        try {
            disk.readOnly();
            aMoment();
        } finally {
            disk.writable();
        }
    }

    private void troubleProvider() throws Exception {
        List<Fault> faults = List.of(Fault.tooMany("1"), Fault.page(502), Fault.page(503), Fault.closed(),
                Fault.closed().afterEffect(), Fault.truncated(), Fault.page(500).afterEffect(),
                Fault.late(Duration.ofSeconds(3)));
        boolean lasting = chance.nextInt(3) == 0;
        try {
            if (lasting) {
                bench.provider().failFromNowOn(faults.get(chance.nextInt(faults.size())));
            } else {
                for (int i = 0; i <= chance.nextInt(4); i++) {
                    bench.provider().failNext(faults.get(chance.nextInt(faults.size())));
                }
            }
            aMoment();
        } finally {
            bench.provider().mend();
        }
    }
}
