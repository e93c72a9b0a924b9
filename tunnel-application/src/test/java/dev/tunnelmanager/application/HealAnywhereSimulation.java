package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The leader is killed at each single call while it heals a connector that has crashed; the next one finishes it. */
class HealAnywhereSimulation {

    private static final int MOST_CALLS = 200;
    /** What cannot be seen there is an answer of its own. */
    private static final List<String> NEVER_FAIL = List.of("Vitals.", "HostNetwork.", "NameResolution.", "Leadership.");

    @Test
    void whoever_comes_after_a_crash_heals_the_connector_and_keeps_the_ladder() {
        for (Fuse.Trouble trouble : List.of(Fuse.Trouble.CRASH_BEFORE, Fuse.Trouble.CRASH_AFTER,
                Fuse.Trouble.UNAVAILABLE, Fuse.Trouble.UNANSWERED)) {
            int call = 1;
            while (healsAlthough(trouble, call)) {
                call++;
                assertThat(call).isLessThan(MOST_CALLS);
            }
            assertThat(call).as("calls while healing").isGreaterThan(8);
        }
    }

    /** Returns false if healing was over before call number {@code call}. */
    private static boolean healsAlthough(Fuse.Trouble trouble, int call) {
        World world = new World();
        LoneProcess first = world.process();
        done(first.publish("api", 5000));
        run(world, first, Duration.ofMinutes(2));
        int before = world.connector.attempts().size();
        world.vitals.keepSilent(true);
        world.connector.crash();
        world.clock.advance(Duration.ofSeconds(30));
        boolean crash = trouble == Fuse.Trouble.CRASH_BEFORE || trouble == Fuse.Trouble.CRASH_AFTER;
        first.fuse.counting(one -> crash || NEVER_FAIL.stream().noneMatch(one::startsWith));
        first.fuse.at(call, trouble);
        try {
            run(world, first, Duration.ofSeconds(3));
        } catch (Fuse.Crash killed) {
            assertThat(first.fuse.wasMet()).isTrue();
        }
        boolean met = first.fuse.wasMet();
        LoneProcess second = world.process();
        run(world, second, Duration.ofSeconds(70));
        String where = trouble + " at call " + call;
        assertThat(world.isServed(World.API_RULE)).as(where).isTrue();
        assertThat(world.state(state -> state.watch()).orElseThrow().down()).as(where).isFalse();
        List<Instant> attempts = world.connector.attempts().subList(before, world.connector.attempts().size());
        assertThat(attempts).as(where).isNotEmpty();
        for (int i = 1; i < attempts.size(); i++) {
            assertThat(Duration.between(attempts.get(i - 1), attempts.get(i))).as(where)
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
        }
        List<TunnelEvent> onRecord = world.state(state -> state.events(0, 1_000));
        assertThat(onRecord).as(where).extracting(TunnelEvent::number).doesNotHaveDuplicates();
        assertThat(onRecord.stream().filter(event -> event.kind() == TunnelEvent.Kind.TUNNEL_DOWN).count()).as(where)
                .isEqualTo(onRecord.stream().filter(event -> event.kind() == TunnelEvent.Kind.TUNNEL_UP).count());
        return met;
    }

    private static void run(World world, LoneProcess process, Duration time) {
        Instant end = world.clock.instant().plus(time);
        while (world.clock.instant().isBefore(end)) {
            Duration idle = process.lead();
            Duration left = Duration.between(world.clock.instant(), end);
            world.clock.advance(idle.compareTo(left) < 0 ? idle : left);
        }
    }
}
