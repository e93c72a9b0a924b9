package dev.tunnelmanager.contracts;

import static dev.tunnelmanager.contracts.StateSamples.ANNA;
import static dev.tunnelmanager.contracts.StateSamples.BEN;
import static dev.tunnelmanager.contracts.StateSamples.BLOG;
import static dev.tunnelmanager.contracts.StateSamples.NO;
import static dev.tunnelmanager.contracts.StateSamples.SHOP;
import static dev.tunnelmanager.contracts.StateSamples.T0;
import static dev.tunnelmanager.contracts.StateSamples.askedAt;
import static dev.tunnelmanager.contracts.StateSamples.publish;
import static dev.tunnelmanager.contracts.StateSamples.withKey;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.change;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.find;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Operations, their order and their idempotency keys. */
interface StateOfOperationsContract extends StateStoreUnderTest {

    @Test
    default void no_operation_is_found_where_none_is() {
        StateStore store = emptyStore();
        assertThat(find(store, state -> state.operation(OperationId.of(1)))).isEmpty();
        assertThat(find(store, state -> state.operationByKey(ANNA, "k"))).isEmpty();
        assertThat(find(store, state -> state.unfinishedOn(SHOP))).isEmpty();
        assertThat(store.read(StateReader::unfinished)).isEmpty();
    }

    @Test
    default void operations_come_back_equal_in_every_state() {
        StateStore store = emptyStore();
        Operation pending = publish(-1, SHOP, ANNA);
        Operation withdrawal = new Operation(OperationId.of(2), Optional.of("a key: \"ü\""), new Actor.Meta(), BEN,
                new Intent.Withdraw(BLOG), Operation.State.PENDING, "", Optional.empty(), T0, T0.plusMillis(1));
        List<Operation> all = List.of(pending, withdrawal, publish(3, SHOP, ANNA).begun("writing the rule", T0),
                publish(4, SHOP, ANNA).begun("probing", T0)
                        .ended(new OperationOutcome.Done(List.of("w2", "w1", "w2")), T0.plusMillis(9)),
                publish(5, SHOP, ANNA).ended(new OperationOutcome.Done(List.of()), T0),
                publish(6, SHOP, ANNA).ended(new OperationOutcome.NotDone(NO), T0));
        change(store, state -> all.forEach(state::put));
        StateStore again = reopened(store);
        for (Operation operation : all) {
            assertThat(find(again, state -> state.operation(operation.id()))).contains(operation);
        }
    }

    @Test
    default void an_operation_is_replaced_by_id_and_keeps_its_place() {
        StateStore store = emptyStore();
        Operation first = publish(9, SHOP, ANNA);
        Operation second = publish(1, BLOG, BEN);
        change(store, state -> {
            state.put(first);
            state.put(second);
        });
        Operation begun = first.begun("choosing the target", T0.plusSeconds(5));
        change(store, state -> state.put(begun));
        assertThat(store.read(StateReader::unfinished)).containsExactly(begun, second);
        Operation ended = begun.ended(new OperationOutcome.Done(List.of("slow")), T0.plusSeconds(6));
        change(store, state -> state.put(ended));
        assertThat(store.read(StateReader::unfinished)).containsExactly(second);
        assertThat(find(store, state -> state.operation(first.id()))).contains(ended);
        Operation otherwise = begun.ended(new OperationOutcome.NotDone(NO), T0.plusSeconds(7));
        change(store, state -> state.put(otherwise));
        assertThat(find(store, state -> state.operation(first.id()))).contains(otherwise);
    }

    @Test
    default void the_oldest_unfinished_operation_comes_first() {
        StateStore store = emptyStore();
        Operation late = publish(1, SHOP, ANNA);
        Operation early = askedAt(publish(2, BLOG, ANNA), T0.minusMillis(1));
        Operation last = publish(0, BLOG, BEN);
        change(store, state -> List.of(late, early, last).forEach(state::put));
        assertThat(reopened(store).read(StateReader::unfinished)).containsExactly(early, late, last);
    }

    @Test
    default void the_unfinished_operation_on_a_hostname_is_found() {
        StateStore store = emptyStore();
        Operation running = publish(2, SHOP, ANNA).begun("probing", T0);
        change(store, state -> {
            state.put(publish(1, SHOP, ANNA).ended(new OperationOutcome.NotDone(NO), T0));
            state.put(running);
            state.put(publish(3, BLOG, ANNA));
        });
        assertThat(find(store, state -> state.unfinishedOn(SHOP))).contains(running);
        change(store, state -> state.put(running.ended(new OperationOutcome.Done(List.of()), T0)));
        assertThat(find(store, state -> state.unfinishedOn(SHOP))).isEmpty();
    }

    @Test
    default void an_idempotency_key_is_one_actors_own_and_stays_taken() {
        StateStore store = emptyStore();
        Operation annas = withKey(publish(1, SHOP, ANNA), "k");
        Operation bens = withKey(publish(2, SHOP, BEN), "k");
        change(store, state -> {
            state.put(annas);
            state.put(bens);
            state.put(publish(3, SHOP, ANNA));
            state.put(publish(4, SHOP, ANNA));
        });
        assertThat(find(store, state -> state.operationByKey(ANNA, "k"))).contains(annas);
        assertThat(find(store, state -> state.operationByKey(BEN, "k"))).contains(bens);
        assertThat(find(store, state -> state.operationByKey(ProjectName.META, "k"))).isEmpty();
        assertThat(find(store, state -> state.operationByKey(ANNA, "K"))).isEmpty();
        Operation ended = annas.ended(new OperationOutcome.Done(List.of("w")), T0);
        change(store, state -> state.put(ended));
        assertThat(find(store, state -> state.operationByKey(ANNA, "k"))).contains(ended);
        assertThatThrownBy(() -> change(store, state -> state.put(withKey(publish(5, BLOG, ANNA), "k"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(find(store, state -> state.operation(OperationId.of(5)))).isEmpty();
        change(store, state -> state.put(withKey(ended, "other")));
        assertThat(find(store, state -> state.operationByKey(ANNA, "k"))).isEmpty();
        assertThat(find(store, state -> state.operationByKey(ANNA, "other"))).isPresent();
    }
}
