package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.domain.diagnosis.LogSignal;
import dev.tunnelmanager.domain.diagnosis.LogSignal.Kind;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContainerSightTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final Engine engine = new Engine();
    private boolean keeps = true;

    /** An engine that shows what a test has put into it. */
    private static final class Engine implements ContainerControl {
        private List<ConnectorContainer> containers = List.of();
        private final List<WrittenLine> written = new ArrayList<>();
        private Optional<PortFailure> failure = Optional.empty();
        private Optional<Runnable> told = Optional.empty();

        void show(String state, int restarts, Optional<String> health) {
            containers = List.of(new ConnectorContainer("id", "cloudflared", state, Optional.of(NOON), restarts,
                    List.of("127.0.0.1:20241", "172.17.0.2:20241"), health));
        }

        @Override
        public List<ConnectorContainer> connectors(List<Integer> metricsPorts) {
            failure.ifPresent(each -> {
                throw each;
            });
            return containers;
        }

        @Override
        public void restart(String id, Duration stopTimeout) {
            throw new IllegalStateException("A look restarts nothing");
        }

        @Override
        public List<String> logTail(String id, int lines) {
            return List.of();
        }

        @Override
        public List<WrittenLine> logSince(String id, Instant since, int lines) {
            return written.stream().filter(line -> !line.at().isBefore(since)).toList();
        }

        @Override
        public Subscription onChange(Runnable changed) {
            told = Optional.of(changed);
            return () -> told = Optional.empty();
        }
    }

    private ContainerSight sight() {
        DockerConnector docker = new DockerConnector(Settings.of(ConnectorSettings.Kind.DOCKER, folder,
                List.of(new HostPort("0.0.0.0", 20241))), engine, new Readiness(clock, clock));
        return new ContainerSight(docker, engine, clock, () -> keeps);
    }

    @ParameterizedTest
    @CsvSource({"running, RUNNING", "restarting, STARTING", "paused, STOPPED", "created, STOPPED", "stopped, STOPPED",
            "exited, STOPPED"})
    void the_words_of_the_engine_mean(String word, KeeperState state) {
        engine.show(word, 2, Optional.of("unhealthy"));
        KeeperSight.Report report = sight().report();
        assertThat(report.state()).isEqualTo(state);
        assertThat(report.words()).isEqualTo("container cloudflared is " + word + " (unhealthy), 2 restarts.");
    }

    @Test
    void one_that_is_started_again_and_again_is_failing() {
        ContainerSight sight = sight();
        engine.show("restarting", 1, Optional.empty());
        assertThat(sight.report().state()).isEqualTo(KeeperState.STARTING);
        engine.show("restarting", 4, Optional.empty());
        assertThat(sight.report().state()).isEqualTo(KeeperState.FAILING);
    }

    @Test
    void no_container_is_stopped_and_no_engine_is_a_failure() {
        assertThat(sight().report().state()).isEqualTo(KeeperState.STOPPED);
        engine.failure = Optional.of(new PortFailure(PortFailure.Kind.UNAVAILABLE, "No engine.", "Start it."));
        assertThatThrownBy(() -> sight().report()).isInstanceOf(PortFailure.class);
    }

    @Test
    void what_it_has_written_is_told_at_the_times_of_the_engine() {
        engine.show("running", 0, Optional.empty());
        engine.written.add(new ContainerControl.WrittenLine(NOON.plusMillis(1_250),
                "2026-11-20T12:00:00Z INF Lost connection with the edge connIndex=0"));
        engine.written.add(new ContainerControl.WrittenLine(NOON.plusMillis(1_500), "failed to start origin: x"));
        assertThat(sight().logs(NOON)).singleElement().satisfies(text -> assertThat(
                text.signals(NOON, new Masking(List.of()))).extracting(LogSignal::kind).containsExactly(Kind.EDGE_LOST,
                        Kind.RULES_REJECTED));
        assertThat(sight().pages()).containsExactly(
                List.of(new HostPort("127.0.0.1", 20241), new HostPort("172.17.0.2", 20241)));
    }

    @Test
    void only_what_happens_to_the_connectors_containers_is_told_on() {
        AtomicInteger calls = new AtomicInteger();
        engine.show("running", 0, Optional.empty());
        try (Subscription subscription = sight().onChange(calls::incrementAndGet)) {
            assertThat(subscription).isNotNull();
            Runnable event = engine.told.orElseThrow();
            event.run();
            event.run();
            event.run();
            assertThat(calls).hasValue(1);
            engine.show("exited", 0, Optional.empty());
            event.run();
            event.run();
            assertThat(calls).hasValue(2);
            keeps = false;
            engine.show("running", 0, Optional.empty());
            event.run();
            assertThat(calls).hasValue(2);
        }
        assertThat(engine.told).isEmpty();
    }
}
