package dev.tunnelmanager.contracts;

import static dev.tunnelmanager.contracts.StateSamples.ANNA;
import static dev.tunnelmanager.contracts.StateSamples.BEN;
import static dev.tunnelmanager.contracts.StateSamples.BLOG;
import static dev.tunnelmanager.contracts.StateSamples.P5000;
import static dev.tunnelmanager.contracts.StateSamples.SHOP;
import static dev.tunnelmanager.contracts.StateSamples.T0;
import static dev.tunnelmanager.contracts.StateSamples.entry;
import static dev.tunnelmanager.contracts.StateSamples.fullRoute;
import static dev.tunnelmanager.contracts.StateSamples.publish;
import static dev.tunnelmanager.contracts.StateSamples.route;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.change;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.count;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.diagnosis.HealthSample;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.TokenHash;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** That a change is whole, seen at once, and durable; and the end of a store. */
interface StateChangesContract extends StateStoreUnderTest {

    @Test
    default void a_change_sees_itself_and_so_does_everybody_once_it_is_made() {
        StateStore store = emptyStore();
        StateStore other = second(store);
        change(store, state -> {
            state.put(route(1, SHOP, ANNA));
            assertThat(state.routeHolding(SHOP)).contains(route(1, SHOP, ANNA));
            assertThat(state.routeCount(ANNA)).isEqualTo(1);
            assertThat(other.<Integer>read(reader -> reader.routeCount(ANNA))).isZero();
        });
        assertThat(count(store, state -> state.routeCount(ANNA))).isEqualTo(1);
        assertThat(count(other, state -> state.routeCount(ANNA))).isEqualTo(1);
    }

    @Test
    default void a_change_answers_what_its_work_answers() {
        StateStore store = emptyStore();
        assertThat(store.<String>change(state -> "answer " + state.routeCount(ANNA))).isEqualTo("answer 0");
    }

    @Test
    default void a_change_that_throws_leaves_nothing() {
        StateStore store = emptyStore();
        change(store, state -> {
            state.put(fullRoute(1, SHOP, ANNA));
            state.put(new PortAllocation(P5000, ANNA, ServiceHint.NONE, T0));
            state.append(new HealthSample(T0, true, 4, 1));
        });
        List<Object> before = store.read(StateChangesContract::everything);
        RuntimeException thrown = new UnsupportedOperationException("on purpose");
        assertThatThrownBy(() -> change(store, state -> {
            changeEverything(state);
            assertThat(everything(state)).isNotEqualTo(before);
            throw thrown;
        })).isSameAs(thrown);
        assertThat(store.read(StateChangesContract::everything)).isEqualTo(before);
        assertThat(second(store).read(StateChangesContract::everything)).isEqualTo(before);
        change(store, StateChangesContract::changeEverything);
        List<Object> after = store.read(StateChangesContract::everything);
        assertThat(after).isNotEqualTo(before);
        assertThat(reopened(store).read(StateChangesContract::everything)).isEqualTo(after);
    }

    @Test
    default void an_error_undoes_a_change_like_an_exception() {
        StateStore store = emptyStore();
        AssertionError thrown = new AssertionError("on purpose");
        assertThatThrownBy(() -> change(store, state -> {
            state.append(entry(1, ANNA, ANNA, "a", "s"));
            throw thrown;
        })).isSameAs(thrown);
        assertThat(list(store, state -> state.audit(Optional.empty(), Optional.empty(), 10))).isEmpty();
        change(store, state -> state.append(entry(2, ANNA, ANNA, "a", "s")));
        assertThat(list(store, state -> state.audit(Optional.empty(), Optional.empty(), 10))).hasSize(1);
    }

    @Test
    default void what_a_query_throws_reaches_the_caller_and_the_store_goes_on() {
        StateStore store = emptyStore();
        RuntimeException thrown = new UnsupportedOperationException("on purpose");
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> store.read(state -> {
                assertThat(state.registrationOpen()).isTrue();
                throw thrown;
            })).isSameAs(thrown);
        }
        assertThat(store.read(StateReader::registrationOpen)).isTrue();
    }

    @Test
    default void a_duplicate_that_the_caller_catches_leaves_the_rest_of_the_change() {
        StateStore store = emptyStore();
        change(store, state -> {
            state.put(fullRoute(1, SHOP, ANNA));
            assertThatThrownBy(() -> state.put(fullRoute(2, SHOP, BEN))).isInstanceOf(IllegalStateException.class);
            state.put(fullRoute(3, BLOG, BEN));
        });
        assertThat(list(store, state -> state.routes(Optional.empty()))).containsExactly(fullRoute(3, BLOG, BEN),
                fullRoute(1, SHOP, ANNA));
    }

    @Test
    default void a_change_inside_a_change_is_a_programming_error() {
        StateStore store = emptyStore();
        assertThatThrownBy(() -> change(store, state -> {
            state.put(route(1, SHOP, ANNA));
            change(store, inner -> inner.put(route(2, BLOG, ANNA)));
        })).isInstanceOf(IllegalStateException.class);
        assertThat(count(store, state -> state.routeCount(ANNA))).isZero();
    }

    @Test
    default void a_reader_or_writer_that_was_kept_is_refused() {
        StateStore store = emptyStore();
        StateReader reader = store.read(state -> state);
        StateWriter writer = store.change(state -> state);
        assertThatThrownBy(() -> reader.registrationOpen()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.registrationOpen()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.setRegistrationOpen(false)).isInstanceOf(IllegalStateException.class);
        assertThat(store.read(StateReader::registrationOpen)).isTrue();
    }

    @Test
    default void a_closed_store_says_so_and_others_go_on() {
        StateStore store = emptyStore();
        StateStore other = second(store);
        change(store, state -> state.setRegistrationOpen(false));
        store.close();
        store.close();
        assertUnavailable(() -> store.read(StateReader::registrationOpen));
        assertUnavailable(() -> change(store, state -> state.setRegistrationOpen(true)));
        assertThat(other.read(StateReader::registrationOpen)).isFalse();
        change(other, state -> state.setRegistrationOpen(true));
        assertThat(other.read(StateReader::registrationOpen)).isTrue();
    }

    @Test
    default void a_store_that_was_never_used_can_be_closed() {
        StateStore store = emptyStore();
        store.close();
        assertUnavailable(() -> store.read(StateReader::registrationOpen));
    }

    private static void assertUnavailable(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PortFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
            assertThat(failure.recommendation()).isNotBlank();
        });
    }

    private static void changeEverything(StateWriter state) {
        List<Consumer<StateWriter>> changes = new ArrayList<>();
        changes.add(s -> s.setRegistrationOpen(false));
        changes.add(s -> s.setMetaToken(Optional.of(TokenHash.of("t", new byte[16]))));
        changes.add(s -> s.put(Project.unlimited(BEN, T0)));
        changes.add(s -> s.removePort(P5000));
        changes.add(s -> s.putZones(List.of(new Zone("z", "example.com", ZoneStanding.ACTIVE, 1, List.of("n"))), T0));
        changes.add(s -> s.put(route(1, SHOP, ANNA)));
        changes.add(s -> s.put(fullRoute(s.nextRouteId(), BLOG, BEN)));
        changes.add(s -> s.put(publish(1, BLOG, BEN)));
        changes.add(s -> s.append(entry(1, ANNA, ANNA, "a", "s")));
        changes.add(s -> s.putTopology(new TopologySnapshot(T0, new EngineView.Absent(), Optional.empty())));
        changes.add(s -> s.append(new HealthSample(T0, false, 0, 1)));
        changes.add(s -> s.append(new HealthSample(T0.plusMillis(1), false, 0, 1)));
        changes.add(s -> s.setLeader("process 1"));
        changes.forEach(one -> one.accept(state));
    }

    private static List<Object> everything(StateReader state) {
        return List.of(state.registrationOpen(), state.metaToken(), state.projects(), state.ports(Optional.empty()),
                state.zones(), state.zonesSeenAt(), state.routes(Optional.empty()), state.unfinished(),
                state.audit(Optional.empty(), Optional.empty(), 100), state.topology(), state.health(Instant.EPOCH),
                state.leader());
    }
}
