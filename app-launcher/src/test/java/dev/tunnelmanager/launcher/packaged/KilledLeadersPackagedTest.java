package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Four processes ask for hostnames and delete them, while whoever leads is killed (-9) again and again at moments drawn from a seed.
 * After the next start everything must agree. To repeat a run, give its seed with
 * {@code -Dtunnel-manager.killed-leaders.seed=SEED}.
 */
class KilledLeadersPackagedTest {

    private static final int PROJECTS = 4;
    /** So many answers there are between two deaths at most. */
    private static final int MOST_ANSWERS = 25;
    private static final long LOOK_EVERY_MILLIS = 20;
    /** What may be answered while leaders die; anything else is a finding. */
    private static final Set<String> EXPECTED = Set.of("published", "deleted", "pending", "no answer",
            "hostname_not_found", "hostname_busy", "withdrawn");

    /** Once with few requests in every build; in a row, with 200 requests each, if the build says so. */
    @Test
    void everything_agrees_after_leaders_were_killed() throws Exception {
        int repetitions = Integer.getInteger("tunnel-manager.killed-leaders.repetitions", 0);
        long first = seed();
        if (repetitions == 0) {
            repetition(first, 60);
        }
        for (int i = 0; i < repetitions; i++) {
            repetition(first + i, 200);
        }
    }

    private static long seed() {
        Long given = Long.getLong("tunnel-manager.killed-leaders.seed");
        return given == null ? new Random().nextLong() : given;
    }

    private static void repetition(long seed, int requests) throws Exception {
        System.out.println("Killed leaders: seed " + seed);
        long began = System.nanoTime();
        try (Bench bench = Bench.start()) {
            Tidiness tidiness = Tidiness.of(bench);
            RestlessProjects projects = new RestlessProjects(bench, PROJECTS, new Random(seed), requests / PROJECTS);
            CountDownLatch over = new CountDownLatch(1);
            projects.begin();
            FutureTask<Integer> killer = new FutureTask<>(() -> kill(projects, over, new Random(~seed)));
            Thread.ofPlatform().daemon().start(killer);
            Map<String, Integer> answers = projects.answers();
            over.countDown();
            int kills = killer.get(10, TimeUnit.SECONDS);
            assertThat(answers.keySet()).as("answers, seed %s", seed).isSubsetOf(EXPECTED);
            assertThat(kills).as("leaders killed, seed %s", seed).isPositive();
            Aftermath.assertTidy(bench, tidiness, projects, "Seed " + seed);
            System.out.println("Killed leaders: seed " + seed + ": " + requests + " requests answered " + answers + ", "
                    + kills + " leaders killed, " + StateView.of(bench).audit("connector.roll") + " rolls, "
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s.");
        }
    }

    /** Kills whoever leads, until it is over; returns how many it has killed. */
    private static int kill(RestlessProjects projects, CountDownLatch over, Random chance) throws Exception {
        Set<Long> killed = new HashSet<>();
        int enough = 1 + chance.nextInt(MOST_ANSWERS);
        // Something must come about between two deaths, however slow this machine is; the moment after that is any.
        while (!over.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            int answered = projects.answered();
            if (answered < enough || over.await(chance.nextInt(2_500), TimeUnit.MILLISECONDS)) {
                continue;
            }
            enough = answered + 1 + chance.nextInt(MOST_ANSWERS);
            Optional<Process> leader = projects.leader();
            if (leader.isPresent() && killed.add(leader.get().pid())) {
                leader.get().destroyForcibly();
            }
        }
        return killed.size();
    }
}
