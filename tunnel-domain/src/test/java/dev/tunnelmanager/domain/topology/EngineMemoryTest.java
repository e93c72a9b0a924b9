package dev.tunnelmanager.domain.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EngineMemoryTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final TopologySnapshot HOLDING = seen(NOON,
            new EngineView.Present(List.of(), List.of(new Container("c1", "consilio-api", Container.State.STOPPED,
                    new Container.NetworkMode.None(), List.of(), List.of(), List.of(), Container.Labels.NONE, false))));
    private static final TopologySnapshot EMPTY = seen(NOON, new EngineView.Present(List.of(), List.of()));
    private static final Instant LATER = NOON.plus(Duration.ofHours(1));
    private static final TopologySnapshot ABSENT = seen(LATER, new EngineView.Absent());
    private static final TopologySnapshot UNKNOWN = seen(LATER, new EngineView.Unknown("It hangs."));

    private static TopologySnapshot seen(Instant at, EngineView engine) {
        return new TopologySnapshot(at, engine, Optional.of(List.of()));
    }

    @Test
    void an_engine_that_held_containers_and_is_absent_is_unknown() {
        TopologySnapshot judged = EngineMemory.judge(ABSENT, Optional.of(HOLDING));
        assertThat(judged.engine()).isInstanceOfSatisfying(EngineView.Unknown.class,
                unknown -> assertThat(unknown.reason()).contains("2026-11-20T12:00:00Z", "docker.host"));
        assertThat(judged.observedAt()).isEqualTo(LATER);
        assertThat(judged.listeners()).isEqualTo(ABSENT.listeners());
    }

    @Test
    void an_engine_that_held_nothing_or_was_never_seen_may_be_absent() {
        assertThat(EngineMemory.judge(ABSENT, Optional.of(EMPTY))).isEqualTo(ABSENT);
        assertThat(EngineMemory.judge(ABSENT, Optional.of(ABSENT))).isEqualTo(ABSENT);
        assertThat(EngineMemory.judge(ABSENT, Optional.empty())).isEqualTo(ABSENT);
    }

    @Test
    void an_engine_that_answers_is_believed_and_one_that_hangs_stays_unknown() {
        assertThat(EngineMemory.judge(EMPTY, Optional.of(HOLDING))).isEqualTo(EMPTY);
        assertThat(EngineMemory.judge(UNKNOWN, Optional.of(HOLDING))).isEqualTo(UNKNOWN);
    }

    @Test
    void only_an_answer_replaces_the_memory_of_containers() {
        assertThat(EngineMemory.toRemember(ABSENT, Optional.of(HOLDING))).isEmpty();
        assertThat(EngineMemory.toRemember(UNKNOWN, Optional.of(HOLDING))).isEmpty();
        assertThat(EngineMemory.toRemember(EMPTY, Optional.of(HOLDING))).contains(EMPTY);
        assertThat(EngineMemory.toRemember(ABSENT, Optional.of(EMPTY))).contains(ABSENT);
        assertThat(EngineMemory.toRemember(UNKNOWN, Optional.empty())).contains(UNKNOWN);
    }
}
