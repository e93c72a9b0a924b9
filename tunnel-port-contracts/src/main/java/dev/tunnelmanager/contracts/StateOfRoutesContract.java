package dev.tunnelmanager.contracts;

import static dev.tunnelmanager.contracts.StateSamples.ANNA;
import static dev.tunnelmanager.contracts.StateSamples.BEN;
import static dev.tunnelmanager.contracts.StateSamples.BLOG;
import static dev.tunnelmanager.contracts.StateSamples.P5000;
import static dev.tunnelmanager.contracts.StateSamples.SHOP;
import static dev.tunnelmanager.contracts.StateSamples.T0;
import static dev.tunnelmanager.contracts.StateSamples.fullRoute;
import static dev.tunnelmanager.contracts.StateSamples.route;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.change;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.count;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.find;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Routes and who holds a hostname. */
interface StateOfRoutesContract extends StateStoreUnderTest {

    @Test
    default void no_route_is_found_where_none_is() {
        StateStore store = emptyStore();
        assertThat(find(store, state -> state.routeHolding(SHOP))).isEmpty();
        assertThat(find(store, state -> state.latestRoute(SHOP))).isEmpty();
        assertThat(list(store, state -> state.routes(Optional.empty()))).isEmpty();
        assertThat(list(store, state -> state.routesOn(P5000))).isEmpty();
        assertThat(count(store, state -> state.routeCount(ANNA))).isZero();
    }

    @Test
    default void routes_come_back_equal_bare_and_full() {
        StateStore store = emptyStore();
        Route bare = route(1, BLOG, ANNA);
        Route full = fullRoute(2, SHOP, BEN);
        Target onHost = new Target(new OriginService("http://localhost:5000"), true, Target.Kind.LOCALHOST,
                Optional.empty(), Optional.empty(), "A process of the host listens there.", List.of(), List.of());
        Route between = route(3, HostnamePattern.of("*.example.com"), ANNA).aimedAt(onHost, T0).intendingRecord(T0);
        change(store, state -> List.of(bare, full, between).forEach(state::put));
        StateStore again = reopened(store);
        assertThat(find(again, state -> state.routeHolding(BLOG))).contains(bare);
        assertThat(find(again, state -> state.latestRoute(SHOP))).contains(full);
        assertThat(list(again, state -> state.routes(Optional.empty()))).containsExactly(between, bare, full);
    }

    @Test
    default void every_state_and_every_refusal_code_comes_back() {
        StateStore store = emptyStore();
        for (RouteState routeState : RouteState.values()) {
            Route wanted = route(1, SHOP, ANNA).in(routeState, T0);
            change(store, state -> state.put(wanted));
            assertThat(find(store, state -> state.latestRoute(SHOP))).contains(wanted);
        }
        for (RefusalCode code : RefusalCode.values()) {
            Route wanted = route(1, SHOP, ANNA).takenBack(new Refusal(code, "p", "r"), T0);
            change(store, state -> state.put(wanted));
            assertThat(find(store, state -> state.routeHolding(SHOP))).contains(wanted);
        }
    }

    @Test
    default void a_route_is_replaced_by_id_with_nothing_left_of_the_old_one() {
        StateStore store = emptyStore();
        change(store, state -> state.put(fullRoute(1, SHOP, ANNA)));
        Route bare = route(1, SHOP, ANNA);
        change(store, state -> state.put(bare));
        assertThat(find(store, state -> state.routeHolding(SHOP))).contains(bare);
        assertThat(list(store, state -> state.routes(Optional.empty()))).containsExactly(bare);
    }

    @Test
    default void a_hostname_that_is_held_cannot_be_held_again() {
        StateStore store = emptyStore();
        Route annas = fullRoute(1, SHOP, ANNA);
        change(store, state -> state.put(annas));
        assertThatThrownBy(() -> change(store, state -> state.put(route(2, SHOP, BEN))))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("shop.example.com");
        change(store, state -> state.put(route(3, BLOG, BEN)));
        assertThatThrownBy(() -> change(store, state -> state.put(fullRoute(3, SHOP, BEN))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(find(store, state -> state.routeHolding(SHOP))).contains(annas);
        assertThat(list(store, state -> state.routes(Optional.of(BEN)))).containsExactly(route(3, BLOG, BEN));
    }

    @Test
    default void a_hostname_is_free_again_once_its_route_is_history() {
        StateStore store = emptyStore();
        change(store, state -> state.put(fullRoute(1, SHOP, ANNA).in(RouteState.GONE, T0)));
        assertThat(find(store, state -> state.routeHolding(SHOP))).isEmpty();
        change(store, state -> state.put(route(2, SHOP, BEN).in(RouteState.FAILED, T0)));
        Route newest = route(3, SHOP, ANNA);
        change(store, state -> state.put(newest));
        assertThat(find(store, state -> state.routeHolding(SHOP))).contains(newest);
        assertThat(find(store, state -> state.latestRoute(SHOP))).contains(newest);
        assertThat(list(store, state -> state.routes(Optional.empty()))).containsExactly(newest);
        assertThatThrownBy(() -> change(store, state -> state.put(route(1, SHOP, ANNA))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void the_latest_route_is_found_when_nobody_holds_the_hostname() {
        StateStore store = emptyStore();
        Route newer = fullRoute(8, SHOP, BEN).in(RouteState.FAILED, T0);
        change(store, state -> {
            state.put(newer);
            state.put(fullRoute(2, SHOP, ANNA).in(RouteState.GONE, T0.plusSeconds(9)));
        });
        assertThat(find(store, state -> state.latestRoute(SHOP))).contains(newer);
    }

    @Test
    default void routes_are_told_by_owner_and_by_port() {
        StateStore store = emptyStore();
        Route annas = fullRoute(1, SHOP, ANNA);
        Route bens = fullRoute(2, BLOG, BEN);
        Route elsewhere = new Route(3, HostnamePattern.of("a.example.com"), ANNA, "z1", "example.com",
                PortNumber.of(5001), RouteState.LIVE, Optional.empty(), List.of(), false, Optional.empty(),
                Optional.empty(), T0, T0);
        change(store, state -> {
            List.of(annas, bens, elsewhere).forEach(state::put);
            state.put(route(4, HostnamePattern.of("old.example.com"), ANNA).in(RouteState.GONE, T0));
        });
        assertThat(list(store, state -> state.routes(Optional.of(ANNA)))).containsExactly(elsewhere, annas);
        assertThat(list(store, state -> state.routesOn(P5000))).containsExactly(bens, annas);
        assertThat(count(store, state -> state.routeCount(ANNA))).isEqualTo(2);
        assertThat(count(store, state -> state.routeCount(BEN))).isEqualTo(1);
    }

    @Test
    default void route_ids_never_repeat() {
        StateStore store = emptyStore();
        long first = store.change(StateWriter::nextRouteId);
        long next = second(store).change(state -> {
            long id = state.nextRouteId();
            assertThat(state.nextRouteId()).isGreaterThan(id);
            state.put(route(id, SHOP, ANNA));
            return id;
        });
        assertThat(next).isGreaterThan(first);
        assertThatThrownBy(() -> change(store, state -> {
            assertThat(state.nextRouteId()).isGreaterThan(next);
            throw new IllegalArgumentException("on purpose");
        })).isInstanceOf(IllegalArgumentException.class);
        change(store, state -> state.put(route(1000, BLOG, ANNA)));
        assertThat(reopened(store).change(StateWriter::nextRouteId)).isGreaterThan(1000);
    }

    @Test
    default void a_thousand_routes_are_listed_by_hostname() {
        StateStore store = emptyStore();
        List<Route> routes = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            HostnamePattern hostname = HostnamePattern.of("h" + (i * 7919) % 1009 + "-" + i + ".example.com");
            routes.add(fullRoute(i, hostname, i % 2 == 0 ? ANNA : BEN));
        }
        change(store, state -> routes.forEach(state::put));
        routes.sort(Comparator.comparing(Route::hostname));
        assertThat(list(store, state -> state.routes(Optional.empty()))).isEqualTo(routes);
        assertThat(count(store, state -> state.routeCount(ANNA))).isEqualTo(500);
        List<Route> annas = routes.stream().filter(route -> route.owner().equals(ANNA)).toList();
        assertThat(list(store, state -> state.routes(Optional.of(ANNA), Optional.empty(), Optional.empty(), 7)))
                .isEqualTo(annas.subList(0, 7));
        assertThat(list(store, state -> state.routes(Optional.of(ANNA), Optional.empty(),
                Optional.of(annas.get(492).hostname()), 8))).isEqualTo(annas.subList(493, 500));
        assertThat(list(store, state -> state.routes(Optional.empty(), Optional.of("example.com"),
                Optional.of(routes.get(9).hostname()), 90))).isEqualTo(routes.subList(10, 100));
    }

    @Test
    default void pages_hold_what_is_within_a_domain_and_nothing_else() {
        StateStore store = emptyStore();
        List<Route> routes = new ArrayList<>();
        for (String name : List.of("*.example.com", "*.shop.example.com", "a.shop.example.com", "shop.example.com",
                "shop.example.com.example.net", "workshop.example.com")) {
            routes.add(route(routes.size() + 1, HostnamePattern.of(name), routes.size() % 2 == 0 ? ANNA : BEN));
        }
        Route gone = route(90, HostnamePattern.of("b.shop.example.com"), ANNA).in(RouteState.GONE, T0);
        change(store, state -> {
            routes.forEach(state::put);
            state.put(gone);
        });
        for (String suffix : List.of("example.com", "shop.example.com", "a.shop.example.com", "com",
                "op.example.com")) {
            List<Route> within = routes.stream().filter(route -> route.hostname().isWithin(suffix)).toList();
            List<Route> bens = within.stream().filter(route -> route.owner().equals(BEN)).toList();
            assertThat(list(store, state -> state.routes(Optional.empty(), Optional.of(suffix), Optional.empty(), 99)))
                    .as(suffix).isEqualTo(within);
            assertThat(count(store, state -> state.routeCount(Optional.empty(), Optional.of(suffix)))).as(suffix)
                    .isEqualTo(within.size());
            assertThat(list(store, state -> state.routes(Optional.of(BEN), Optional.of(suffix),
                    Optional.of(gone.hostname()), 99))).as(suffix)
                    .isEqualTo(bens.stream().filter(each -> each.hostname().compareTo(gone.hostname()) > 0).toList());
            assertThat(count(store, state -> state.routeCount(Optional.of(BEN), Optional.of(suffix)))).as(suffix)
                    .isEqualTo(bens.size());
        }
        assertThat(count(store, state -> state.routeCount(Optional.empty(), Optional.empty()))).isEqualTo(6);
    }
}
