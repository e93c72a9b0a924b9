package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.Container.Labels;
import dev.tunnelmanager.domain.topology.Container.Membership;
import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.PortBinding;
import dev.tunnelmanager.domain.topology.Container.Protocol;
import dev.tunnelmanager.domain.topology.Container.State;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.Network;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Topology;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What every {@link Topology} must do. */
public interface TopologyContract {

    /** What the clock of every {@link World} shows. */
    Instant NOW = Instant.parse("2026-03-01T12:00:00.250Z");

    /** A network that somebody has made. */
    Network SHOP_NET = new Network("a".repeat(64), "shop_default", Network.Kind.USER_DEFINED, false,
            Optional.of("172.20.0.1"));

    /** A network that nobody can leave. */
    Network SEALED_NET = new Network("b".repeat(64), "sealed", Network.Kind.USER_DEFINED, true,
            Optional.of("172.21.0.1"));

    /** A container with everything that a container can have. */
    Container SHOP = new Container("1".repeat(64), "shop-web-1", State.RUNNING, new NetworkMode.Networks(),
            List.of(new Membership(SEALED_NET.id(), List.of(), Optional.of("172.21.0.7")),
                    new Membership(SHOP_NET.id(), List.of("web", "shop"), Optional.of("172.20.0.7"))),
            List.of(new PortBinding("0.0.0.0", PortNumber.of(18_080), PortNumber.of(8080), Protocol.TCP),
                    new PortBinding("::", PortNumber.of(18_080), PortNumber.of(8080), Protocol.TCP),
                    new PortBinding("127.0.0.1", PortNumber.of(5353), PortNumber.of(8081), Protocol.UDP)),
            List.of(PortNumber.of(8080), PortNumber.of(9000)),
            new Labels(Optional.of("shop"), Optional.of("shop_compose"), Optional.of("web")), true);

    /** Makes a world whose engine holds nothing that a test has not put there, and where nothing listens. */
    World world();

    /** Makes a topology where there is no engine. */
    Topology withoutEngine();

    /** What a topology looks at, as a test changes it. */
    interface World extends AutoCloseable {

        /** The topology under test; its clock stands at {@link #NOW}. */
        Topology topology();

        /** Adds a network, or replaces the one of the same id. */
        void put(Network network);

        /** Adds a container, or replaces the one of the same id. */
        void put(Container container);

        /** Removes the container. */
        void remove(Container container);

        /** Says what listens on the host; empty means that it cannot be read. */
        void listeners(Optional<List<HostListener>> listeners);

        /** Stops the engine, with what it holds. */
        void engineGoesAway();

        /** Starts the engine again, with what it held. */
        void engineComesBack();

        @Override
        void close();
    }

    /** Makes a container that is on no network and has nothing. */
    static Container bare(String name, State state, NetworkMode mode) {
        String id = String.format("%064x", name.hashCode() & 0xffff_ffffL);
        return new Container(id, name, state, mode, List.of(), List.of(), List.of(), Labels.NONE, false);
    }

    /** Returns what the engine of a snapshot holds, which must be known. */
    static EngineView.Present present(TopologySnapshot snapshot) {
        assertThat(snapshot.engine()).isInstanceOf(EngineView.Present.class);
        return (EngineView.Present) snapshot.engine();
    }

    @Test
    default void an_engine_that_holds_nothing_is_present() {
        try (World world = world()) {
            assertThat(present(world.topology().snapshot()).containers()).isEmpty();
        }
    }

    @Test
    default void shows_a_container_and_its_networks_as_they_are() {
        try (World world = world()) {
            world.put(SHOP_NET);
            world.put(SEALED_NET);
            world.put(SHOP);
            EngineView.Present seen = present(world.topology().snapshot());
            assertThat(seen.containers()).containsExactly(SHOP);
            assertThat(seen.networks()).containsSubsequence(SEALED_NET, SHOP_NET);
        }
    }

    @Test
    default void shows_containers_in_every_state_and_network_mode_by_name() {
        try (World world = world()) {
            List<Container> all = new ArrayList<>();
            Arrays.stream(State.values()).forEach(state -> all.add(bare("state-" + state, state,
                    new NetworkMode.Networks())));
            all.add(bare("mode-host", State.RUNNING, new NetworkMode.Host()));
            all.add(bare("mode-none", State.RUNNING, new NetworkMode.None()));
            all.add(bare("mode-shared", State.RUNNING, new NetworkMode.SharedWith(all.getFirst().id())));
            all.reversed().forEach(world::put);
            assertThat(present(world.topology().snapshot()).containers()).extracting(Container::name).isSorted();
            assertThat(present(world.topology().snapshot()).containers()).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @Test
    default void shows_what_has_changed_since_the_last_look() {
        try (World world = world()) {
            Container stopped = bare("api", State.STOPPED, new NetworkMode.Networks());
            Container running = bare("api", State.RUNNING, new NetworkMode.Networks());
            world.put(stopped);
            assertThat(present(world.topology().snapshot()).containers()).containsExactly(stopped);
            world.put(running);
            assertThat(present(world.topology().snapshot()).containers()).containsExactly(running);
            world.remove(running);
            assertThat(present(world.topology().snapshot()).containers()).isEmpty();
        }
    }

    @Test
    default void an_engine_that_went_away_is_unknown_with_a_reason_and_never_absent() {
        try (World world = world()) {
            world.put(SHOP_NET);
            world.topology().snapshot();
            world.engineGoesAway();
            for (int look = 0; look < 3; look++) {
                assertThat(world.topology().snapshot().engine()).isInstanceOfSatisfying(EngineView.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isNotBlank());
            }
            world.engineComesBack();
            assertThat(present(world.topology().snapshot()).networks()).contains(SHOP_NET);
        }
    }

    @Test
    default void a_place_without_an_engine_is_absent_and_not_unknown() {
        assertThat(withoutEngine().snapshot().engine()).isEqualTo(new EngineView.Absent());
        assertThatCode(() -> withoutEngine().onChange(() -> {}).close()).doesNotThrowAnyException();
    }

    @Test
    default void says_when_it_looked() {
        try (World world = world()) {
            assertThat(world.topology().snapshot().observedAt()).isEqualTo(NOW);
        }
    }

    @Test
    default void tells_what_listens_on_the_host_even_while_the_engine_is_away() {
        try (World world = world()) {
            HostListener listener = new HostListener("127.0.0.1", PortNumber.of(5000));
            world.listeners(Optional.of(List.of(listener)));
            assertThat(world.topology().snapshot().listeners()).contains(List.of(listener));
            world.engineGoesAway();
            assertThat(world.topology().snapshot().listeners()).contains(List.of(listener));
        }
    }

    @Test
    default void listeners_that_cannot_be_read_are_not_none() {
        try (World world = world()) {
            world.listeners(Optional.empty());
            assertThat(world.topology().snapshot().listeners()).isEmpty();
            world.listeners(Optional.of(List.of()));
            assertThat(world.topology().snapshot().listeners()).contains(List.of());
        }
    }

    @Test
    default void tells_every_subscriber_of_a_change() throws InterruptedException {
        try (World world = world()) {
            BlockingQueue<TopologySnapshot> first = new LinkedBlockingQueue<>();
            BlockingQueue<TopologySnapshot> second = new LinkedBlockingQueue<>();
            try (Subscription one = world.topology().onChange(() -> first.add(world.topology().snapshot()));
                    Subscription two = world.topology()
                            .onChange(() -> second.add(world.topology().snapshot()))) {
                assertThat(one).isNotSameAs(two);
                world.put(SHOP_NET);
                awaitSnapshot(first, seen -> present(seen).networks().contains(SHOP_NET));
                world.put(SEALED_NET);
                world.put(SHOP);
                awaitSnapshot(first, seen -> present(seen).containers().contains(SHOP));
                awaitSnapshot(second, seen -> present(seen).containers().contains(SHOP));
                world.remove(SHOP);
                awaitSnapshot(first, seen -> present(seen).containers().isEmpty());
            }
        }
    }

    @Test
    default void goes_on_telling_after_the_engine_was_away() throws InterruptedException {
        try (World world = world()) {
            BlockingQueue<TopologySnapshot> calls = new LinkedBlockingQueue<>();
            Container api = bare("api", State.RUNNING, new NetworkMode.Networks());
            Container late = bare("late", State.RUNNING, new NetworkMode.Networks());
            try (Subscription subscription = world.topology()
                    .onChange(() -> calls.add(world.topology().snapshot()))) {
                assertThat(subscription).isNotNull();
                world.put(api);
                awaitSnapshot(calls, seen -> present(seen).containers().contains(api));
                world.engineGoesAway();
                awaitSnapshot(calls, seen -> seen.engine() instanceof EngineView.Unknown);
                world.engineComesBack();
                awaitSnapshot(calls, seen -> seen.engine() instanceof EngineView.Present);
                world.put(late);
                awaitSnapshot(calls, seen -> present(seen).containers().contains(late));
            }
        }
    }

    @Test
    default void closing_a_subscription_silences_it_and_only_it() throws InterruptedException {
        try (World world = world()) {
            BlockingQueue<TopologySnapshot> closed = new LinkedBlockingQueue<>();
            BlockingQueue<TopologySnapshot> open = new LinkedBlockingQueue<>();
            Subscription subscription = world.topology()
                    .onChange(() -> closed.add(world.topology().snapshot()));
            try (Subscription other = world.topology().onChange(() -> open.add(world.topology().snapshot()))) {
                assertThat(other).isNotNull();
                subscription.close();
                subscription.close();
                Container api = bare("api", State.RUNNING, new NetworkMode.Networks());
                world.put(api);
                awaitSnapshot(open, seen -> present(seen).containers().contains(api));
                assertThat(closed).noneMatch(seen -> present(seen).containers().contains(api));
            }
        }
    }

    @Test
    default void answers_many_threads_at_once() throws InterruptedException, ExecutionException {
        try (World world = world(); ExecutorService threads = Executors.newFixedThreadPool(8)) {
            world.put(SHOP_NET);
            world.put(SEALED_NET);
            world.put(SHOP);
            List<Future<TopologySnapshot>> looks = new ArrayList<>();
            for (int look = 0; look < 24; look++) {
                looks.add(threads.submit(() -> world.topology().snapshot()));
            }
            for (Future<TopologySnapshot> look : looks) {
                assertThat(present(look.get()).containers()).containsExactly(SHOP);
            }
        }
    }

    private static void awaitSnapshot(BlockingQueue<TopologySnapshot> calls, Predicate<TopologySnapshot> wanted)
            throws InterruptedException {
        List<TopologySnapshot> others = new ArrayList<>();
        while (true) {
            TopologySnapshot seen = calls.poll(20, TimeUnit.SECONDS);
            assertThat(seen).describedAs("a call with what was wanted, after %s", others).isNotNull();
            if (wanted.test(seen)) {
                return;
            }
            others.add(seen);
        }
    }
}
