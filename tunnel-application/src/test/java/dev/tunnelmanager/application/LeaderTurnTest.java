package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.code;
import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.World.API;
import static dev.tunnelmanager.application.World.CATCH_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.application.Fuse.Trouble;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.EngineView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeaderTurnTest {

    private static final HostnamePattern BAD = HostnamePattern.of("bad.example.com");
    private static final IngressRule MOVED = new IngressRule("api.example.com", "", "http://127.0.0.2:5000");

    private final World world = new World();
    private final LoneProcess process = world.process();

    private Container publishedContainer() {
        Container container = world.container(Container.State.RUNNING);
        done(process.publish("api", 5000));
        return container;
    }

    @Test
    void a_service_that_moves_is_followed_and_that_is_in_the_audit_log() {
        Container container = publishedContainer();
        world.move(container, "127.0.0.2");
        process.lead();
        assertThat(world.isServed(MOVED)).isTrue();
        assertThat(world.held(API).orElseThrow().target().orElseThrow().service().text())
                .isEqualTo("http://127.0.0.2:5000");
        assertThat(world.directory.changes()).isEqualTo(1);
        assertThat(world.audit("rule.put").getLast().before()).contains("http://localhost:5000");
        assertThat(world.audit("rule.put").getLast().after()).contains("http://127.0.0.2:5000");
    }

    @Test
    void a_service_that_moved_while_nobody_led_is_followed_by_the_next_leader() {
        Container container = publishedContainer();
        process.close();
        world.move(container, "127.0.0.2");
        try (LoneProcess next = world.process()) {
            next.lead();
        }
        assertThat(world.isServed(MOVED)).isTrue();
    }

    @Test
    void a_service_that_could_not_be_followed_at_once_is_followed_later_without_a_further_event() {
        Container container = publishedContainer();
        world.connector.breakStarts(true);
        world.move(container, "127.0.0.2");
        process.lead();
        assertThat(world.hasRuleOf(API)).isTrue();
        assertThat(world.ingress.standing()).doesNotContain(MOVED);
        world.connector.breakStarts(false);
        world.clock.advance(Duration.ofSeconds(6));
        process.lead();
        assertThat(world.isServed(MOVED)).isTrue();
    }

    @Test
    void what_is_to_be_tried_again_is_not_put_off_by_a_clock_that_is_set_back() {
        Container container = publishedContainer();
        world.connector.breakStarts(true);
        world.move(container, "127.0.0.2");
        process.lead();
        world.connector.breakStarts(false);
        world.clock.advance(Duration.ofHours(-2));
        process.lead();
        assertThat(world.isServed(MOVED)).isTrue();
    }

    @Test
    void a_service_that_moved_while_the_engine_could_not_be_asked_is_followed_without_a_further_event() {
        Container container = publishedContainer();
        world.topology.engineUnknown("It hangs.");
        process.lead();
        world.topology.keepSilent(true);
        world.move(container, "127.0.0.2");
        world.topology.enginePresent();
        world.clock.advance(Duration.ofSeconds(6));
        process.lead();
        assertThat(world.isServed(MOVED)).isTrue();
    }

    @Test
    void a_look_that_shows_nothing_is_repeated_more_and_more_rarely() {
        publishedContainer();
        world.topology.engineUnknown("It hangs.");
        process.lead();
        long before = process.fuse.calls().stream().filter("Topology.snapshot"::equals).count();
        for (int second = 0; second < 600; second++) {
            world.clock.advance(Duration.ofSeconds(1));
            process.lead();
        }
        assertThat(process.fuse.calls().stream().filter("Topology.snapshot"::equals).count() - before)
                .as("after 5, 15, 35, 75, 155 and 315 s").isBetween(5L, 7L);
    }

    @Test
    void a_service_that_stops_or_cannot_be_seen_keeps_its_hostname() {
        Container container = publishedContainer();
        int changes = world.ingress.changes();
        world.container(Container.State.STOPPED);
        process.lead();
        world.topology.removeContainer(container.name());
        process.lead();
        world.topology.engineUnknown("It is being upgraded.");
        process.lead();
        assertThat(world.ingress.changes()).isEqualTo(changes);
        assertThat(world.held(API).orElseThrow().state().isPublic()).isTrue();
        assertThat(world.directory.leads(API)).isTrue();
    }

    @Test
    void an_engine_that_is_stopped_is_not_taken_for_none_even_by_a_process_that_never_saw_it() {
        publishedContainer();
        process.close();
        world.topology.engineAbsent();
        try (LoneProcess next = world.process()) {
            next.lead();
            assertThat(code(next.publish("api", 5000))).isEqualTo(RefusalCode.TARGET_UNKNOWN);
        }
        assertThat(world.ingress.changes()).isEqualTo(1);
        assertThat(world.held(API).orElseThrow().state().isPublic()).isTrue();
        EngineView remembered = world.state(state -> state.topology()).orElseThrow().engine();
        assertThat(remembered).isInstanceOf(EngineView.Present.class);
        try (LoneProcess told = new LoneProcess(world, World.SETTINGS.withEngineExpected(false))) {
            assertThat(done(told.publish("api", 5000)).route().target().orElseThrow().service().text())
                    .isEqualTo("http://localhost:5000");
        }
    }

    @Test
    void a_programming_error_about_one_hostname_keeps_no_other_from_being_served() {
        process.fuse.bugs(call -> call.startsWith("NameDirectory.entriesAt") && call.contains("bad."));
        process.leaveLeading();
        process.publish("api", 5000);
        process.publish("bad", 5000);
        process.publish("www", 5001);
        LoneProcess leader = world.process();
        leader.fuse.bugs(call -> call.startsWith("NameDirectory.entriesAt") && call.contains("bad."));
        world.settle(leader);
        assertThat(world.held(API).orElseThrow().state()).isEqualTo(RouteState.VERIFIED);
        assertThat(world.held(HostnamePattern.of("www.example.com")).orElseThrow().state())
                .isEqualTo(RouteState.VERIFIED);
        assertThat(world.latest(BAD).state()).isEqualTo(RouteState.FAILED);
        assertThat(world.latest(BAD).cause().orElseThrow().code()).isEqualTo(RefusalCode.INTERNAL);
        assertThat(world.events.failures()).anyMatch(told -> told.contains("a planted bug"));
    }

    @Test
    void a_programming_error_while_taking_away_is_met_again_later_and_blocks_nobody() {
        done(process.publish("bad", 5000));
        process.fuse.bugs(call -> call.startsWith("NameDirectory.entriesAt") && call.contains("bad."));
        assertThat(code(process.withdraw("bad.example.com"))).isEqualTo(RefusalCode.INTERNAL);
        done(process.publish("api", 5000));
        assertThat(world.directory.leads(BAD)).isTrue();
        process.fuse.bugs(call -> false);
        world.settle(process);
        assertThat(world.directory.leads(BAD)).isFalse();
        assertThat(world.hasRuleOf(BAD)).isFalse();
    }

    @Test
    void a_state_that_fails_beside_a_record_that_was_written_loses_nothing() {
        // The first change of the state after the record was written, on the branch of its own hostname.
        process.fuse.counting(call -> call.equals("StateStore.change") && world.directory.leads(API));
        process.fuse.at(1, Trouble.UNAVAILABLE);
        done(process.publish("api", 5000));
        assertThat(process.fuse.wasMet()).isTrue();
        assertThat(world.directory.entriesAt(World.COM, API)).hasSize(1);
        assertThat(world.held(API).orElseThrow().record()).isPresent();
        assertThat(world.events.failures()).noneMatch(told -> told.contains("programming error"));
    }

    @Test
    void a_clock_that_is_set_back_delays_nothing() {
        process.leaveLeading();
        process.publish("api", 5000);
        world.clock.advance(Duration.ofDays(-1));
        LoneProcess leader = world.process();
        Duration wait = leader.lead();
        assertThat(wait).isLessThanOrEqualTo(World.SETTINGS.window());
    }

    @Test
    void a_leader_that_begins_rolls_nothing_that_a_person_is_still_editing() {
        done(process.publish("api", 5000));
        process.close();
        int rolls = world.connector.rolls();
        world.ingress.write(List.of(World.API_RULE,
                new IngressRule("draft.example.com", "", "http://localhost:9"), CATCH_ALL));
        try (LoneProcess next = world.process()) {
            next.lead();
            next.lead();
        }
        assertThat(world.connector.rolls()).isEqualTo(rolls);
    }

    @Test
    void a_leader_that_begins_does_not_bring_into_service_that_a_person_took_a_rule_away() {
        done(process.publish("api", 5000));
        process.close();
        world.ingress.write(List.of(CATCH_ALL));
        try (LoneProcess next = world.process()) {
            next.lead();
            next.lead();
        }
        assertThat(world.isServed(World.API_RULE)).isTrue();
    }

    @Test
    void a_leader_that_begins_drops_a_rule_that_the_last_one_could_not() {
        done(process.publish("api", 5000));
        world.connector.breakStarts(true);
        done(process.withdraw("api.example.com"));
        process.close();
        world.connector.breakStarts(false);
        assertThat(world.isServed(World.API_RULE)).isTrue();
        try (LoneProcess next = world.process()) {
            next.lead();
        }
        assertThat(world.isServed(World.API_RULE)).isFalse();
    }
}
