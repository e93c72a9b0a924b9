package dev.tunnelmanager.adapter.cloudflaredruntime;

import static dev.tunnelmanager.contracts.ConnectorContract.BARE;
import static dev.tunnelmanager.contracts.ConnectorContract.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DockerConnectorTest {

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final FakeEngine engine = new FakeEngine();

    /** An engine whose containers take their rules when they are restarted. */
    private static final class FakeEngine implements ContainerControl {
        private final List<ConnectorContainer> containers = new ArrayList<>();
        private final Map<String, Integer> starts = new HashMap<>();
        private final Map<String, List<IngressRule>> serving = new HashMap<>();
        private final List<Duration> stopTimeouts = new ArrayList<>();
        private List<IngressRule> file = BARE;
        private int connections = 4;

        FakePages add(String name, String state) {
            starts.put(name, 1);
            serving.put(name, SHOP);
            FakePages pages = new FakePages(() -> new FakePages.Says(name + "-" + starts.get(name), connections, -1,
                    serving.getOrDefault(name, List.of())));
            containers.add(new ConnectorContainer("id-" + name, name, state, Optional.of(Instant.EPOCH), 2,
                    List.of(ReplicaStarter.spareAddress().toString(), pages.address().toString())));
            return pages;
        }

        @Override
        public List<ConnectorContainer> connectors(List<Integer> metricsPorts) {
            assertThat(metricsPorts).containsExactly(20241);
            return List.copyOf(containers);
        }

        @Override
        public void restart(String id, Duration stopTimeout) {
            stopTimeouts.add(stopTimeout);
            String name = id.substring("id-".length());
            starts.merge(name, 1, Integer::sum);
            serving.put(name, file);
        }

        @Override
        public List<String> logTail(String id, int lines) {
            return List.of("2026-11-20T20:13:47Z ERR Register tunnel error from server side error=\"Unauthorized\"",
                    "2026-11-20T20:13:48Z INF Retrying connection in up to 2s");
        }
    }

    private DockerConnector connector(String... names) {
        ConnectorSettings s = Settings.of(ConnectorSettings.Kind.DOCKER, folder,
                List.of(new HostPort("0.0.0.0", 20241)));
        return new DockerConnector(new ConnectorSettings(s.kind(), s.unit(), List.of(names), s.binary(), s.extraArgs(),
                s.metrics(), s.gracePeriod(), s.configFile(), s.stateDir(), s.instanceId(), s.readyTimeout()), engine,
                new Readiness(clock, clock));
    }

    private DockerConnector connector() {
        return new DockerConnector(Settings.of(ConnectorSettings.Kind.DOCKER, folder,
                List.of(new HostPort("0.0.0.0", 20241))), engine, new Readiness(clock, clock));
    }

    @Test
    void observes_the_container_and_where_it_is() {
        try (FakePages pages = engine.add("cloudflared", "running"); FakePages other = engine.add("other", "running")) {
            assertThat(pages.address()).isNotEqualTo(other.address());
            assertThat(connector().observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class, found -> {
                assertThat(found.place()).isEqualTo(new ConnectorPlace.InContainer("id-cloudflared"));
                assertThat(found.replicas()).singleElement().satisfies(replica -> {
                    assertThat(replica.name()).isEqualTo("cloudflared");
                    assertThat(replica.restarts()).isEqualTo(2);
                    assertThat(replica.serves(SHOP)).isTrue();
                });
            });
        }
    }

    @Test
    void restarts_with_more_time_than_the_grace_period_and_only_when_needed() {
        try (FakePages pages = engine.add("cloudflared", "running")) {
            assertThat(pages.address().port()).isPositive();
            assertThat(connector().roll(BARE, step -> {})).isEqualTo(new RollOutcome.Served(List.of("cloudflared")));
            assertThat(engine.stopTimeouts).containsExactly(Duration.ofSeconds(35));
            assertThat(connector().roll(BARE, step -> {})).isEqualTo(new RollOutcome.Served(List.of()));
            assertThat(engine.stopTimeouts).hasSize(1);
        }
    }

    @Test
    void one_that_was_found_by_what_it_runs_is_started_again_when_it_has_ended() {
        engine.file = SHOP;
        try (FakePages pages = engine.add("tunnel", "exited")) {
            assertThat(pages.address().port()).isPositive();
            assertThat(connector().presence()).as("a left-over is no reason to choose containers")
                    .isInstanceOf(Keeper.Presence.Absent.class);
            assertThat(connector().observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class,
                    found -> assertThat(found.replicas()).isEmpty());
            assertThat(connector().restart(SHOP, step -> {})).isEqualTo(new RollOutcome.Served(List.of("tunnel")));
        }
        try (FakePages other = engine.add("other", "exited")) {
            assertThat(other.address().port()).isPositive();
            assertThat(connector().observe()).as("nor is it guessed which of two it was")
                    .isInstanceOfSatisfying(ConnectorObservation.NotFound.class, notFound -> assertThat(
                            notFound.refusal().code()).isEqualTo(RefusalCode.CONNECTOR_AMBIGUOUS));
        }
    }

    @Test
    void containers_named_after_the_configured_one_are_replicas() {
        try (FakePages one = engine.add("cloudflared-1", "running");
                FakePages two = engine.add("cloudflared-2", "running")) {
            assertThat(one.address()).isNotEqualTo(two.address());
            assertThat(connector().roll(BARE, step -> {}))
                    .isEqualTo(new RollOutcome.Served(List.of("cloudflared-1", "cloudflared-2")));
        }
    }

    @Test
    void containers_that_are_named_one_by_one_are_replicas_in_that_order_and_no_other_is() {
        try (FakePages one = engine.add("one", "running");
                FakePages two = engine.add("two", "running");
                FakePages three = engine.add("three", "running")) {
            assertThat(List.of(one.address(), two.address(), three.address())).doesNotHaveDuplicates();
            assertThat(connector("two", "one").roll(BARE, step -> {}))
                    .isEqualTo(new RollOutcome.Served(List.of("two", "one")));
            assertThat(engine.starts).containsEntry("three", 1);
        }
    }

    @Test
    void a_named_container_that_is_missing_is_told_as_wanted() {
        try (FakePages one = engine.add("one", "running")) {
            assertThat(one.address().port()).isPositive();
            assertThat(connector("one", "two").observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class,
                    found -> {
                        assertThat(found.replicas()).hasSize(1);
                        assertThat(found.wanted()).isEqualTo(2);
                    });
        }
    }

    @Test
    void a_container_that_is_down_is_restarted_before_one_that_serves() {
        try (FakePages one = engine.add("one", "running"); FakePages two = engine.add("two", "exited")) {
            assertThat(one.address()).isNotEqualTo(two.address());
            assertThat(connector("one", "two").roll(BARE, step -> {}))
                    .isEqualTo(new RollOutcome.Served(List.of("two", "one")));
        }
    }

    @Test
    void several_that_are_not_named_as_configured_are_ambiguous() {
        try (FakePages one = engine.add("tunnel-a", "running"); FakePages two = engine.add("tunnel-b", "running")) {
            assertThat(one.address()).isNotEqualTo(two.address());
            assertThat(connector().observe()).isInstanceOfSatisfying(ConnectorObservation.NotFound.class, notFound -> {
                assertThat(notFound.refusal().code()).isEqualTo(RefusalCode.CONNECTOR_AMBIGUOUS);
                assertThat(notFound.refusal().problem()).contains("tunnel-a, tunnel-b");
            });
            assertThatThrownBy(() -> connector().roll(BARE, step -> {})).isInstanceOf(PortFailure.class);
        }
    }

    @Test
    void one_that_does_not_connect_is_told_with_the_end_of_its_log() {
        try (FakePages pages = engine.add("cloudflared", "running")) {
            assertThat(pages.address().port()).isPositive();
            engine.connections = 0;
            assertThat(connector().roll(BARE, step -> {})).isInstanceOfSatisfying(RollOutcome.NotServed.class,
                    notServed -> assertThat(notServed.refusal().problem()).contains("0 connections", "Unauthorized")
                            .doesNotContain("Retrying"));
        }
    }

    @Test
    void other_rules_than_asked_for_are_told_apart() {
        try (FakePages pages = engine.add("cloudflared", "running")) {
            assertThat(pages.address().port()).isPositive();
            engine.file = List.of(new IngressRule("x.example.com", "", "http://localhost:1"), BARE.getFirst());
            assertThat(connector().roll(BARE, step -> {})).isInstanceOfSatisfying(RollOutcome.NotServed.class,
                    notServed -> assertThat(notServed.refusal().problem()).contains("2 rules instead of 1"));
        }
    }

    @Test
    void a_stopped_container_of_the_configured_name_is_the_connector_and_is_down() {
        try (FakePages pages = engine.add("cloudflared", "exited")) {
            assertThat(pages.address().port()).isPositive();
            assertThat(connector().observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class, found -> {
                assertThat(found.replicas()).isEmpty();
                assertThat(found.wanted()).isEqualTo(1);
            });
        }
    }

    @Test
    void a_machine_without_containers_has_none() {
        DockerConnector none = new DockerConnector(Settings.of(ConnectorSettings.Kind.DOCKER, folder,
                List.of(new HostPort("0.0.0.0", 20241))), ContainerControl.none(), new Readiness(clock, clock));
        assertThat(none.presence()).isEqualTo(new Keeper.Presence.Absent());
        assertThat(none.observe()).isInstanceOf(ConnectorObservation.NotFound.class);
    }

    @Test
    void a_restart_is_done_one_after_the_other_though_all_of_them_serve() {
        try (FakePages one = engine.add("one", "running"); FakePages two = engine.add("two", "running")) {
            assertThat(one.address()).isNotEqualTo(two.address());
            connector("one", "two").roll(BARE, step -> {});
            Map<String, Integer> before = Map.copyOf(engine.starts);
            assertThat(connector("one", "two").roll(BARE, step -> {})).isEqualTo(new RollOutcome.Served(List.of()));
            assertThat(connector("one", "two").restart(BARE, step -> {}))
                    .isEqualTo(new RollOutcome.Served(List.of("one", "two")));
            assertThat(engine.starts).containsEntry("one", before.getOrDefault("one", 0) + 1)
                    .containsEntry("two", before.getOrDefault("two", 0) + 1);
        }
    }
}
