package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.code;
import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.LoneProcess.meta;
import static dev.tunnelmanager.application.LoneProcess.project;
import static dev.tunnelmanager.application.LoneProcess.request;
import static dev.tunnelmanager.application.World.CONSILIO;
import static dev.tunnelmanager.application.World.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.Page;
import dev.tunnelmanager.ports.driving.PortRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class IdentityTest {

    private static final PortRequest ANY_PORT = new PortRequest(OptionalLong.empty(), Optional.empty(),
            Optional.empty());
    private static final ProjectName NEW = new ProjectName("newcomer");

    private final World world = new World();
    private final LoneProcess process = world.process();

    private static Caller with(Actor actor, String token) {
        return new Caller(actor, Optional.of(token));
    }

    @Test
    void a_project_with_a_token_must_present_it_whatever_it_asks() {
        String token = done(process.plane.issueToken(meta(), CONSILIO));
        Caller none = project(CONSILIO);
        Caller wrong = with(new Actor.Project(CONSILIO), token + "0");
        for (Caller caller : new Caller[]{none, wrong}) {
            assertThat(code(process.publish(caller, request("api", 5000)))).isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.withdraw(caller, "api.example.com"))).isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.status(caller))).isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.hostnames(caller, Optional.empty(), Optional.empty())))
                    .isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.zones(caller, false))).isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.allocatePort(caller, ANY_PORT))).isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.releasePort(caller, 5000))).isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.ports(caller, Optional.empty()))).isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.hostnames(caller, Optional.empty(), Optional.empty(), Optional.empty(), 1)))
                    .isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.ports(caller, Optional.empty(), OptionalLong.empty(), 1)))
                    .isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.operation(caller, "op-0000000000000000")))
                    .isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.audit(caller, Optional.empty(), 10))).isEqualTo(RefusalCode.TOKEN_REJECTED);
            assertThat(code(process.plane.projects(caller))).isEqualTo(RefusalCode.TOKEN_REJECTED);
        }
        assertThat(world.directory.changes()).isZero();
        done(process.publish(with(new Actor.Project(CONSILIO), token), request("api", 5000)));
        done(process.plane.clearToken(meta(), CONSILIO));
        done(process.plane.status(none));
    }

    @Test
    void a_token_of_the_meta_supervisor_is_asked_of_it() {
        String token = done(process.plane.issueToken(meta(), ProjectName.META));
        assertThat(code(process.plane.projects(meta()))).isEqualTo(RefusalCode.TOKEN_REJECTED);
        assertThat(code(process.plane.clearToken(meta(), ProjectName.META))).isEqualTo(RefusalCode.TOKEN_REJECTED);
        done(process.plane.projects(with(new Actor.Meta(), token)));
        assertThat(world.audit("project.token").toString()).doesNotContain(token);
    }

    @Test
    void a_project_comes_into_being_when_it_first_acts_unless_registration_is_closed() {
        done(process.plane.setRegistrationOpen(meta(), false));
        assertThat(code(process.plane.allocatePort(project(NEW), ANY_PORT)))
                .isEqualTo(RefusalCode.REGISTRATION_CLOSED);
        assertThat(done(process.plane.ports(meta(), Optional.of(NEW)))).isEmpty();
        done(process.plane.setRegistrationOpen(meta(), true));
        done(process.plane.allocatePort(project(NEW), ANY_PORT));
        assertThat(done(process.plane.projects(project(NEW)))).extracting(Project::name).containsExactly(NEW);
        assertThat(world.audit("registration.set")).hasSize(2);
        assertThat(world.audit("project.register")).anyMatch(entry -> entry.owner().equals(NEW));
    }

    @Test
    void a_project_never_becomes_the_meta_supervisor() {
        Caller caller = project(CONSILIO);
        assertThat(code(process.plane.setRegistrationOpen(caller, false))).isEqualTo(RefusalCode.META_ONLY);
        assertThat(code(process.plane.issueToken(caller, CONSILIO))).isEqualTo(RefusalCode.META_ONLY);
        assertThat(code(process.plane.clearToken(caller, OTHER))).isEqualTo(RefusalCode.META_ONLY);
        assertThat(code(process.plane.setProject(caller, Project.unlimited(CONSILIO, world.clock.instant()))))
                .isEqualTo(RefusalCode.META_ONLY);
    }

    @Test
    void a_project_sees_and_touches_only_what_is_its_own() {
        done(process.publish("api", 5000));
        Caller other = project(OTHER);
        assertThat(done(process.plane.hostnames(other, Optional.empty(), Optional.empty()))).isEmpty();
        assertThat(code(process.plane.hostnames(other, Optional.of(CONSILIO), Optional.empty())))
                .isEqualTo(RefusalCode.IDENTITY_MISMATCH);
        assertThat(code(process.plane.ports(other, Optional.of(CONSILIO)))).isEqualTo(RefusalCode.IDENTITY_MISMATCH);
        assertThat(done(process.plane.hostnames(other, Optional.empty(), Optional.empty(), Optional.empty(), 9)))
                .isEqualTo(new Page<>(List.of(), 0, false));
        assertThat(code(process.plane.hostnames(other, Optional.of(CONSILIO), Optional.empty(), Optional.empty(), 9)))
                .isEqualTo(RefusalCode.IDENTITY_MISMATCH);
        assertThat(code(process.plane.ports(other, Optional.of(CONSILIO), OptionalLong.empty(), 9)))
                .isEqualTo(RefusalCode.IDENTITY_MISMATCH);
        assertThat(code(process.plane.releasePort(other, 5000))).isEqualTo(RefusalCode.PORT_TAKEN);
        assertThat(done(process.plane.audit(other, Optional.of("api.example.com"), 100))).isEmpty();
        assertThat(done(process.plane.projects(other))).extracting(Project::name).containsExactly(OTHER);
    }

    @Test
    void a_list_is_read_page_by_page() {
        for (String label : List.of("c", "a", "b")) {
            done(process.publish(label, 5000));
        }
        Caller caller = project(CONSILIO);
        Optional<String> after = Optional.empty();
        List<String> seen = new ArrayList<>();
        for (boolean more = true; more;) {
            Page<Route> page = done(
                    process.plane.hostnames(caller, Optional.empty(), Optional.of("example.com"), after, 2));
            assertThat(page.total()).isEqualTo(3);
            page.items().forEach(route -> seen.add(route.hostname().text()));
            after = Optional.of(page.items().getLast().hostname().text());
            more = page.more();
        }
        assertThat(seen).containsExactly("a.example.com", "b.example.com", "c.example.com");
        assertThat(done(process.plane.hostnames(caller, Optional.empty(), Optional.of("example.org"), Optional.empty(),
                2))).isEqualTo(new Page<>(List.of(), 0, false));
        Page<PortAllocation> ports = done(process.plane.ports(meta(), Optional.empty(), OptionalLong.of(5000), 1));
        assertThat(ports.items()).extracting(each -> each.port().value()).containsExactly(5001);
        assertThat(ports.total()).isEqualTo(3);
        assertThat(ports.more()).isTrue();
        for (long limit : new long[]{0, -1, Page.MOST + 1, Long.MAX_VALUE}) {
            assertThat(code(process.plane.ports(caller, Optional.empty(), OptionalLong.empty(), limit)))
                    .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        }
        assertThat(code(process.plane.hostnames(caller, Optional.empty(), Optional.empty(), Optional.of("no name"), 1)))
                .isEqualTo(RefusalCode.INVALID_HOSTNAME);
    }

    @Test
    void a_port_is_not_released_while_a_hostname_uses_it() {
        done(process.publish("api", 5000));
        assertThat(code(process.plane.releasePort(project(CONSILIO), 5000))).isEqualTo(RefusalCode.PORT_IN_USE);
        done(process.withdraw("api.example.com"));
        done(process.plane.releasePort(project(CONSILIO), 5000));
        done(process.plane.releasePort(project(CONSILIO), 5000));
        assertThat(world.audit("port.release")).hasSize(1);
        assertThat(world.audit("port.release").getFirst().before()).isPresent();
    }
}
