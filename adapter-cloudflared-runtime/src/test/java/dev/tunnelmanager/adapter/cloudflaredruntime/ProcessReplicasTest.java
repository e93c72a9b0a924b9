package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.contracts.ConnectorContract;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessReplicasTest implements ConnectorContract {

    @TempDir
    Path folder;

    @Override
    public ChildRig rig() {
        return ChildRig.in(folder, 2);
    }

    private static Set<HostPort> addressesOf(ChildRig rig) {
        return rig.children().stream().map(ChildReplica::address).collect(Collectors.toSet());
    }

    @Test
    void runs_one_child_per_configured_address_and_no_other_after_a_roll() {
        try (ChildRig rig = rig()) {
            rig.rollTo(SHOP);
            rig.rollTo(SHOP_AND_API);
            assertThat(ChildRig.eventually(() -> rig.children().size() == 2)).isTrue();
            assertThat(addressesOf(rig)).isEqualTo(Set.copyOf(rig.addresses));
            assertThat(rig.found().replicas().stream().map(Replica::name))
                    .isEqualTo(rig.addresses.stream().map(HostPort::toString).toList());
        }
    }

    @Test
    void even_a_single_address_comes_back_to_itself() {
        try (ChildRig rig = ChildRig.in(folder, 1)) {
            rig.rollTo(SHOP);
            assertThat(rig.rollTo(BARE))
                    .isEqualTo(new RollOutcome.Served(List.of(rig.addresses.getFirst().toString())));
            assertThat(ChildRig.eventually(() -> rig.children().size() == 1)).isTrue();
            assertThat(addressesOf(rig)).containsExactly(rig.addresses.getFirst());
        }
    }

    @Test
    void children_lead_sessions_of_their_own_and_outlive_the_kill_of_their_starters_group() throws Exception {
        try (ChildRig rig = rig()) {
            rig.hold(SHOP);
            // A session of its own makes the starter the leader of a process group, as a supervisor would.
            Process starter = new ProcessBuilder("setsid",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp", System.getProperty("java.class.path"), StarterMain.class.getName(), folder.toString(),
                    rig.addresses.get(0).toString(), rig.addresses.get(1).toString(),
                    rig.settings().instanceId().get()).redirectErrorStream(true)
                    .redirectOutput(folder.resolve("starter.log").toFile()).start();
            assertThat(ChildRig.eventually(() -> Files.exists(folder.resolve("served")))).isTrue();
            List<ChildReplica> before = rig.children();
            assertThat(before).hasSize(2).allMatch(ChildReplica::hasLeader);

            assertThat(new ProcessBuilder("/bin/kill", "-KILL", "--", "-" + starter.pid()).start().waitFor()).isZero();
            assertThat(starter.waitFor(10, TimeUnit.SECONDS)).isTrue();

            Set<String> ids = rig.ids();
            assertThat(ids).hasSize(2);
            assertThat(rig.rollTo(SHOP)).isEqualTo(new RollOutcome.Served(List.of()));
            assertThat(rig.children()).isEqualTo(before);
            assertThat(rig.ids()).isEqualTo(ids);
        }
    }

    @Test
    void ends_doubles_on_one_address_and_children_whose_address_is_not_configured_any_more() {
        try (ChildRig rig = rig()) {
            rig.rollTo(SHOP);
            ReplicaStarter starter = new ReplicaStarter(rig.settings(), InstantSource.system(), new Random());
            int spareStarts = logOf(rig, "spare").split("Starting tunnel", -1).length - 1;
            HostPort elsewhere = ReplicaStarter.spareAddress();
            rig.control("start-delay-ms=60000");
            starter.start(elsewhere);
            starter.start(rig.addresses.getFirst());
            assertThat(ChildRig.eventually(() -> logOf(rig, "1").split("Starting tunnel", -1).length == 3
                    && logOf(rig, "spare").split("Starting tunnel", -1).length == spareStarts + 2)).isTrue();
            rig.control("");
            assertThat(rig.children()).hasSize(4);

            assertThat(rig.rollTo(BARE)).isInstanceOf(RollOutcome.Served.class);
            assertThat(ChildRig.eventually(() -> rig.children().size() == 2)).isTrue();
            assertThat(addressesOf(rig)).isEqualTo(Set.copyOf(rig.addresses));
            assertThat(rig.found().replicas()).allMatch(replica -> replica.serves(BARE));
        }
    }

    @Test
    void a_note_that_cannot_be_written_is_told_in_words() throws IOException {
        try (ChildRig rig = rig()) {
            rig.rollTo(SHOP);
            Path notes = folder.resolve("state/replicas");
            Files.deleteIfExists(notes);
            Files.writeString(notes, "in the way");
            assertThatThrownBy(() -> rig.rollTo(BARE)).isInstanceOfSatisfying(PortFailure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
                assertThat(failure.problem()).contains("note", notes.toString()).doesNotContain("Exception");
                assertThat(failure.recommendation()).contains(notes.toString());
            });
        }
    }

    @Test
    void starts_what_has_died_and_leaves_the_other_alone() {
        try (ChildRig rig = rig()) {
            rig.rollTo(SHOP);
            ChildReplica victim = rig.children().getFirst();
            Set<String> before = rig.ids();
            victim.members().forEach(member -> rig.processes.end(member, true));
            assertThat(ChildRig.eventually(() -> rig.children().size() == 1)).isTrue();
            assertThat(rig.rollTo(SHOP)).isEqualTo(new RollOutcome.Served(List.of(victim.address().toString())));
            assertThat(rig.ids()).hasSize(2).containsAnyElementsOf(before);
        }
    }

    @Test
    void one_that_never_becomes_ready_is_ended_and_told_with_what_it_said() {
        try (ChildRig rig = new ChildRig(folder, 1, Duration.ofSeconds(1), Duration.ofSeconds(3), List.of())) {
            rig.rollTo(SHOP);
            List<ChildReplica> before = rig.children();
            rig.control("ready=never");
            assertThat(rig.rollTo(BARE)).isInstanceOfSatisfying(RollOutcome.NotServed.class, notServed -> {
                assertThat(notServed.refusal().code()).isEqualTo(RefusalCode.CONNECTOR_NOT_READY);
                assertThat(notServed.refusal().problem()).contains("did not become ready within 3 s",
                        "0 connections to the edge");
                assertThat(notServed.refusal().recommendation()).contains("cloudflared-spare.log");
            });
            assertThat(ChildRig.eventually(() -> rig.children().equals(before))).isTrue();
        }
    }

    @Test
    void the_reason_of_a_crash_is_told_without_the_secrets_in_the_arguments() {
        List<String> args = List.of("--token", "tok-1234567890-secret");
        try (ChildRig rig = new ChildRig(folder, 1, Duration.ofSeconds(1), Duration.ofSeconds(20), args)) {
            rig.control("crash=Provided Tunnel token tok-1234567890-secret is not valid.");
            assertThat(rig.rollTo(SHOP)).isInstanceOfSatisfying(RollOutcome.NotServed.class, notServed -> assertThat(
                    notServed.refusal().problem())
                    .contains("ended with exit code 1", "Provided Tunnel token *** is not")
                    .doesNotContain("secret"));
            assertThat(rig.settings().toString()).doesNotContain("secret");
        }
    }

    @Test
    void one_that_does_not_end_is_killed_when_its_grace_period_is_over() {
        try (ChildRig rig = new ChildRig(folder, 1, Duration.ofMillis(200), Duration.ofSeconds(20), List.of())) {
            rig.control("hang=true");
            rig.rollTo(SHOP);
            ChildReplica stubborn = rig.children().getFirst();
            rig.control("");
            assertThat(rig.rollTo(BARE)).isInstanceOf(RollOutcome.Served.class);
            assertThat(rig.found().replicas()).hasSize(1).allMatch(replica -> replica.serves(BARE));
            assertThat(ChildRig.eventually(() -> !rig.children().contains(stubborn))).isTrue();
        }
    }

    @Test
    void a_program_that_is_missing_is_named_with_a_next_step() {
        try (ChildRig rig = rig()) {
            ConnectorSettings settings = rig.settings();
            ConnectorSettings missing = new ConnectorSettings(settings.kind(), settings.unit(), settings.containers(),
                    "/no/such/cloudflared", List.of(), settings.metrics(), settings.gracePeriod(),
                    settings.configFile(),
                    settings.stateDir(), settings.instanceId(), settings.readyTimeout());
            CloudflaredConnector connector = new CloudflaredConnector(missing, ContainerControl.none(), Optional::empty,
                    Pause.real(), InstantSource.system(), new Random());
            assertThat(connector.observe()).isInstanceOfSatisfying(ConnectorObservation.NotFound.class,
                    notFound -> assertThat(notFound.refusal().problem()).contains("/no/such/cloudflared"));
            assertThatThrownBy(() -> connector.roll(SHOP, step -> {})).isInstanceOfSatisfying(PortFailure.class,
                    failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE));
        }
    }

    @Test
    void another_process_sees_who_is_being_ended_and_does_not_signal_twice() {
        try (ChildRig rig = ChildRig.in(folder, 1)) {
            rig.control("hang=true");
            rig.rollTo(SHOP);
            rig.control("");
            rig.rollTo(BARE);
            // The stubborn one still runs; whoever comes next neither counts it nor tells it again.
            assertThat(rig.children()).hasSize(2);
            CloudflaredConnector other = rig.newConnector();
            assertThat(other.observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class,
                    found -> assertThat(found.replicas()).hasSize(1).allMatch(replica -> replica.serves(BARE)));
            assertThat(other.roll(BARE, step -> {})).isEqualTo(new RollOutcome.Served(List.of()));
            assertThat(logOf(rig, "1")).containsOnlyOnce("Initiating graceful shutdown");
        }
    }

    /** The note of a leader that has died since, about to send the signal. */
    private static void noteAboutToEnd(ChildRig rig, ChildReplica replica, Instant killAt) throws IOException {
        EndingNote note = new EndingNote(killAt, Optional.of(new ProcessTable.Identity(Long.MAX_VALUE, 1)));
        for (ProcessTable.Tagged member : replica.members()) {
            note.write(EndingNote.file(rig.folder.resolve("state/replicas"), member));
        }
    }

    @Test
    void one_that_was_never_told_because_the_leader_died_before_still_counts_and_is_told_by_the_next()
            throws Exception {
        try (ChildRig rig = ChildRig.in(folder, 1)) {
            rig.rollTo(SHOP);
            ChildReplica forgotten = rig.children().getFirst();
            noteAboutToEnd(rig, forgotten, ChildRig.UPTIME.instant().plusSeconds(30));
            assertThat(rig.newConnector().observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class,
                    found -> assertThat(found.replicas()).hasSize(1).allMatch(replica -> replica.serves(SHOP)));
            rig.hold(BARE);
            assertThat(rig.newConnector().roll(BARE, step -> {})).isInstanceOf(RollOutcome.Served.class);
            assertThat(ChildRig.eventually(() -> !rig.children().contains(forgotten))).isTrue();
            assertThat(logOf(rig, "1")).containsOnlyOnce("Initiating graceful shutdown");
        }
    }

    @Test
    void one_that_got_the_signal_just_before_the_leader_died_is_not_told_twice_and_is_killed_in_its_time()
            throws Exception {
        try (ChildRig rig = ChildRig.in(folder, 1)) {
            rig.control("hang=true");
            rig.rollTo(SHOP);
            rig.control("");
            ChildReplica stubborn = rig.children().getFirst();
            noteAboutToEnd(rig, stubborn, ChildRig.UPTIME.instant().plusSeconds(8));
            stubborn.members().forEach(member -> rig.processes.end(member, false));
            rig.hold(BARE);
            assertThat(rig.newConnector().roll(BARE, step -> {})).isInstanceOf(RollOutcome.Served.class);
            assertThat(logOf(rig, "1")).containsOnlyOnce("Initiating graceful shutdown");
            assertThat(ChildRig.eventually(() -> !rig.children().contains(stubborn))).isTrue();
        }
    }

    @Test
    void whoever_looks_sees_to_it_that_one_that_does_not_end_is_killed() throws Exception {
        try (ChildRig rig = ChildRig.in(folder, 1)) {
            rig.control("deaf=true");
            rig.rollTo(SHOP);
            ChildReplica deaf = rig.children().getFirst();
            for (ProcessTable.Tagged member : deaf.members()) {
                new EndingNote(ChildRig.UPTIME.instant().plusSeconds(2), Optional.empty())
                        .write(EndingNote.file(rig.folder.resolve("state/replicas"), member));
            }
            assertThat(rig.newConnector().observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class,
                    found -> assertThat(found.replicas()).isEmpty());
            assertThat(ChildRig.eventually(() -> rig.children().isEmpty())).isTrue();
        }
    }

    @Test
    void one_that_drains_is_left_alone_when_the_clock_is_set_forward() throws Exception {
        try (ChildRig rig = ChildRig.in(folder, 1)) {
            rig.control("hang=true");
            rig.rollTo(SHOP);
            rig.control("");
            ChildReplica draining = rig.children().getFirst();
            rig.rollTo(BARE);
            InstantSource tomorrow = InstantSource.offset(InstantSource.system(), Duration.ofDays(1));
            assertThat(rig.newConnector(tomorrow).observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class,
                    found -> assertThat(found.replicas()).hasSize(1));
            assertThat(rig.newConnector(tomorrow).roll(BARE, step -> {}))
                    .isEqualTo(new RollOutcome.Served(List.of()));
            assertThat(rig.children()).contains(draining);
        }
    }

    @Test
    void a_note_in_the_time_of_day_counts_from_when_it_is_first_read() throws Exception {
        try (ChildRig rig = ChildRig.in(folder, 1)) {
            rig.control("hang=true");
            rig.rollTo(SHOP);
            ProcessTable.Tagged member = rig.children().getFirst().members().getFirst();
            Path note = EndingNote.file(rig.folder.resolve("state/replicas"), member);
            new EndingNote(Instant.now().plusSeconds(5), Optional.empty()).write(note);
            assertThat(rig.newConnector().observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class,
                    found -> assertThat(found.replicas()).isEmpty());
            Instant latest = ChildRig.UPTIME.instant().plus(Duration.ofMinutes(1));
            assertThat(EndingNote.read(note, latest)).hasValueSatisfying(
                    replaced -> assertThat(replaced.killAt()).isBetween(ChildRig.UPTIME.instant(), latest));
            assertThat(Files.readString(note)).startsWith("sent 19");
        }
    }

    private static String logOf(ChildRig rig, String name) {
        Path log = rig.folder.resolve("state/logs/cloudflared-" + name + ".log");
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
