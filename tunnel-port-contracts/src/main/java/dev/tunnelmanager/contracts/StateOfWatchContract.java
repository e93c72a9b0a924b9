package dev.tunnelmanager.contracts;

import static dev.tunnelmanager.contracts.StateSamples.NO;
import static dev.tunnelmanager.contracts.StateSamples.SHOP;
import static dev.tunnelmanager.contracts.StateSamples.T0;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.change;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.find;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.diagnosis.Diagnosis;
import dev.tunnelmanager.domain.diagnosis.EdgeDoubt;
import dev.tunnelmanager.domain.diagnosis.Fault;
import dev.tunnelmanager.domain.diagnosis.HealthSample;
import dev.tunnelmanager.domain.diagnosis.HealthTotals;
import dev.tunnelmanager.domain.diagnosis.HostnameTrouble;
import dev.tunnelmanager.domain.diagnosis.RestartLadder;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.RestartRequest;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the watch remembers and tells, requests to restart, and the health series by the hour. */
interface StateOfWatchContract extends StateStoreUnderTest {

    private static WatchMemory memory(int strikes, List<HostnameTrouble> troubles) {
        return new WatchMemory(T0.plusSeconds(2),
                new Diagnosis(Fault.CRASH_LOOP, T0, Diagnosis.Confidence.CONFIRMED, "It ends; „soon“.",
                        List.of("The first.", "The second.")),
                strikes,
                new RestartLadder(3, Optional.of(T0), Optional.of(T0.plusMillis(15_001)),
                        Optional.of(T0.plusMillis(7))),
                true, true, new EdgeDoubt(Optional.of(T0.minusMillis(1)), true), 2,
                new TreeMap<>(Map.of("127.0.0.1:20241", "id-1", "127.0.0.1:20242", "id-2")), troubles);
    }

    @Test
    default void what_the_watch_remembers_comes_back_equal() {
        StateStore store = emptyStore();
        assertThat(find(store, StateReader::watch)).isEmpty();
        WatchMemory full = memory(3, List.of(new HostnameTrouble(SHOP, 2, false, T0, "It is not answered.")));
        change(store, state -> state.put(full));
        StateStore again = reopened(store);
        assertThat(find(again, StateReader::watch)).contains(full);
        WatchMemory bare = WatchMemory.blank(T0);
        change(again, state -> {
            state.put(memory(1, List.of()));
            state.put(bare);
            assertThat(state.watch()).contains(bare);
        });
        assertThat(find(again, StateReader::watch)).contains(bare);
    }

    private static TunnelEvent event(long number) {
        return new TunnelEvent(number, T0.plusMillis(number), TunnelEvent.Kind.HOSTNAME_DOWN, "shop.example.com",
                "It is \"down\".");
    }

    @Test
    default void events_are_numbered_from_1_and_read_from_a_number_on() {
        StateStore store = emptyStore();
        assertThat(store.<Long>read(StateReader::lastEvent)).isZero();
        TunnelEvent first = store.change(state -> state.append(event(0)));
        assertThat(first.number()).isEqualTo(1);
        change(store, state -> {
            assertThat(state.append(event(0)).number()).isEqualTo(2);
            assertThat(state.append(event(0)).number()).isEqualTo(3);
        });
        StateStore again = reopened(store);
        assertThat(list(again, state -> state.events(0, 10))).hasSize(3).startsWith(first);
        assertThat(list(again, state -> state.events(1, 1))).extracting(TunnelEvent::number).containsExactly(2L);
        assertThat(list(again, state -> state.events(3, 10))).isEmpty();
        assertThat(again.<Long>read(StateReader::lastEvent)).isEqualTo(3);
        assertThatThrownBy(() -> list(again, state -> state.events(0, 0)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0");
    }

    @Test
    default void an_event_whose_change_fails_was_never_told_and_its_number_is_free() {
        StateStore store = emptyStore();
        assertThatThrownBy(() -> change(store, state -> {
            state.append(event(0));
            throw new IllegalStateException("no");
        })).hasMessage("no");
        assertThat(store.<Long>read(StateReader::lastEvent)).isZero();
    }

    @Test
    default void only_the_newest_1000_events_are_kept() {
        StateStore store = emptyStore();
        change(store, state -> LongStream.range(0, 1_010).forEach(i -> state.append(event(0))));
        List<TunnelEvent> kept = list(store, state -> state.events(0, 2_000));
        assertThat(kept).hasSize(1_000);
        assertThat(kept.getFirst().number()).isEqualTo(11);
        assertThat(store.<Long>read(StateReader::lastEvent)).isEqualTo(1_010);
    }

    @Test
    default void requests_to_restart_come_back_equal_and_are_open_until_they_end() {
        StateStore store = emptyStore();
        RestartRequest later = RestartRequest.asked(OperationId.of(1), ProjectName.META, T0.plusSeconds(1));
        RestartRequest first = RestartRequest.asked(OperationId.of(2), ProjectName.META, T0);
        change(store, state -> {
            state.put(later);
            state.put(first);
        });
        assertThat(list(store, StateReader::openRestartRequests)).containsExactly(first, later);
        RestartRequest begun = first.doing("replacing replica-1", T0.plusSeconds(2));
        RestartRequest done = begun.ended(new RestartRequest.Outcome.Done(List.of("a", "b")), T0.plusSeconds(3));
        RestartRequest not = later.ended(new RestartRequest.Outcome.NotDone(NO), T0.plusSeconds(3));
        change(store, state -> {
            state.put(begun);
            assertThat(state.restartRequest(first.id())).contains(begun);
            state.put(done);
            state.put(not);
        });
        StateStore again = reopened(store);
        assertThat(list(again, StateReader::openRestartRequests)).isEmpty();
        assertThat(find(again, state -> state.restartRequest(first.id()))).contains(done);
        assertThat(find(again, state -> state.restartRequest(later.id()))).contains(not);
        assertThat(find(again, state -> state.restartRequest(OperationId.of(3)))).isEmpty();
        RestartRequest none = later.ended(new RestartRequest.Outcome.Done(List.of()), T0);
        change(again, state -> state.put(none));
        assertThat(find(again, state -> state.restartRequest(later.id()))).contains(none);
    }

    @Test
    default void of_ended_requests_the_newest_100_are_kept_and_every_open_one() {
        StateStore store = emptyStore();
        RestartRequest open = RestartRequest.asked(OperationId.of(9_999), ProjectName.META, T0.minusSeconds(60));
        change(store, state -> {
            state.put(open);
            for (int i = 0; i < 105; i++) {
                state.put(RestartRequest.asked(OperationId.of(i), ProjectName.META, T0)
                        .ended(new RestartRequest.Outcome.Done(List.of()), T0.plusSeconds(i)));
            }
        });
        assertThat(list(store, StateReader::openRestartRequests)).containsExactly(open);
        assertThat(find(store, state -> state.restartRequest(OperationId.of(4)))).isEmpty();
        assertThat(find(store, state -> state.restartRequest(OperationId.of(5)))).isPresent();
    }

    /** A whole hour, so that what lies in which is plain. */
    Instant HOUR = Instant.parse("2026-11-20T10:00:00Z");

    private static HealthSample sample(long seconds, boolean up) {
        return new HealthSample(HOUR.plusSeconds(seconds), up, up ? 4 : 0, 1);
    }

    private static HealthTotals totals(StateStore store, Instant since) {
        return store.read(state -> state.healthTotals(since));
    }

    @Test
    default void a_sample_stands_for_the_time_until_the_next_one_and_a_gap_for_nothing() {
        StateStore store = emptyStore();
        assertThat(totals(store, Instant.EPOCH)).isEqualTo(HealthTotals.NONE);
        change(store, state -> {
            state.append(sample(0, true));
            state.append(sample(30, true));
            state.append(sample(60, false));
            state.append(sample(62, true));
            state.append(sample(1_000, true));
        });
        StateStore again = reopened(store);
        assertThat(totals(again, Instant.EPOCH))
                .isEqualTo(new HealthTotals(Duration.ofSeconds(62 + 90), Duration.ofSeconds(60 + 90)));
        assertThat(totals(again, HOUR.plusSeconds(3_599))).isEqualTo(totals(again, HOUR));
        assertThat(totals(again, HOUR.plusSeconds(3_600))).isEqualTo(HealthTotals.NONE);
    }

    @Test
    default void a_sample_that_comes_late_or_twice_adds_no_time() {
        StateStore store = emptyStore();
        change(store, state -> {
            state.append(sample(0, true));
            state.append(sample(60, true));
            state.append(sample(30, false));
            state.append(sample(60, false));
        });
        assertThat(totals(store, HOUR)).isEqualTo(new HealthTotals(Duration.ofSeconds(60), Duration.ofSeconds(60)));
        assertThat(list(store, state -> state.health(HOUR))).hasSize(3);
    }

    @Test
    default void samples_are_kept_for_two_days_and_hours_for_ninety() {
        StateStore store = emptyStore();
        change(store, state -> {
            state.append(sample(0, true));
            state.append(sample(30, true));
            state.append(sample(Duration.ofDays(3).toSeconds(), true));
        });
        assertThat(list(store, state -> state.health(Instant.EPOCH))).hasSize(1);
        assertThat(totals(store, HOUR).seen()).isEqualTo(Duration.ofMinutes(2));
        change(store, state -> state.append(sample(Duration.ofDays(92).toSeconds(), true)));
        assertThat(totals(store, Instant.EPOCH).seen()).isEqualTo(Duration.ofSeconds(90));
    }
}
