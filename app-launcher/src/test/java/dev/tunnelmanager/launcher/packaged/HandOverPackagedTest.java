package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The leader is killed (-9): who watches then, and from when on. */
class HandOverPackagedTest {

    private static final String HOSTNAME = "api.example.com";
    private static final Duration WATCHED_WITHIN = Duration.ofSeconds(1);
    /** One that is in time shows that it can be; the first may meet a collection of garbage, or a disk that is busy. */
    private static final int HAND_OVERS = 4;

    @Test
    void the_watch_is_handed_over_within_a_second_and_no_child_is_lost_or_started_twice() throws Exception {
        try (Bench bench = Bench.start()) {
            ServingDaemon leader = ServingDaemon.start(bench);
            try {
                bench.publish("shop", "api");
                Set<Long> before = pids(bench);
                assertThat(before).hasSize(2);
                boolean inTime = false;
                for (int i = 0; i < HAND_OVERS && !inTime; i++) {
                    ServingDaemon next = ServingDaemon.start(bench);
                    assertThat(LeaderLock.holder(bench.stateDir())).hasValue(leader.pid());
                    Duration took = killed(bench, leader, next);
                    leader.close();
                    leader = next;
                    inTime = took.compareTo(OwnMachine.stretched(WATCHED_WITHIN)) < 0;
                    assertThat(pids(bench)).isEqualTo(before);
                }
                assertThat(inTime).as("one of %s hand-overs was in time", HAND_OVERS).isTrue();
                assertThat(StateView.of(bench).audit("watch.start")).isZero();

                // The leader and a child at once: whoever comes next finds one child and starts one.
                try (ServingDaemon last = ServingDaemon.start(bench)) {
                    ProcessHandle victim = bench.replicas().getFirst();
                    leader.kill();
                    victim.destroyForcibly();
                    AtomicInteger most = new AtomicInteger();
                    Eventually.holds("two children run again", () -> {
                        Set<Long> now = pids(bench);
                        most.accumulateAndGet(now.size(), Math::max);
                        return now.size() == 2 && !now.contains(victim.pid()) && bench.edgeConnectors().size() == 2;
                    });
                    assertThat(most).hasValue(2);
                    assertThat(pids(bench)).as("the child that lived").containsAnyElementsOf(before);
                    assertThat(LeaderLock.holder(bench.stateDir())).hasValue(last.pid());
                    assertThat(bench.isServed(HOSTNAME)).isTrue();
                }
            } finally {
                leader.close();
            }
        }
    }

    /** Kills a leader; returns how long it took from there until another had made a look. */
    private static Duration killed(Bench bench, ServingDaemon leader, ServingDaemon next) throws Exception {
        StateView state = StateView.of(bench);
        Duration before = next.processorTime();
        long at = System.currentTimeMillis();
        leader.kill();
        // Nobody else makes looks: what is newer than the death of the last leader is by the next.
        Eventually.holds("another looks after the tunnel", () -> state.lastSample() > at);
        Duration took = Duration.ofMillis(state.lastSample() - at);
        System.out.println("The watch was handed over " + took.toMillis() + " ms after the leader was killed, of which "
                + next.processorTime().minus(before).toMillis() + " ms were processor time");
        return took;
    }

    private static Set<Long> pids(Bench bench) {
        return bench.replicas().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }
}
