package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tunnelmanager.standins.disk.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four processes ask for hostnames and delete them, while they are killed (-9), the leader is stopped, disks are full or read-only, the
 * provider is in trouble and the clock is set, all at moments drawn from a seed. Afterwards everything must agree. To repeat a run,
 * give its seed with {@code -Dtunnel-manager.torture.seed=SEED}; for a longer one, say how many are to be killed with
 * {@code -Dtunnel-manager.torture.kills=200}.
 */
@Tag("live")
@EnabledIfSystemProperty(named = TortureLivePackagedTest.KILLS, matches = "[1-9]\\d*", disabledReason = "Each run meets another disorder, so it is asked for by the number of kills")
class TortureLivePackagedTest {

    static final String KILLS = "tunnel-manager.torture.kills";
    private static final int PROJECTS = 4;
    private static final int LONGEST_PAUSE_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_EVERY_MILLIS = 20;
    private static final int STATE_MEGABYTES = 32;
    private static final int CONFIG_MEGABYTES = 4;
    /** What may be answered while all this goes on; anything else is a finding. */
    private static final Set<String> EXPECTED = Set.of("published", "deleted", "pending", "no answer",
            "hostname_not_found", "hostname_busy", "withdrawn", "state_unavailable", "ingress_unavailable",
            "provider_unavailable", "outcome_unknown", "connector_unavailable", "connector_not_ready");

    @Test
    void everything_agrees_after_everything_went_wrong(@TempDir Path disks) throws Exception {
        String obstacle = SmallDisk.obstacle();
        assumeTrue(obstacle.isEmpty(), "Small disks cannot be mounted here: " + obstacle);
        int kills = Integer.getInteger(KILLS, 0);
        Long given = Long.getLong("tunnel-manager.torture.seed");
        long seed = given == null ? new Random().nextLong() : given;
        System.out.println("Torture: seed " + seed);
        long began = System.nanoTime();
        try (SmallDisk state = SmallDisk.mount(disks, "state-disk", STATE_MEGABYTES);
                SmallDisk config = SmallDisk.mount(disks, "config-disk", CONFIG_MEGABYTES);
                Bench bench = Bench.start(Files.createDirectory(config.folder().resolve("cloudflared")),
                        state.folder().resolve("state"))) {
            // With the archive that an installation has, starting costs half as much, and most of this test is starting.
            Ended warm = bench.runBare("warm-up");
            assertThat(warm.exit()).as(warm.err()).isZero();
            Optional<ChildClock> clock = ChildClock.of(bench, disks);
            Tidiness tidiness = Tidiness.of(bench);
            Set<String> files = filesBeside(bench);
            Random chance = new Random(seed);
            RestlessProjects projects = new RestlessProjects(bench, PROJECTS, chance, Integer.MAX_VALUE);
            Torturer torturer = new Torturer(bench, projects, state, config, clock, ~seed);
            FutureTask<Map<String, Integer>> torment = new FutureTask<>(torturer);
            projects.begin();
            Thread.ofPlatform().daemon().start(torment);
            int leaders;
            try {
                leaders = kill(projects, kills, chance);
            } finally {
                torturer.over();
                projects.enough();
            }
            Map<String, Integer> torments = torment.get(1, TimeUnit.MINUTES);
            Map<String, Integer> answers = projects.answers();
            assertThat(answers.keySet()).as("answers, seed %s", seed).isSubsetOf(EXPECTED);
            Aftermath.assertTidy(bench, tidiness, projects, "Seed " + seed);
            projects.assertPure();
            assertThat(filesBeside(bench)).as("files beside the config file").isEqualTo(files);
            System.out.println("Torture: seed " + seed + ": " + kills + " kills, " + leaders + " of them of leaders, "
                    + torments + (clock.isEmpty() ? " (no libfaketime, so the clock was left alone)" : "")
                    + ", answered " + answers + ", " + StateView.of(bench).audit("connector.roll") + " rolls, "
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s.");
        }
    }

    /** Kills so many processes, most of them while they lead, and returns how many did. */
    private static int kill(RestlessProjects projects, int kills, Random chance)
            throws InterruptedException, IOException {
        int leaders = 0;
        for (int killed = 0; killed < kills && !projects.isBroken();) {
            awaitProgress(projects);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(chance.nextInt(LONGEST_PAUSE_MILLIS)));
            Optional<Process> leader = projects.leader();
            Process victim = leader.isPresent() && chance.nextInt(4) > 0 ? leader.get() : projects.any(chance);
            if (victim.isAlive()) {
                leaders += leader.isPresent() && leader.get().equals(victim) ? 1 : 0;
                victim.destroyForcibly().waitFor();
                killed++;
            }
        }
        return leaders;
    }

    /** Something shall come about between two deaths, unless what else goes wrong keeps it off; the moment after that is any. */
    private static void awaitProgress(RestlessProjects projects) {
        int enough = projects.done() + 1;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (projects.done() < enough && !projects.isBroken() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MILLIS));
        }
    }

    private static Set<String> filesBeside(Bench bench) throws IOException {
        try (Stream<Path> files = Files.list(bench.configFile().resolveSibling(""))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
