package dev.tunnelmanager.adapter.cloudflaredruntime;

import static dev.tunnelmanager.contracts.ConnectorContract.BARE;
import static dev.tunnelmanager.contracts.ConnectorContract.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script in the place of systemctl writes down what it is told; status pages answer as if it had been done. */
final class SystemdUnitTest {

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();

    private SystemdUnit unit(List<HostPort> metrics, String script) throws IOException {
        Path systemctl = folder.resolve("systemctl");
        Files.writeString(systemctl, "#!/bin/sh\ncd " + folder + "\nshift\n" + script);
        Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwx------"));
        return new SystemdUnit(Settings.of(ConnectorSettings.Kind.SYSTEMD, folder, metrics),
                new Readiness(clock, clock), systemctl.toString());
    }

    private static String answering(String plain, String instances, String onRestart) {
        return """
                case "$1 $2" in
                  "show cloudflared.service") printf 'LoadState=%s\\nActiveState=active\\nSubState=running\\nNRestarts=3\\nMainPID=1\\n';;
                  "show "*) printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\nNRestarts=0\\nMainPID=1\\n';;
                  "list-units "*) printf '%s';;
                  restart*) %s;;
                  *) echo "unexpected: $*" >&2; exit 9;;
                esac
                """.formatted(plain, instances, onRestart);
    }

    /** The page of a connector that has been restarted as often as the script says, and reads its rules at its start. */
    private FakePages pages(String restartsFile,
            List<List<dev.tunnelmanager.domain.ingress.IngressRule>> rulesByStart) {
        return new FakePages(() -> {
            int starts = restarts(restartsFile).size();
            return new FakePages.Says(restartsFile + "-" + starts, 4, -1,
                    rulesByStart.get(Math.min(starts, rulesByStart.size() - 1)));
        });
    }

    private List<String> restarts(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void observes_the_unit_with_what_its_connector_says() throws IOException {
        try (FakePages pages = pages("restarts", List.of(SHOP))) {
            SystemdUnit unit = unit(List.of(pages.address()), answering("loaded", "", "exit 9"));
            assertThat(unit.presence()).isEqualTo(new Keeper.Presence.Here("systemd unit cloudflared.service"));
            assertThat(unit.observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class, found -> {
                assertThat(found.kind()).isEqualTo(ConnectorKind.SYSTEMD);
                assertThat(found.replicas()).singleElement().satisfies(replica -> {
                    assertThat(replica.name()).isEqualTo("cloudflared.service");
                    assertThat(replica.restarts()).isEqualTo(3);
                    assertThat(replica.startedAt()).isPresent();
                    assertThat(replica.serves(SHOP)).isTrue();
                });
            });
        }
    }

    @Test
    void restarts_through_systemctl_and_recognises_the_new_process_by_its_id() throws IOException {
        try (FakePages pages = pages("restarts", List.of(SHOP, BARE))) {
            SystemdUnit unit = unit(List.of(pages.address()), answering("loaded", "", "echo \"$2\" >> restarts"));
            List<String> steps = new ArrayList<>();
            assertThat(unit.roll(BARE, steps::add)).isEqualTo(new RollOutcome.Served(List.of("cloudflared.service")));
            assertThat(restarts("restarts")).containsExactly("cloudflared.service");
            assertThat(steps).isNotEmpty();
            assertThat(unit.roll(BARE, steps::add)).isEqualTo(new RollOutcome.Served(List.of()));
            assertThat(restarts("restarts")).hasSize(1);
        }
    }

    @Test
    void instances_of_the_template_are_restarted_one_after_the_other() throws IOException {
        try (FakePages a = pages("a", List.of(SHOP, BARE)); FakePages b = pages("b", List.of(SHOP, BARE))) {
            String listed = "cloudflared@a.service loaded active running A\\ncloudflared@b.service loaded active running B\\n";
            SystemdUnit unit = unit(List.of(a.address(), b.address()), answering("not-found", listed,
                    "case $2 in *@a*) echo a >> a;; *) test -s a && echo b >> b;; esac"));
            assertThat(unit.roll(BARE, step -> {}))
                    .isEqualTo(new RollOutcome.Served(List.of("cloudflared@a.service", "cloudflared@b.service")));
            assertThat(restarts("b")).hasSize(1);
        }
    }

    /** An instance that names its page in its command line, as the template has it. */
    private static String instances(FakePages a, FakePages b, String onRestart) {
        return """
                start() { echo "ExecStart={ path=/c ; argv[]=/c tunnel --metrics $1 run ; ignore_errors=no ; pid=0 }"; }
                case "$1 $2" in
                  "show cloudflared.service") echo LoadState=not-found;;
                  "show "*) printf 'LoadState=loaded\nActiveState=active\nSubState=running\nNRestarts=0\nMainPID=1\n'
                    case $2 in *@a*) start %s;; *) start %s;; esac;;
                  "list-units "*) printf 'cloudflared@a.service loaded\ncloudflared@b.service loaded\n';;
                  restart*) %s;;
                esac
                """.formatted(a.address(), b.address(), onRestart);
    }

    @Test
    void instances_are_told_apart_by_the_pages_that_they_name_whatever_is_configured() throws IOException {
        try (FakePages a = pages("a", List.of(SHOP, BARE)); FakePages b = pages("b", List.of(SHOP, SHOP, BARE))) {
            SystemdUnit unit = unit(List.of(ReplicaStarter.spareAddress()), instances(a, b,
                    "case $2 in *@a*) echo a >> a;; *) echo b >> b;; esac"));
            assertThat(unit.observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class,
                    found -> assertThat(found.replicas()).hasSize(2).allMatch(replica -> replica.serves(SHOP)
                            && replica.connectorId().filter(id -> id.startsWith(
                                    replica.name().substring("cloudflared@".length()).substring(0, 1))).isPresent()));
            // The second still serves the old rules after its restart; that is told of the right unit.
            assertThat(unit.roll(BARE, step -> {})).isInstanceOfSatisfying(RollOutcome.NotServed.class,
                    notServed -> assertThat(notServed.refusal().problem()).contains("cloudflared@b.service",
                            "serves other rules"));
            // Whoever is right already is left alone.
            assertThat(unit.roll(BARE, step -> {}))
                    .isEqualTo(new RollOutcome.Served(List.of("cloudflared@b.service")));
            assertThat(restarts("a")).hasSize(1);
        }
    }

    @Test
    void an_instance_that_serves_nobody_is_restarted_before_one_that_does() throws IOException {
        try (FakePages a = pages("a", List.of(SHOP, BARE)); FakePages b = new FakePages(() -> {
            int starts = restarts("b").size();
            return new FakePages.Says("b-" + starts, starts == 0 ? 0 : 4, -1, starts == 0 ? SHOP : BARE);
        })) {
            SystemdUnit unit = unit(List.of(ReplicaStarter.spareAddress()), instances(a, b,
                    "case $2 in *@a*) test -s b && echo a >> a;; *) echo b >> b;; esac"));
            assertThat(unit.roll(BARE, step -> {})).isEqualTo(
                    new RollOutcome.Served(List.of("cloudflared@b.service", "cloudflared@a.service")));
        }
    }

    @Test
    void a_restart_that_systemd_reports_as_failed_is_told_with_its_words() throws IOException {
        try (FakePages pages = pages("restarts", List.of(SHOP))) {
            SystemdUnit unit = unit(List.of(pages.address()), answering("loaded", "",
                    "echo 'Job for cloudflared.service failed because the control process exited with error code.' >&2; exit 1"));
            assertThat(unit.roll(BARE, step -> {})).isInstanceOfSatisfying(RollOutcome.NotServed.class, notServed -> {
                assertThat(notServed.refusal().code()).isEqualTo(RefusalCode.CONNECTOR_NOT_READY);
                assertThat(notServed.refusal().problem()).contains("exit code 1", "Job for cloudflared.service failed");
            });
        }
    }

    @Test
    void a_unit_that_stays_with_the_old_process_is_not_taken_for_restarted() throws IOException {
        try (FakePages pages = pages("never-written", List.of(SHOP))) {
            SystemdUnit unit = unit(List.of(pages.address()), answering("loaded", "", "true"));
            assertThat(unit.roll(BARE, step -> {})).isInstanceOfSatisfying(RollOutcome.NotServed.class,
                    notServed -> assertThat(notServed.refusal().problem()).contains("within 60 s"));
        }
    }

    @Test
    void denied_is_a_failure_with_a_next_step() throws IOException {
        try (FakePages pages = pages("restarts", List.of(SHOP))) {
            SystemdUnit unit = unit(List.of(pages.address()), answering("loaded", "",
                    "echo 'Failed to restart cloudflared.service: Access denied' >&2; exit 4"));
            assertThatThrownBy(() -> unit.roll(BARE, step -> {})).isInstanceOfSatisfying(PortFailure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(PortFailure.Kind.DENIED);
                assertThat(failure.recommendation()).contains("polkit");
            });
        }
    }

    @Test
    void pushed_rules_are_refused_without_a_restart() throws IOException {
        try (FakePages pages = new FakePages(() -> new FakePages.Says("id", 4, 7, SHOP))) {
            SystemdUnit unit = unit(List.of(pages.address()), answering("loaded", "", "echo x >> restarts"));
            assertThat(unit.roll(BARE, step -> {})).isInstanceOfSatisfying(RollOutcome.NotServed.class,
                    notServed -> assertThat(notServed.refusal().code()).isEqualTo(RefusalCode.MANAGED_ELSEWHERE));
            assertThat(restarts("restarts")).isEmpty();
        }
    }

    @Test
    void a_unit_whose_status_page_is_elsewhere_is_not_restarted_blindly() throws IOException {
        SystemdUnit unit = unit(List.of(ReplicaStarter.spareAddress()),
                answering("loaded", "", "echo x >> restarts"));
        assertThatThrownBy(() -> unit.roll(BARE, step -> {})).isInstanceOfSatisfying(PortFailure.class,
                failure -> assertThat(failure.recommendation()).contains("connector.metrics"));
        assertThat(restarts("restarts")).isEmpty();
    }

    @Test
    void a_machine_without_systemd_has_no_unit() throws IOException {
        SystemdUnit unit = unit(List.of(ReplicaStarter.spareAddress()),
                "echo 'System has not been booted with systemd as init system (PID 1). Can'\"'\"'t operate.' >&2; exit 1\n");
        assertThat(unit.presence()).isEqualTo(new Keeper.Presence.Absent());
        assertThat(unit.observe()).isInstanceOfSatisfying(ConnectorObservation.NotFound.class,
                notFound -> assertThat(notFound.refusal().code()).isEqualTo(RefusalCode.CONNECTOR_NOT_FOUND));
        assertThat(new SystemdUnit(Settings.of(ConnectorSettings.Kind.SYSTEMD, folder,
                List.of(ReplicaStarter.spareAddress())), new Readiness(clock, clock), "/no/such/systemctl").presence())
                .isEqualTo(new Keeper.Presence.Absent());
    }

    @Test
    void a_systemd_that_cannot_be_asked_is_unknown_and_not_absent() throws IOException {
        SystemdUnit unit = unit(List.of(ReplicaStarter.spareAddress()),
                "echo 'Transport endpoint is not connected' >&2; exit 1\n");
        assertThat(unit.presence()).isInstanceOf(Keeper.Presence.Unknown.class);
    }

    @Test
    void a_restart_is_done_though_the_unit_serves_and_though_its_page_does_not_answer() throws IOException {
        try (FakePages pages = pages("restarts", List.of(SHOP))) {
            SystemdUnit unit = unit(List.of(pages.address()), answering("loaded", "", "echo \"$2\" >> restarts"));
            assertThat(unit.roll(SHOP, step -> {})).isEqualTo(new RollOutcome.Served(List.of()));
            assertThat(unit.restart(SHOP, step -> {}))
                    .isEqualTo(new RollOutcome.Served(List.of("cloudflared.service")));
            assertThat(restarts("restarts")).hasSize(1);
        }
        SystemdUnit mute = unit(List.of(ReplicaStarter.spareAddress()),
                answering("loaded", "", "echo \"$2\" >> restarts"));
        assertThat(mute.restart(SHOP, step -> {})).isInstanceOfSatisfying(RollOutcome.NotServed.class,
                notServed -> assertThat(notServed.refusal().problem()).contains("does not answer"));
        assertThat(restarts("restarts")).hasSize(2);
    }
}
