package dev.tunnelmanager.adapter.cloudflaredruntime;

import static dev.tunnelmanager.contracts.ConnectorContract.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.contracts.Waits;
import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which keeper is chosen. */
final class CloudflaredConnectorTest {

    private static final String NO_SYSTEMD = "echo 'System has not been booted with systemd as init system' >&2; exit 1";
    private static final String LOADED = "case $2 in show) printf 'LoadState=loaded\\nActiveState=active\\n';; esac";

    @TempDir
    Path folder;

    private CloudflaredConnector connector(ConnectorSettings settings, ContainerControl containers, String systemctl)
            throws IOException {
        Path script = folder.resolve("systemctl");
        Files.writeString(script, "#!/bin/sh\n" + systemctl + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        TestClock clock = new TestClock();
        return new CloudflaredConnector(settings, containers, () -> Optional.of("own-id"), clock, clock, new Random(1),
                script.toString());
    }

    private ConnectorSettings auto() {
        return Settings.of(ConnectorSettings.Kind.AUTO, folder, List.of(ReplicaStarter.spareAddress()));
    }

    private static ConnectorSettings auto(ConnectorSettings s) {
        return new ConnectorSettings(ConnectorSettings.Kind.AUTO, s.unit(), s.containers(), s.binary(), s.extraArgs(),
                s.metrics(), s.gracePeriod(), s.configFile(), s.stateDir(), s.instanceId(), s.readyTimeout());
    }

    private static ContainerControl engine(Optional<PortFailure> failure) {
        return new ContainerControl() {
            @Override
            public List<ConnectorContainer> connectors(List<Integer> metricsPorts) {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                return List.of(new ConnectorContainer("id", "cloudflared", "running", Optional.empty(), 0, List.of()));
            }

            @Override
            public void restart(String id, Duration stopTimeout) {
                throw new IllegalStateException("not in this test");
            }

            @Override
            public List<String> logTail(String id, int lines) {
                return List.of();
            }
        };
    }

    @Test
    void takes_the_only_kind_that_has_something() throws IOException {
        assertThat(connector(auto(), ContainerControl.none(), LOADED).observe()).isInstanceOfSatisfying(
                ConnectorObservation.Found.class, found -> assertThat(found.kind()).isEqualTo(ConnectorKind.SYSTEMD));
        assertThat(connector(auto(), engine(Optional.empty()), NO_SYSTEMD).observe()).isInstanceOfSatisfying(
                ConnectorObservation.Found.class, found -> assertThat(found.kind()).isEqualTo(ConnectorKind.DOCKER));
    }

    @Test
    void takes_children_of_ours_when_there_is_nothing_else() throws IOException {
        try (ChildRig rig = ChildRig.in(folder, 1)) {
            rig.rollTo(SHOP);
            assertThat(connector(auto(rig.settings()), ContainerControl.none(), NO_SYSTEMD).observe())
                    .isInstanceOfSatisfying(
                            ConnectorObservation.Found.class, found -> {
                                assertThat(found.kind()).isEqualTo(ConnectorKind.PROCESS);
                                assertThat(found.place()).isEqualTo(new ConnectorPlace.InContainer("own-id"));
                            });
        }
    }

    @Test
    void children_that_have_all_died_are_known_by_the_next_leader_too() throws IOException {
        try (ChildRig rig = ChildRig.in(folder, 1)) {
            rig.rollTo(SHOP);
            CloudflaredConnector leader = connector(auto(rig.settings()), ContainerControl.none(), NO_SYSTEMD);
            assertThat(leader.observe()).isInstanceOf(ConnectorObservation.Found.class);
            assertThat(note()).as("who only looks writes nothing").doesNotExist();
            leader.vitals().look(Instant.EPOCH);
            assertThat(note()).hasContent("process");

            rig.children().forEach(child -> child.members().forEach(member -> rig.processes.end(member, true)));
            Waits.until("all are gone", () -> rig.children().isEmpty());

            CloudflaredConnector next = connector(auto(rig.settings()), ContainerControl.none(), NO_SYSTEMD);
            assertThat(next.observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class, found -> {
                assertThat(found.kind()).isEqualTo(ConnectorKind.PROCESS);
                assertThat(found.replicas()).isEmpty();
                assertThat(found.wanted()).isEqualTo(1);
            });
            assertThat(next.vitals().look(Instant.EPOCH).keeper()).isEqualTo(KeeperState.STOPPED);
            Files.writeString(note(), "pigeon");
            assertThat(next.observe()).isInstanceOf(ConnectorObservation.NotFound.class);
        }
    }

    @Test
    void what_is_there_counts_more_than_what_was() throws IOException {
        Files.createDirectories(note().getParent());
        Files.writeString(note(), "process");
        CloudflaredConnector connector = connector(auto(), ContainerControl.none(), LOADED);
        assertThat(connector.observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class,
                found -> assertThat(found.kind()).isEqualTo(ConnectorKind.SYSTEMD));
        connector.vitals().look(Instant.EPOCH);
        assertThat(note()).hasContent("systemd");
    }

    private Path note() {
        return auto().stateDir().resolve("connector-kind");
    }

    @Test
    void several_kinds_are_told_and_not_guessed_among() throws IOException {
        CloudflaredConnector connector = connector(auto(), engine(Optional.empty()), LOADED);
        assertThat(connector.observe()).isInstanceOfSatisfying(ConnectorObservation.NotFound.class, notFound -> {
            assertThat(notFound.refusal().code()).isEqualTo(RefusalCode.CONNECTOR_AMBIGUOUS);
            assertThat(notFound.refusal().problem()).contains("systemd unit cloudflared.service",
                    "container cloudflared");
            assertThat(notFound.refusal().recommendation()).contains("connector.kind");
        });
        assertThatThrownBy(() -> connector.roll(SHOP, step -> {})).isInstanceOfSatisfying(PortFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE));
    }

    @Test
    void nothing_found_and_nothing_askable_are_different() throws IOException {
        assertThat(connector(auto(), ContainerControl.none(), NO_SYSTEMD).observe()).isInstanceOfSatisfying(
                ConnectorObservation.NotFound.class,
                notFound -> assertThat(notFound.refusal().code()).isEqualTo(RefusalCode.CONNECTOR_NOT_FOUND));
        PortFailure failure = new PortFailure(PortFailure.Kind.UNAVAILABLE, "The engine does not answer.", "Start it.");
        assertThat(connector(auto(), engine(Optional.of(failure)), NO_SYSTEMD).observe())
                .isEqualTo(new ConnectorObservation.Unknown("The engine does not answer."));
        assertThat(connector(auto(), engine(Optional.of(failure)), LOADED).observe())
                .isInstanceOf(ConnectorObservation.Found.class);
    }
}
