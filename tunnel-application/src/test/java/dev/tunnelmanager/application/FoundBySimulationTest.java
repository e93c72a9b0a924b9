package dev.tunnelmanager.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.application.Fuse.Crash;
import dev.tunnelmanager.application.Fuse.Trouble;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.topology.Container;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the simulated world has found, as short as it can be told. */
class FoundBySimulationTest {

    private final World world = new World();

    /** The record was removed, the process died before it was written down, and the file could not be read afterwards. */
    @Test
    void a_route_whose_record_is_removed_is_not_called_live_because_its_rule_cannot_be() {
        try (LoneProcess first = world.process()) {
            Answers.done(first.publish("api", 5000));
            first.fuse.counting(call -> call.equals("NameDirectory.remove"));
            first.fuse.at(1, Trouble.CRASH_AFTER);
            assertThatThrownBy(() -> first.withdraw("api.example.com")).isInstanceOf(Crash.class);
        }
        world.ingress.damage("A slip of an editor.");
        try (LoneProcess second = world.process()) {
            lead(second, Duration.ofMinutes(1));
            assertThat(world.latest(World.API).state()).isEqualTo(RouteState.WITHDRAWING);
            assertThat(world.audit("record.remove")).hasSize(1);
            world.ingress.mend();
            lead(second, Duration.ofMinutes(10));
            world.isFreeOf(World.API);
        }
    }

    /** The record was removed without an answer, while the rule list could not be read. */
    @Test
    void a_removal_that_was_not_answered_is_read_back_whatever_else_is_wrong() {
        try (LoneProcess process = world.process()) {
            Answers.done(process.publish("api", 5000));
            world.ingress.damage("A slip of an editor.");
            world.directory.fail(SimulatedNameDirectory.Fault.APPLIED_UNANSWERED);
            Answers.refusal(process.withdraw("api.example.com"));
            assertThat(world.directory.leads(World.API)).isFalse();
            assertThat(world.latest(World.API).state()).isEqualTo(RouteState.WITHDRAWING);
        }
    }

    /** The provider's answers may be older than what was written there. */
    @Test
    void a_record_that_a_look_does_not_show_is_removed_all_the_same() {
        world.directory.holdReadsBack(true);
        try (LoneProcess process = world.process()) {
            Answers.done(process.publish("api", 5000));
            Answers.done(process.withdraw("api.example.com"));
        }
        assertThat(world.directory.leads(World.API)).isFalse();
        world.isFreeOf(World.API);
    }

    @Test
    void a_rule_that_was_written_by_a_process_that_died_of_it_is_in_the_audit_log() {
        Container container = world.container(Container.State.RUNNING);
        try (LoneProcess first = world.process()) {
            Answers.done(first.publish("api", 5000));
            world.move(container, "127.0.0.2");
            first.fuse.counting(call -> call.equals("IngressRules.apply"));
            first.fuse.at(1, Trouble.CRASH_AFTER);
            assertThatThrownBy(() -> lead(first, Duration.ofMinutes(1))).isInstanceOf(Crash.class);
        }
        try (LoneProcess second = world.process()) {
            lead(second, Duration.ofMinutes(1));
        }
        assertThat(world.audit("rule.put")).extracting(entry -> entry.after().orElseThrow())
                .containsExactly("http://localhost:5000", "http://127.0.0.2:5000");
    }

    /** Nobody had asked for the change, so that no operation's end told of it, and it was undone before it was wanted again. */
    @Test
    void a_rule_that_was_put_back_because_it_could_not_be_served_is_in_the_audit_log() {
        Container container = world.container(Container.State.RUNNING);
        try (LoneProcess process = world.process()) {
            Answers.done(process.publish("api", 5000));
            world.connector.breakStarts(true);
            world.move(container, "127.0.0.2");
            process.lead();
        }
        assertThat(world.audit("rule.put")).extracting(entry -> entry.after().orElseThrow())
                .containsExactly("http://localhost:5000", "http://localhost:5000");
        assertThat(world.audit("rule.put").getLast().before())
                .contains("http://localhost:5000 or http://127.0.0.2:5000");
    }

    private void lead(LoneProcess process, Duration time) {
        var end = world.clock.instant().plus(time);
        while (world.clock.instant().isBefore(end)) {
            world.clock.advance(process.lead().plusMillis(1));
        }
    }
}
