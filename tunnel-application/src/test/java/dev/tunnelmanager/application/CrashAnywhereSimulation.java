package dev.tunnelmanager.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tunnelmanager.application.Fuse.Crash;
import dev.tunnelmanager.application.Fuse.Trouble;
import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.ports.driving.Answer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process is ended, or a call to the outside fails, at every single call that it makes to a port, before and after the call has
 * had its effect; then a fresh process takes over. Whatever happened, the same end must be reached.
 */
final class CrashAnywhereSimulation {

    /** Far more than any story here needs. */
    private static final int MORE_THAN_ENOUGH = 2_000;

    /**
     * Something that a process does.
     *
     * @param drifted whether others have changed before what only asking again puts right
     */
    private record Story(Consumer<World> before, Consumer<LoneProcess> act, Consumer<LoneProcess> again,
            Consumer<World> end, boolean drifted) {

        Story(Consumer<World> before, Consumer<LoneProcess> act, Consumer<LoneProcess> again, Consumer<World> end) {
            this(before, act, again, end, false);
        }
    }

    @ParameterizedTest
    @EnumSource
    void creating_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(world -> {}, process -> process.publish("api", 5000),
                process -> assertThat(process.publish("api", 5000)).isInstanceOf(Answer.Done.class),
                CrashAnywhereSimulation::isPublic));
    }

    @ParameterizedTest
    @EnumSource
    void withdrawing_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(world -> {
            try (LoneProcess earlier = world.process()) {
                earlier.publish("api", 5000);
            }
        }, process -> process.withdraw("api.example.com"),
                process -> assertThat(process.withdraw("api.example.com")).isInstanceOf(Answer.Done.class),
                CrashAnywhereSimulation::isGone));
    }

    @ParameterizedTest
    @EnumSource
    void taking_back_what_could_not_be_served_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(world -> world.connector.breakStarts(true), process -> process.publish("api", 5000),
                process -> assertThat(process.publish("api", 5000)).isInstanceOf(Answer.Refused.class),
                CrashAnywhereSimulation::neverWas));
    }

    @ParameterizedTest
    @EnumSource
    void following_a_service_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(world -> {
            try (LoneProcess earlier = world.process()) {
                earlier.publish("api", 5000);
            }
            world.move(world.container(Container.State.RUNNING), "127.0.0.2");
        }, process -> {
            while (process.lead().isZero()) {
                // Each step is one call of the leader's.
            }
        }, process -> assertThat(process.publish("api", 5000)).isInstanceOf(Answer.Done.class), world -> {
            Route route = world.held(World.API).orElseThrow();
            assertThat(route.target().orElseThrow().service().text()).isEqualTo("http://127.0.0.2:5000");
            assertThat(world.hasRuleOf(World.API)).isTrue();
            assertThat(world.directory.leads(World.API)).isTrue();
        }));
    }

    @ParameterizedTest
    @EnumSource
    void applying_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(world -> {
            try (LoneProcess earlier = world.process()) {
                earlier.publish("api", 5000);
            }
            world.ingress.write(List.of(World.CATCH_ALL));
        }, process -> process.apply(LoneProcess.meta()),
                process -> assertThat(process.apply(LoneProcess.meta())).isInstanceOf(Answer.Done.class),
                CrashAnywhereSimulation::isPublic, true));
    }

    private static void sweep(Trouble trouble, Story story) {
        for (int n = 1; n < MORE_THAN_ENOUGH; n++) {
            World world = new World();
            story.before().accept(world);
            String where = once(world, story, n, trouble);
            if (where.isEmpty()) {
                assertThat(n).as("calls that were interrupted").isGreaterThan(10);
                return;
            }
        }
        fail("The story does not end");
    }

    /** Plays a story with trouble at the {@code n}th call; returns which call that was, or nothing if it was never reached. */
    private static String once(World world, Story story, int n, Trouble trouble) {
        String where;
        try (LoneProcess first = world.process()) {
            first.fuse.counting(call -> trouble == Trouble.CRASH_BEFORE || trouble == Trouble.CRASH_AFTER
                    || mayFail(call, trouble));
            first.fuse.beforeEach(() -> nothingIsPublicThatIsNotServed(world));
            first.fuse.at(n, trouble);
            try {
                story.act().accept(first);
            } catch (Crash crash) {
                assertThat(first.fuse.wasMet()).isTrue();
            }
            if (!first.fuse.wasMet()) {
                return "";
            }
            where = trouble + " at call " + n + ", " + first.fuse.calls().getLast();
        }
        try (LoneProcess second = world.process()) {
            second.fuse.beforeEach(() -> nothingIsPublicThatIsNotServed(world));
            world.settle(second);
            if (!story.drifted()) {
                everythingIsAccountedFor(world, where);
            }
            story.again().accept(second);
            world.settle(second);
            everythingIsAccountedFor(world, where);
            story.end().accept(world);
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(where + ": " + broken.getMessage(), broken);
        }
        return where;
    }

    /** Some calls never fail, as their port says; a look that fails has no effect, answered or not. */
    private static boolean mayFail(String call, Trouble trouble) {
        boolean neverFails = call.startsWith("Topology.") || call.startsWith("Probes.")
                || call.equals("Connector.observe") || call.equals("NameDirectory.advice");
        boolean changes = Set.of("StateStore.change", "NameDirectory.publish", "NameDirectory.remove",
                "IngressRules.apply").contains(call);
        return !neverFails && (trouble == Trouble.UNAVAILABLE || changes);
    }

    private static void nothingIsPublicThatIsNotServed(World world) {
        if (world.directory.leads(World.API)) {
            assertThat(world.connector.observe().toString()).contains("hostname=api.example.com");
        }
    }

    private static void everythingIsAccountedFor(World world, String where) {
        Optional<Route> held = world.held(World.API);
        assertThat(world.unfinished()).as(where).isEmpty();
        boolean isPublic = held.filter(route -> route.state().isPublic()).isPresent();
        assertThat(world.directory.leads(World.API)).as("record, " + where).isEqualTo(isPublic);
        assertThat(world.hasRuleOf(World.API)).as("rule, " + where).isEqualTo(isPublic);
        assertThat(held.isPresent()).as("held, " + where).isEqualTo(isPublic);
        endedOnce(world, where);
    }

    private static void endedOnce(World world, String where) {
        Set<OperationId> ended = new HashSet<>();
        for (String action : List.of("hostname.publish", "hostname.withdraw")) {
            for (AuditEntry entry : world.audit(action)) {
                entry.operation().ifPresent(id -> {
                    assertThat(ended.add(id)).as("ended once, " + where).isTrue();
                    Operation operation = world.state(state -> state.operation(id)).orElseThrow();
                    assertThat(entry.success()).as("true outcome, " + where)
                            .isEqualTo(operation.outcome().orElseThrow() instanceof OperationOutcome.Done);
                });
            }
        }
        for (AuditEntry asked : world.audit("hostname.request")) {
            assertThat(ended).as("every request has ended, " + where).contains(asked.operation().orElseThrow());
        }
    }

    private static void isPublic(World world) {
        Route route = world.held(World.API).orElseThrow();
        assertThat(route.written()).hasSize(1);
        assertThat(route.record()).isPresent();
        assertThat(world.isServed(World.API_RULE)).isTrue();
        // Written once and, when the first attempt was taken back, once more; never twice beside each other.
        assertThat(world.directory.entriesAt(World.COM, World.API)).hasSize(1);
    }

    private static void isGone(World world) {
        assertThat(world.latest(World.API).state().holdsHostname()).isFalse();
        assertThat(world.isServed(World.API_RULE)).isFalse();
        assertThat(world.ingress.standing()).containsExactly(World.CATCH_ALL);
        assertThat(world.directory.entriesAt(World.COM, World.API)).isEmpty();
    }

    private static void neverWas(World world) {
        isGone(world);
        assertThat(world.audit("record.publish")).isEmpty();
        assertThat(world.audit("hostname.publish")).isNotEmpty();
    }
}
