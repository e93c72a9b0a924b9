package dev.tunnelmanager.adapter.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.contracts.StateStoreContract;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SimulatedStateStoreTest implements StateStoreContract {

    @Override
    public StateStore emptyStore() {
        return new SimulatedStateStore("0a1b2c3d");
    }

    @Override
    public StateStore reopened(StateStore store) {
        store.close();
        return second(store);
    }

    @Override
    public StateStore second(StateStore store) {
        return SimulatedStateStore.sharing((SimulatedStateStore) store);
    }

    @Test
    void tells_of_each_change_that_was_made_and_of_nothing_else() {
        SimulatedStateStore store = new SimulatedStateStore("0a1b2c3d");
        AtomicInteger told = new AtomicInteger();
        store.onChange(() -> {
            assertThat(store.read(StateReader::leader)).isPresent();
            told.incrementAndGet();
        });
        StateStore other = SimulatedStateStore.sharing(store);
        other.change(state -> {
            state.setLeader("process 1");
            state.setRegistrationOpen(false);
            assertThat(told).hasValue(0);
            return true;
        });
        assertThat(told).hasValue(1);
        other.read(StateReader::leader);
        other.change(StateReader::leader);
        assertThatThrownBy(() -> other.change(state -> {
            state.setLeader("process 2");
            throw new UnsupportedOperationException("on purpose");
        })).isInstanceOf(UnsupportedOperationException.class);
        assertThat(told).hasValue(1);
    }

    @Test
    void refuses_an_instance_id_of_another_form() {
        assertThatThrownBy(() -> new SimulatedStateStore("0A1B2C3D")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0A1B2C3D");
    }
}
