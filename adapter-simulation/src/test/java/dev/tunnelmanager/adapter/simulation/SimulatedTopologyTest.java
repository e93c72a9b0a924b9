package dev.tunnelmanager.adapter.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.TopologyContract;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.Network;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Topology;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SimulatedTopologyTest implements TopologyContract {

    private final SimulatedTopology topology = new SimulatedTopology(InstantSource.fixed(NOW));
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public World world() {
        return new SimulatedWorld();
    }

    @Override
    public Topology withoutEngine() {
        SimulatedTopology empty = new SimulatedTopology(InstantSource.fixed(NOW));
        empty.engineAbsent();
        return empty;
    }

    @Test
    void calls_once_per_change_and_not_for_none() {
        try (Subscription subscription = topology.onChange(calls::incrementAndGet)) {
            assertThat(subscription).isNotNull();
            topology.put(SHOP_NET);
            topology.put(SHOP_NET);
            topology.removeNetwork("another");
            HostListener listener = new HostListener("0.0.0.0", PortNumber.of(80));
            topology.listen(listener);
            topology.listen(listener);
            topology.enginePresent();
            assertThat(calls).hasValue(2);
            topology.stopListening(listener);
            topology.stopListening(listener);
            topology.removeNetwork(SHOP_NET.name());
            assertThat(calls).hasValue(4);
        }
    }

    @Test
    void removes_by_name() {
        topology.put(SHOP_NET);
        topology.put(SHOP);
        topology.removeNetwork(SHOP_NET.name());
        topology.removeContainer(SHOP.name());
        assertThat(topology.snapshot().engine()).isEqualTo(new EngineView.Present(List.of(), List.of()));
    }

    @Test
    void shows_a_whole_snapshot_but_for_its_time() {
        TopologySnapshot wanted = new TopologySnapshot(Instant.EPOCH,
                new EngineView.Present(List.of(SEALED_NET, SHOP_NET), List.of(SHOP)), Optional.empty());
        topology.put(TopologyContract.bare("gone", Container.State.RUNNING, new Container.NetworkMode.Host()));
        topology.show(wanted);
        assertThat(topology.snapshot()).isEqualTo(new TopologySnapshot(NOW, wanted.engine(), wanted.listeners()));
        topology.show(new TopologySnapshot(Instant.EPOCH, new EngineView.Unknown("asleep"), Optional.empty()));
        assertThat(topology.snapshot().engine()).isEqualTo(new EngineView.Unknown("asleep"));
        topology.enginePresent();
        assertThat(topology.snapshot().engine()).isEqualTo(wanted.engine());
    }

    @Test
    void the_same_callback_subscribed_twice_is_two_subscriptions() {
        Runnable callback = calls::incrementAndGet;
        Subscription first = topology.onChange(callback);
        Subscription second = topology.onChange(callback);
        topology.put(SHOP_NET);
        assertThat(calls).hasValue(2);
        first.close();
        topology.put(SEALED_NET);
        assertThat(calls).hasValue(3);
        second.close();
        topology.put(SHOP);
        assertThat(calls).hasValue(3);
    }

    private static final class SimulatedWorld implements World {

        private final SimulatedTopology topology = new SimulatedTopology(InstantSource.fixed(NOW));

        @Override
        public Topology topology() {
            return topology;
        }

        @Override
        public void put(Network network) {
            topology.put(network);
        }

        @Override
        public void put(Container container) {
            topology.put(container);
        }

        @Override
        public void remove(Container container) {
            topology.removeContainer(container.name());
        }

        @Override
        public void listeners(Optional<List<HostListener>> listeners) {
            topology.listeners(listeners);
        }

        @Override
        public void engineGoesAway() {
            topology.engineUnknown("The simulated engine is away.");
        }

        @Override
        public void engineComesBack() {
            topology.enginePresent();
        }

        @Override
        public void close() {}
    }
}
