package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
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
            Random chance = new Random(seed);
            List<RestlessProject> projects = new ArrayList<>();
            for (int i = 0; i < PROJECTS; i++) {
                projects.add(new RestlessProject(bench, "p" + i, chance.nextLong(), requests / PROJECTS));
            }
            CountDownLatch over = new CountDownLatch(1);
            FutureTask<Integer> killer = new FutureTask<>(() -> kill(bench, projects, over, new Random(~seed)));
            Thread.ofPlatform().daemon().start(killer);
            Map<String, Integer> answers = askAll(projects);
            over.countDown();
            int kills = killer.get(10, TimeUnit.SECONDS);
            assertThat(answers.keySet()).as("answers, seed %s", seed).isSubsetOf(EXPECTED);
            assertThat(kills).as("leaders killed, seed %s", seed).isPositive();

            // The last leader goes the same way, wherever it is.
            for (RestlessProject project : projects) {
                project.process().destroyForcibly().waitFor();
            }
            Supervisor next = bench.meta();
            assertThat(next.structured("tunnel_list_cnames").path("success").asBoolean()).isTrue();
            try {
                tidiness.awaitTidy();
                assertTold(bench, projects);
                deleteAll(next);
                tidiness.awaitTidy();
                tidiness.assertUntouched();
            } catch (AssertionError | Exception finding) {
                throw new AssertionError("Seed " + seed + ": " + finding.getMessage() + "\nThe last process wrote:\n"
                        + next.errors(), finding);
            }
            next.assertPure();
            System.out.println("Killed leaders: seed " + seed + ": " + requests + " requests answered " + answers + ", "
                    + kills + " leaders killed, " + StateView.of(bench).audit("connector.roll") + " rolls, "
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s.");
        }
    }

    private static Map<String, Integer> askAll(List<RestlessProject> projects) throws Exception {
        List<FutureTask<Map<String, Integer>>> asking = new ArrayList<>();
        for (RestlessProject project : projects) {
            FutureTask<Map<String, Integer>> task = new FutureTask<>(project);
            Thread.ofPlatform().daemon().start(task);
            asking.add(task);
        }
        Map<String, Integer> all = new TreeMap<>();
        for (FutureTask<Map<String, Integer>> task : asking) {
            task.get(10, TimeUnit.MINUTES).forEach((code, times) -> all.merge(code, times, Integer::sum));
        }
        return all;
    }

    /** Kills whoever leads, until it is over; returns how many it has killed. */
    private static int kill(Bench bench, List<RestlessProject> projects, CountDownLatch over, Random chance)
            throws Exception {
        Set<Long> killed = new HashSet<>();
        int enough = 1 + chance.nextInt(MOST_ANSWERS);
        // Something must come about between two deaths, however slow this machine is; the moment after that is any.
        while (!over.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            int answered = projects.stream().mapToInt(RestlessProject::answered).sum();
            if (answered < enough || over.await(chance.nextInt(2_500), TimeUnit.MILLISECONDS)) {
                continue;
            }
            enough = answered + 1 + chance.nextInt(MOST_ANSWERS);
            OptionalLong leader = LeaderLock.holder(bench.stateDir());
            if (leader.isEmpty()) {
                continue;
            }
            for (RestlessProject project : projects) {
                if (project.process().pid() == leader.getAsLong() && killed.add(leader.getAsLong())) {
                    project.process().destroyForcibly();
                }
            }
        }
        return killed.size();
    }

    /** What was told as done is so, unless something was asked about the hostname later of which nobody knows the outcome. */
    private static void assertTold(Bench bench, List<RestlessProject> projects) throws Exception {
        List<String> held = StateView.of(bench).held().stream().map(StateView.Held::hostname).toList();
        for (RestlessProject project : projects) {
            project.told().forEach((hostname, isPublic) -> assertThat(held.contains(hostname))
                    .as("%s is public, as was told last", hostname).isEqualTo(isPublic));
        }
    }

    private static void deleteAll(Supervisor meta) throws Exception {
        List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
        for (JsonNode each : meta.structured("tunnel_list_cnames", "limit", 1_000).path("cnames")) {
            asked.add(meta.begin("tunnel_delete_cname", "hostname", each.path("hostname").asText()));
        }
        for (CompletableFuture<JsonNode> each : asked) {
            JsonNode answer = meta.result(each).path("structuredContent");
            assertThat(answer.path("success").asBoolean() || answer.path("pending").asBoolean()).as("%s", answer)
                    .isTrue();
        }
    }
}
