package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.code;
import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.LoneProcess.meta;
import static dev.tunnelmanager.application.LoneProcess.project;
import static dev.tunnelmanager.application.LoneProcess.request;
import static dev.tunnelmanager.application.World.API;
import static dev.tunnelmanager.application.World.API_RULE;
import static dev.tunnelmanager.application.World.CATCH_ALL;
import static dev.tunnelmanager.application.World.CONSILIO;
import static dev.tunnelmanager.application.World.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.ports.driving.PublishRequest;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PublishTest {

    private final World world = new World();
    private final LoneProcess process = world.process();

    private void limits(int quota, String... suffixes) {
        done(process.plane.setProject(meta(), new Project(CONSILIO, Optional.empty(),
                quota < 0 ? OptionalInt.empty() : OptionalInt.of(quota), List.of(suffixes), Optional.empty(),
                world.clock.instant())));
    }

    private static PublishRequest within(String domain) {
        return new PublishRequest("api", Optional.of(domain), 5000, Optional.empty(), Optional.empty());
    }

    @Test
    void publishes_a_hostname() {
        Set<String> progress = new LinkedHashSet<>();
        process.fuse.beforeEach(() -> world.unfinished().forEach(operation -> progress.add(operation.progress())));
        PublishedHostname published = done(process.publish("api", 5000));
        assertThat(published.url()).isEqualTo("https://api.example.com");
        assertThat(published.route().state()).isEqualTo(RouteState.VERIFIED);
        assertThat(published.route().target().orElseThrow().service().text()).isEqualTo("http://localhost:5000");
        assertThat(world.ingress.standing()).containsExactly(API_RULE, CATCH_ALL);
        assertThat(world.isServed(API_RULE)).isTrue();
        assertThat(world.directory.leads(API)).isTrue();
        assertThat(progress).containsSubsequence("looking", "writing the ingress rules", "starting replica-2",
                "publishing the records", "asking through the edge");
    }

    @Test
    void the_same_request_again_is_answered_the_same_and_does_nothing() {
        PublishedHostname first = done(process.publish("api", 5000));
        int rolls = world.connector.rolls();
        PublishedHostname again = done(process.publish("api", 5000));
        assertThat(again).isEqualTo(first);
        assertThat(world.connector.rolls()).isEqualTo(rolls);
        assertThat(world.ingress.changes()).isEqualTo(1);
        assertThat(world.directory.changes()).isEqualTo(1);
    }

    @Test
    void another_port_for_the_same_hostname_is_a_conflict() {
        process.publish("api", 5000);
        assertThat(code(process.publish("api", 5001))).isEqualTo(RefusalCode.HOSTNAME_CONFLICT);
        assertThat(world.ingress.standing()).contains(API_RULE);
    }

    @Test
    void what_another_project_holds_is_taken() {
        process.publish("api", 5000);
        assertThat(code(process.publish(project(OTHER), request("api", 6000)))).isEqualTo(RefusalCode.HOSTNAME_TAKEN);
        assertThat(world.held(API).orElseThrow().owner()).isEqualTo(CONSILIO);
    }

    @Test
    void a_port_must_be_the_projects_own() {
        assertThat(code(process.publish("api", 6000))).isEqualTo(RefusalCode.PORT_TAKEN);
        assertThat(code(process.publish("api", 7000))).isEqualTo(RefusalCode.PORT_NOT_ALLOCATED);
        assertThat(code(process.publish("api", 70_000))).isEqualTo(RefusalCode.INVALID_PORT);
        world.isFreeOf(API);
    }

    @Test
    void a_project_keeps_to_its_limits() {
        limits(1);
        done(process.publish("api", 5000));
        assertThat(code(process.publish("www", 5001))).isEqualTo(RefusalCode.QUOTA_EXCEEDED);
        limits(-1, "c.example.com");
        assertThat(code(process.publish("www", 5001))).isEqualTo(RefusalCode.ZONE_NOT_ALLOWED);
        done(process.publish("www.c", 5001));
        done(process.publish("*.c", 5001));
        assertThat(code(process.publish(project(OTHER), request("*.d", 6000))))
                .isEqualTo(RefusalCode.WILDCARD_NOT_ALLOWED);
    }

    @Test
    void a_wildcard_is_live_and_not_verified_because_nobody_can_ask_for_it() {
        done(process.publish("w", 5000));
        assertThat(done(process.publish("*.w", 5000)).route().state()).isEqualTo(RouteState.LIVE);
        assertThat(world.ingress.standing()).extracting(IngressRule::hostname)
                .containsExactlyInAnyOrder("w.example.com", "*.w.example.com", "");
    }

    @Test
    void the_meta_supervisor_publishes_for_whoever_has_the_port() {
        assertThat(done(process.publish(meta(), request("api", 5000))).route().owner()).isEqualTo(CONSILIO);
        PublishRequest forOther = new PublishRequest("www", Optional.empty(), 5000, Optional.of(OTHER),
                Optional.empty());
        assertThat(code(process.publish(meta(), forOther))).isEqualTo(RefusalCode.PORT_TAKEN);
        assertThat(code(process.publish(project(CONSILIO), forOther))).isEqualTo(RefusalCode.IDENTITY_MISMATCH);
        AuditEntry entry = world.audit("hostname.publish").getFirst();
        assertThat(entry.actor().text()).isEqualTo("meta");
        assertThat(entry.owner()).isEqualTo(CONSILIO);
    }

    @Test
    void a_zone_that_is_not_there_or_cannot_carry_the_tunnel_is_refused() {
        world.directory.show(new Zone("z-net", "example.net", ZoneStanding.UNUSABLE, 1, List.of()));
        assertThat(code(process.publish(project(CONSILIO), within("nowhere.test"))))
                .isEqualTo(RefusalCode.ZONE_NOT_FOUND);
        assertThat(code(process.publish(project(CONSILIO), within("example.net"))))
                .isEqualTo(RefusalCode.ZONE_UNUSABLE);
        List<Route> held = world.state(state -> state.routes(Optional.empty()));
        assertThat(held).isEmpty();
    }

    @Test
    void a_zone_that_is_new_is_found_when_it_is_asked_for() {
        process.publish("api", 5000);
        world.directory.show(new Zone("z-new", "new.test", ZoneStanding.ACTIVE, 1, List.of()));
        world.clock.advance(Duration.ofMinutes(1));
        assertThat(done(process.publish(project(CONSILIO), within("new.test"))).route().zoneId()).isEqualTo("z-new");
    }

    @Test
    void a_key_names_a_request_for_ever() {
        PublishRequest keyed = new PublishRequest("api", Optional.empty(), 5000, Optional.empty(), Optional.of("k"));
        done(process.publish(project(CONSILIO), keyed));
        int operations = world.audit("hostname.request").size();
        done(process.publish(project(CONSILIO), keyed));
        assertThat(world.audit("hostname.request")).hasSize(operations);
        assertThat(code(process.publish(project(CONSILIO),
                new PublishRequest("www", Optional.empty(), 5000, Optional.empty(), Optional.of("k")))))
                .isEqualTo(RefusalCode.HOSTNAME_CONFLICT);
    }

    @Test
    void a_key_never_shows_what_somebody_else_has_had_since() {
        PublishRequest keyed = new PublishRequest("api", Optional.empty(), 5000, Optional.empty(), Optional.of("k"));
        done(process.publish(project(CONSILIO), keyed));
        done(process.withdraw("api.example.com"));
        assertThat(code(process.publish(project(CONSILIO), keyed))).isEqualTo(RefusalCode.HOSTNAME_NOT_FOUND);
        done(process.publish(project(OTHER), request("api", 6000)));
        assertThat(code(process.publish(project(CONSILIO), keyed))).isEqualTo(RefusalCode.HOSTNAME_NOT_FOUND);
    }

    @Test
    void what_takes_longer_than_the_bound_is_answered_with_the_operation() {
        process.leaveLeading();
        Operation open = Answers.unfinished(process.publish("api", 5000));
        assertThat(open.state()).isEqualTo(Operation.State.PENDING);
        try (LoneProcess leader = world.process()) {
            world.settle(leader);
        }
        assertThat(done(process.plane.operation(project(CONSILIO), open.id().text())).state())
                .isEqualTo(Operation.State.ENDED);
        assertThat(code(process.plane.operation(project(OTHER), open.id().text())))
                .isEqualTo(RefusalCode.OPERATION_NOT_FOUND);
    }

    @Test
    void a_wait_that_is_interrupted_withdraws_what_nobody_has_begun() {
        process.interruptNextWait();
        assertThatThrownBy(() -> process.plane.publish(project(CONSILIO), request("api", 5000), what -> {}))
                .isInstanceOf(InterruptedException.class);
        world.isFreeOf(API);
        assertThat(world.latest(API).cause().orElseThrow().code()).isEqualTo(RefusalCode.WITHDRAWN);
        assertThat(world.audit("hostname.publish")).hasSize(1).noneMatch(AuditEntry::success);
    }

    @Test
    void a_wait_that_is_interrupted_leaves_what_somebody_else_has_asked_for() {
        process.leaveLeading();
        process.publish("api", 5000);
        process.interruptNextWait();
        assertThatThrownBy(() -> process.plane.publish(project(CONSILIO), request("api", 5000), what -> {}))
                .isInstanceOf(InterruptedException.class);
        assertThat(world.unfinished()).hasSize(1);
    }

    @Test
    void a_project_cannot_ask_for_ever_more() {
        LoneProcess impatient = new LoneProcess(world, new ControlPlaneSettings(Optional.of("example.com"),
                Set.of(), Duration.ZERO, Duration.ZERO, 2, Duration.ofHours(24), Duration.ofSeconds(30), true,
                WatchOptions.DEFAULTS));
        impatient.leaveLeading();
        impatient.publish("a", 5000);
        impatient.publish("b", 5000);
        assertThat(code(impatient.publish("c", 5000))).isEqualTo(RefusalCode.TOO_MANY_PENDING);
        assertThat(world.held(HostnamePattern.of("c.example.com"))).isEmpty();
        Answers.unfinished(impatient.publish(project(OTHER), request("d", 6000)));
    }

    @Test
    void every_change_is_in_the_audit_log_with_what_was_before_and_after() {
        done(process.publish("api", 5000));
        done(process.withdraw("api.example.com"));
        assertThat(world.audit("hostname.request").getFirst().after().orElseThrow()).isEqualTo("reserved port 5000");
        assertThat(world.audit("rule.put").getFirst().after()).contains("http://localhost:5000");
        assertThat(world.audit("record.publish").getFirst().after().orElseThrow()).startsWith("wrote entry-");
        AuditEntry published = world.audit("hostname.publish").getFirst();
        assertThat(published.before()).contains("reserved port 5000");
        assertThat(published.after().orElseThrow()).startsWith("verified port 5000 → http://localhost:5000 record");
        assertThat(world.audit("record.remove").getFirst().before().orElseThrow()).startsWith("removed entry-");
        assertThat(world.audit("rule.remove").getFirst().before()).contains("http://localhost:5000");
        AuditEntry withdrawn = world.audit("hostname.withdraw").getFirst();
        assertThat(withdrawn.before().orElseThrow()).startsWith("verified port 5000");
        assertThat(withdrawn.after().orElseThrow()).startsWith("gone port 5000");
        assertThat(world.audit("connector.roll")).hasSize(2);
    }
}
