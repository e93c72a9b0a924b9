package dev.tunnelmanager.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process is ended, or a call to the outside fails, at every single call that it makes to a port, before and after the call has
 * had its effect; then a fresh process takes over. Whatever happened, the same end must be reached.
 */
final class CrashAnywhereSimulation {

    /** Far more than any story here needs. */
    private static final int MORE_THAN_ENOUGH = 2_000;
    private static final String TAKES_OFFICE = "Leadership.lead";

    /**
     * Something that a process does.
     *
     * @param drifted whether others have changed before what only asking again puts right
     * @param needs calls that it makes, or it is not what it is called
     */
    private record Story(Consumer<World> before, Consumer<LoneProcess> act, Consumer<LoneProcess> again,
            Consumer<World> end, boolean drifted, Set<String> needs) {

        Story(Consumer<World> before, Consumer<LoneProcess> act, Consumer<LoneProcess> again, Consumer<World> end,
                String... needs) {
            this(before, act, again, end, false, Set.of(needs));
        }
    }

    @ParameterizedTest
    @EnumSource
    void creating_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(world -> {}, process -> process.publish("api", 5000),
                process -> assertThat(process.publish("api", 5000)).isInstanceOf(Answer.Done.class),
                CrashAnywhereSimulation::isPublic, TAKES_OFFICE, "StateStore.change", "IngressRules.apply",
                "Connector.roll", "NameDirectory.publish"));
    }

    @ParameterizedTest
    @EnumSource
    void withdrawing_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(CrashAnywhereSimulation::published, process -> process.withdraw("api.example.com"),
                process -> assertThat(process.withdraw("api.example.com")).isInstanceOf(Answer.Done.class),
                CrashAnywhereSimulation::isGone, TAKES_OFFICE, "NameDirectory.remove", "IngressRules.apply",
                "Connector.roll"));
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
        }, CrashAnywhereSimulation::leadUntilIdle,
                process -> assertThat(process.publish("api", 5000)).isInstanceOf(Answer.Done.class), world -> {
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
                CrashAnywhereSimulation::isPublic, true, Set.of("IngressRules.apply", "Connector.roll")));
    }

    @ParameterizedTest
    @EnumSource
    void restarting_the_connector_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(CrashAnywhereSimulation::published, process -> process.restart(LoneProcess.meta()),
                process -> assertThat(process.restart(LoneProcess.meta())).isInstanceOf(Answer.Done.class), world -> {
                    isPublic(world);
                    assertThat(world.openRestarts()).isEmpty();
                }, TAKES_OFFICE, "IngressRules.observe", "Connector.restart"));
    }

    /** The connector could not be brought to drop a rule when its hostname was withdrawn; that is made up for later. */
    @ParameterizedTest
    @EnumSource
    void catching_up_on_a_roll_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(world -> {
            published(world);
            world.connector.breakStarts(true);
            try (LoneProcess earlier = world.process()) {
                earlier.withdraw("api.example.com");
            }
            world.connector.breakStarts(false);
        }, CrashAnywhereSimulation::leadUntilIdle,
                process -> assertThat(process.publish("api", 5000)).isInstanceOf(Answer.Done.class),
                CrashAnywhereSimulation::isPublic, TAKES_OFFICE, "Connector.roll"));
    }

    /** Who led has died with the rule written and nothing else done; who takes over dies as well. */
    @ParameterizedTest
    @EnumSource
    void taking_over_a_hostname_on_its_way_in_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(
                world -> diedAfter(world, "IngressRules.apply", process -> process.publish("api", 5000)),
                CrashAnywhereSimulation::leadUntilIdle,
                process -> assertThat(process.publish("api", 5000)).isInstanceOf(Answer.Done.class),
                CrashAnywhereSimulation::isPublic, TAKES_OFFICE, "Leadership.self", "Topology.onChange",
                "Vitals.onChange", "StateStore.read", "StateStore.change", "Connector.observe", "IngressRules.observe",
                "Connector.roll", "NameDirectory.publish"));
    }

    /** Who led has died with the record removed and nothing else done; who takes over dies as well. */
    @ParameterizedTest
    @EnumSource
    void taking_over_a_hostname_on_its_way_out_converges_wherever_it_is_interrupted(Trouble trouble) {
        sweep(trouble, new Story(world -> {
            published(world);
            diedAfter(world, "NameDirectory.remove", process -> process.withdraw("api.example.com"));
        }, CrashAnywhereSimulation::leadUntilIdle,
                process -> assertThat(process.withdraw("api.example.com")).isInstanceOf(Answer.Done.class),
                CrashAnywhereSimulation::isGone, TAKES_OFFICE, "IngressRules.apply", "Connector.roll"));
    }

    private static void published(World world) {
        try (LoneProcess earlier = world.process()) {
            assertThat(earlier.publish("api", 5000)).isInstanceOf(Answer.Done.class);
        }
    }

    private static void diedAfter(World world, String call, Consumer<LoneProcess> act) {
        try (LoneProcess predecessor = world.process()) {
            predecessor.fuse.counting(call::equals);
            predecessor.fuse.at(1, Trouble.CRASH_AFTER);
            assertThatThrownBy(() -> act.accept(predecessor)).isInstanceOf(Crash.class);
        }
    }

    /** Has a process take office and do what it finds. */
    private static void leadUntilIdle(LoneProcess process) {
        while (process.lead().isZero()) {
            // Each step is one call of the leader's.
        }
    }

    private static void sweep(Trouble trouble, Story story) {
        List<String> whole = undisturbed(story, trouble);
        List<String> interrupted = new ArrayList<>();
        for (int n = 1; n < MORE_THAN_ENOUGH; n++) {
            World world = new World();
            story.before().accept(world);
            Optional<String> call = once(world, story, n, trouble);
            if (call.isEmpty()) {
                assertThat(interrupted).as("each call of the undisturbed story, one after the other").isEqualTo(whole)
                        .hasSizeGreaterThan(trouble == Trouble.UNANSWERED ? 3 : 10);
                if (trouble == Trouble.CRASH_BEFORE || trouble == Trouble.CRASH_AFTER) {
                    assertThat(interrupted).as("without these it is another story").containsAll(story.needs());
                }
                return;
            }
            interrupted.add(call.get());
        }
        fail("The story does not end");
    }

    /** Returns the calls that a story makes if nothing comes between, of those that can meet the trouble. */
    private static List<String> undisturbed(Story story, Trouble trouble) {
        World world = new World();
        story.before().accept(world);
        try (LoneProcess process = world.process()) {
            process.fuse.counting(wherePossible(trouble));
            process.fuse.at(Integer.MAX_VALUE, trouble);
            story.act().accept(process);
            return process.fuse.calls();
        }
    }

    /** Plays a story with trouble at the {@code n}th call; returns which call that was, or nothing if it was never reached. */
    private static Optional<String> once(World world, Story story, int n, Trouble trouble) {
        String call;
        try (LoneProcess first = world.process()) {
            first.fuse.counting(wherePossible(trouble));
            first.fuse.beforeEach(() -> nothingIsPublicThatIsNotServed(world));
            first.fuse.at(n, trouble);
            try {
                story.act().accept(first);
            } catch (Crash crash) {
                assertThat(first.fuse.wasMet()).isTrue();
            }
            if (!first.fuse.wasMet()) {
                return Optional.empty();
            }
            call = first.fuse.calls().get(n - 1);
        }
        String where = trouble + " at call " + n + ", " + call;
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
        return Optional.of(call);
    }

    /** Returns which calls can meet a trouble: each can be the last one of a process. */
    private static Predicate<String> wherePossible(Trouble trouble) {
        return call -> trouble == Trouble.CRASH_BEFORE || trouble == Trouble.CRASH_AFTER || mayFail(call, trouble);
    }

    /** Some calls never fail, as their port says; a look that fails has no effect, answered or not. */
    private static boolean mayFail(String call, Trouble trouble) {
        boolean neverFails = Stream.of("Topology.", "Probes.", "Vitals.", "HostNetwork.", "NameResolution.")
                .anyMatch(call::startsWith)
                || Set.of("Connector.observe", "Connector.glance", "NameDirectory.advice", "Leadership.self",
                        "Leadership.stateOf").contains(call);
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
