package dev.tunnelmanager.contracts;

import static dev.tunnelmanager.contracts.StateSamples.ANNA;
import static dev.tunnelmanager.contracts.StateSamples.BEN;
import static dev.tunnelmanager.contracts.StateSamples.P5000;
import static dev.tunnelmanager.contracts.StateSamples.T0;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.change;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.count;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.find;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.ownership.TokenHash;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.PortRange;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.port.ServiceScheme;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Projects, ports, zones, and what there is one of. */
interface StateOfProjectsContract extends StateStoreUnderTest {

    @Test
    default void a_new_state_is_empty_and_open_and_has_an_instance_id() {
        StateStore store = emptyStore();
        assertThat(store.read(StateReader::instanceId)).matches("[0-9a-f]{8}");
        assertThat(store.read(StateReader::registrationOpen)).isTrue();
        assertThat(store.read(StateReader::metaToken)).isEmpty();
        assertThat(store.read(StateReader::leader)).isEmpty();
        assertThat(store.read(StateReader::projects)).isEmpty();
        assertThat(find(store, state -> state.project(ANNA))).isEmpty();
        assertThat(list(store, state -> state.ports(Optional.empty()))).isEmpty();
        assertThat(find(store, state -> state.port(P5000))).isEmpty();
        assertThat(store.read(StateReader::zones)).isEmpty();
        assertThat(store.read(StateReader::zonesSeenAt)).isEmpty();
    }

    @Test
    default void the_instance_id_stays_the_same() {
        StateStore store = emptyStore();
        String id = store.read(StateReader::instanceId);
        assertThat(second(store).read(StateReader::instanceId)).isEqualTo(id);
        assertThat(reopened(store).read(StateReader::instanceId)).isEqualTo(id);
        assertThat(store).isNotNull();
    }

    @Test
    default void what_there_is_one_of_is_set_and_cleared() {
        StateStore store = emptyStore();
        TokenHash hash = TokenHash.of("meta's token", new byte[16]);
        change(store, state -> {
            state.setRegistrationOpen(false);
            state.setMetaToken(Optional.of(hash));
            state.setLeader("process 4711");
            state.setLeader("process 4712 since noon");
        });
        StateStore again = reopened(store);
        assertThat(again.read(StateReader::registrationOpen)).isFalse();
        assertThat(again.read(StateReader::metaToken)).contains(hash);
        assertThat(again.read(StateReader::leader)).contains("process 4712 since noon");
        change(again, state -> {
            state.setRegistrationOpen(true);
            state.setMetaToken(Optional.empty());
        });
        assertThat(again.read(StateReader::registrationOpen)).isTrue();
        assertThat(again.read(StateReader::metaToken)).isEmpty();
    }

    @Test
    default void projects_come_back_equal_and_by_name() {
        StateStore store = emptyStore();
        Project ben = new Project(BEN, Optional.of(new PortRange(PortNumber.of(1), PortNumber.of(65_535))),
                OptionalInt.of(0), List.of("z.example.com", "a.example.com", "z.example.com"),
                Optional.of(TokenHash.of("ben's token", new byte[16])), T0);
        Project anna = Project.unlimited(ANNA, T0.plusMillis(7));
        change(store, state -> {
            state.put(ben);
            state.put(anna);
        });
        assertThat(reopened(store).read(StateReader::projects)).containsExactly(anna, ben);
    }

    @Test
    default void a_project_is_replaced_by_name_with_nothing_left_of_the_old_one() {
        StateStore store = emptyStore();
        change(store, state -> state.put(new Project(ANNA, Optional.of(new PortRange(P5000, P5000)), OptionalInt.of(3),
                List.of("example.com"), Optional.of(TokenHash.of("t", new byte[16])), T0)));
        Project bare = Project.unlimited(ANNA, T0);
        change(store, state -> state.put(bare));
        assertThat(find(store, state -> state.project(ANNA))).contains(bare);
        assertThat(store.read(StateReader::projects)).containsExactly(bare);
    }

    @Test
    default void ports_come_back_equal_by_number_and_by_owner() {
        StateStore store = emptyStore();
        List<PortAllocation> annas = new ArrayList<>();
        for (ServiceScheme scheme : ServiceScheme.values()) {
            annas.add(new PortAllocation(PortNumber.of(9000 - annas.size()), ANNA,
                    new ServiceHint(Optional.of("anna-web"), false, scheme, false), T0));
        }
        PortAllocation bens = new PortAllocation(PortNumber.of(65_535), BEN,
                new ServiceHint(Optional.empty(), true, ServiceScheme.HTTP, true), T0.plusSeconds(1));
        PortAllocation metas = new PortAllocation(PortNumber.of(1), ProjectName.META, ServiceHint.NONE, T0);
        change(store, state -> {
            state.put(bens);
            annas.forEach(state::put);
            state.put(metas);
        });
        StateStore again = reopened(store);
        List<PortAllocation> all = new ArrayList<>(annas.reversed());
        all.addFirst(metas);
        all.addLast(bens);
        assertThat(list(again, state -> state.ports(Optional.empty()))).isEqualTo(all);
        assertThat(list(again, state -> state.ports(Optional.of(ANNA)))).isEqualTo(annas.reversed());
        assertThat(find(again, state -> state.port(PortNumber.of(65_535)))).contains(bens);
        assertThat(list(again, state -> state.ports(Optional.of(new ProjectName("nobody"))))).isEmpty();
        assertThat(list(again, state -> state.ports(Optional.empty(), Optional.empty(), 2)))
                .isEqualTo(all.subList(0, 2));
        assertThat(list(again, state -> state.ports(Optional.empty(), Optional.of(PortNumber.of(1)), 99)))
                .isEqualTo(all.subList(1, all.size()));
        assertThat(list(again, state -> state.ports(Optional.of(ANNA), Optional.of(PortNumber.of(2)), 2)))
                .isEqualTo(annas.reversed().subList(0, 2));
        assertThat(count(again, state -> state.portCount(Optional.empty()))).isEqualTo(all.size());
        assertThat(count(again, state -> state.portCount(Optional.of(ANNA)))).isEqualTo(annas.size());
    }

    @Test
    default void a_port_is_replaced_by_number_and_removed() {
        StateStore store = emptyStore();
        PortAllocation bens = new PortAllocation(P5000, BEN, ServiceHint.NONE, T0);
        change(store, state -> {
            state.put(new PortAllocation(P5000, ANNA,
                    new ServiceHint(Optional.of("web"), false, ServiceScheme.TCP, false), T0));
            state.put(bens);
        });
        assertThat(list(store, state -> state.ports(Optional.empty()))).containsExactly(bens);
        change(store, state -> state.removePort(P5000));
        change(store, state -> state.removePort(P5000));
        assertThat(find(store, state -> state.port(P5000))).isEmpty();
    }

    @Test
    default void zones_are_replaced_together_and_come_back_by_name() {
        StateStore store = emptyStore();
        List<Zone> seen = new ArrayList<>();
        for (ZoneStanding standing : ZoneStanding.values()) {
            seen.add(new Zone("id" + standing, "zone" + (9 - seen.size()) + ".example", standing,
                    Integer.MAX_VALUE, List.of("b", "a")));
        }
        change(store, state -> state.putZones(seen, T0));
        assertThat(reopened(store).read(StateReader::zones)).isEqualTo(seen.reversed());

        StateStore again = second(reopened(store));
        Zone renamed = new Zone(seen.getFirst().id(), "a.example", ZoneStanding.ACTIVE, 0, List.of());
        change(again, state -> state.putZones(List.of(renamed), T0.plusMillis(5)));
        assertThat(again.read(StateReader::zones)).containsExactly(renamed);
        assertThat(again.read(StateReader::zonesSeenAt)).contains(T0.plusMillis(5));
        change(again, state -> state.putZones(List.of(), T0.plusMillis(6)));
        assertThat(again.read(StateReader::zones)).isEmpty();
        assertThat(again.read(StateReader::zonesSeenAt)).contains(T0.plusMillis(6));
    }

    @Test
    default void a_zone_told_twice_is_stored_as_told_last() {
        StateStore store = emptyStore();
        Zone before = new Zone("z1", "example.com", ZoneStanding.NOT_SERVING, 1, List.of("It waits."));
        Zone after = new Zone("z1", "example.com", ZoneStanding.ACTIVE, 1, List.of());
        change(store, state -> state.putZones(List.of(before, after), T0));
        assertThat(store.read(StateReader::zones)).containsExactly(after);
    }
}
