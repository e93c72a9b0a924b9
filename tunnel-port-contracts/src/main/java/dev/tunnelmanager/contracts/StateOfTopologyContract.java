package dev.tunnelmanager.contracts;

import static dev.tunnelmanager.contracts.StateSamples.T0;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.change;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.Container.Labels;
import dev.tunnelmanager.domain.topology.Container.Membership;
import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.PortBinding;
import dev.tunnelmanager.domain.topology.Container.Protocol;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.Network;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The topology as it was last seen. */
interface StateOfTopologyContract extends StateStoreUnderTest {

    @Test
    default void there_is_no_topology_before_one_was_seen() {
        assertThat(emptyStore().read(StateReader::topology)).isEmpty();
    }

    @Test
    default void a_topology_comes_back_equal_with_every_kind_of_thing_in_it() {
        StateStore store = emptyStore();
        TopologySnapshot seen = new TopologySnapshot(T0, everything(),
                Optional.of(List.of(new HostListener("::", PortNumber.of(443)),
                        new HostListener("127.0.0.1", PortNumber.of(80)), new HostListener("::", PortNumber.of(443)))));
        change(store, state -> state.putTopology(seen));
        assertThat(reopened(store).read(StateReader::topology)).contains(seen);
    }

    @Test
    default void an_engine_that_is_absent_or_unknown_comes_back_as_that() {
        StateStore store = emptyStore();
        for (EngineView engine : List.of(new EngineView.Absent(), new EngineView.Unknown("It did not answer in 2 s."),
                new EngineView.Unknown("It went away."), new EngineView.Present(List.of(), List.of()))) {
            for (Optional<List<HostListener>> listeners : List.of(Optional.<List<HostListener>>empty(),
                    Optional.of(List.<HostListener>of()))) {
                TopologySnapshot seen = new TopologySnapshot(T0, engine, listeners);
                change(store, state -> state.putTopology(seen));
                assertThat(store.read(StateReader::topology)).contains(seen);
            }
        }
    }

    @Test
    default void a_topology_is_replaced_with_nothing_left_of_the_old_one() {
        StateStore store = emptyStore();
        List<HostListener> listeners = List.of(new HostListener("::", PortNumber.of(443)));
        change(store, state -> state.putTopology(new TopologySnapshot(T0, everything(), Optional.of(listeners))));
        TopologySnapshot later = new TopologySnapshot(T0.plusSeconds(30), everything(), Optional.of(listeners));
        change(store, state -> state.putTopology(later));
        assertThat(store.read(StateReader::topology)).contains(later);

        EngineView.Present all = everything();
        EngineView.Present fewer = new EngineView.Present(all.networks().subList(1, 2),
                all.containers().subList(2, 4));
        TopologySnapshot less = new TopologySnapshot(T0.plusSeconds(60), fewer, Optional.empty());
        change(store, state -> state.putTopology(less));
        assertThat(store.read(StateReader::topology)).contains(less);
        TopologySnapshot nothing = new TopologySnapshot(T0.plusSeconds(90), new EngineView.Absent(), Optional.empty());
        change(store, state -> state.putTopology(nothing));
        change(store, state -> state.putTopology(less));
        assertThat(reopened(store).read(StateReader::topology)).contains(less);
    }

    private static EngineView.Present everything() {
        List<Network> networks = new ArrayList<>();
        for (Network.Kind kind : Network.Kind.values()) {
            networks.add(new Network("n" + networks.size(), "net " + kind, kind, kind == Network.Kind.NONE,
                    kind == Network.Kind.USER_DEFINED ? Optional.of("172.18.0.1") : Optional.empty()));
        }
        List<Container> containers = new ArrayList<>();
        for (Container.State state : Container.State.values()) {
            containers.add(new Container("c" + containers.size(), "bare " + state, state, new NetworkMode.None(),
                    List.of(), List.of(), List.of(), Labels.NONE, false));
        }
        containers.add(new Container("c10", "web", Container.State.RUNNING, new NetworkMode.Networks(),
                List.of(new Membership("n0", List.of("web", "0a1b2c3d", "web"), Optional.of("172.18.0.2")),
                        new Membership("a network that is not in the list", List.of(), Optional.empty()),
                        new Membership("n1", List.of("second"), Optional.of("fd00::2"))),
                List.of(new PortBinding("::", PortNumber.of(18_181), PortNumber.of(80), Protocol.TCP),
                        new PortBinding("0.0.0.0", PortNumber.of(53), PortNumber.of(53), Protocol.UDP),
                        new PortBinding("127.0.0.1", PortNumber.of(36), PortNumber.of(36), Protocol.SCTP)),
                List.of(PortNumber.of(8080), PortNumber.of(80)),
                new Labels(Optional.of("anna"), Optional.of("shop"), Optional.of("web")), true));
        containers.add(new Container("c11", "sidecar", Container.State.RUNNING, new NetworkMode.SharedWith("c10"),
                List.of(), List.of(), List.of(PortNumber.of(1)),
                new Labels(Optional.empty(), Optional.of("shop"), Optional.empty()), false));
        containers.add(new Container("c12", "on the host", Container.State.RUNNING, new NetworkMode.Host(), List.of(),
                List.of(), List.of(), Labels.NONE, false));
        return new EngineView.Present(networks, containers);
    }
}
