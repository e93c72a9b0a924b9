package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.Connector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link Connector} must do. */
public interface ConnectorContract {

    /** A catch-all alone. */
    List<IngressRule> BARE = List.of(new IngressRule("", "", "http_status:404"));

    /** One hostname before the catch-all. */
    List<IngressRule> SHOP = List.of(new IngressRule("shop.example.com", "", "http://localhost:5000"), BARE.getFirst());

    /** Another hostname before that. */
    List<IngressRule> SHOP_AND_API = List.of(new IngressRule("api.example.com", "", "http://localhost:6000"),
            SHOP.getFirst(), BARE.getFirst());

    /** Returns a rig of which nothing runs yet. */
    Rig rig() throws Exception;

    /** A connector with what is around it. */
    interface Rig extends AutoCloseable {

        /** Returns the connector under test. */
        Connector connector();

        /** Has the rule list hold {@code rules}, as if it had been edited. */
        void hold(List<IngressRule> rules);

        /** Has every replica that is started from now on never become ready, or puts that right. */
        void breakStarts(boolean broken);

        /** Has every replica that is started from now on take its rules from elsewhere. */
        void manageElsewhere();

        /** Returns how many replicas there should be. */
        int wanted();

        @Override
        void close();

        /** Holds {@code rules} and rolls. */
        default RollOutcome rollTo(List<IngressRule> rules) {
            hold(rules);
            return connector().roll(rules, step -> assertThat(step).isNotBlank());
        }

        /** Returns what is observed, which must be that it was found. */
        default ConnectorObservation.Found found() {
            ConnectorObservation seen = connector().observe();
            assertThat(seen).isInstanceOf(ConnectorObservation.Found.class);
            return (ConnectorObservation.Found) seen;
        }

        /** Returns the ids of the replicas that run. */
        default Set<String> ids() {
            return found().replicas().stream().flatMap(replica -> replica.connectorId().stream())
                    .collect(Collectors.toSet());
        }
    }

    @Test
    default void observes_that_nothing_runs() throws Exception {
        try (Rig rig = rig()) {
            ConnectorObservation.Found found = rig.found();
            assertThat(found.replicas()).isEmpty();
            assertThat(found.wanted()).isEqualTo(rig.wanted());
            assertThat(found.isUp()).isFalse();
        }
    }

    @Test
    default void starts_what_should_run_and_does_not() throws Exception {
        try (Rig rig = rig()) {
            RollOutcome outcome = rig.rollTo(SHOP);
            assertThat(outcome).isInstanceOf(RollOutcome.Served.class);
            assertThat(((RollOutcome.Served) outcome).restarted()).hasSize(rig.wanted());
            ConnectorObservation.Found found = rig.found();
            assertThat(found.replicas()).hasSize(rig.wanted());
            assertThat(found.replicas()).allMatch(Replica::isReady).allMatch(replica -> replica.serves(SHOP));
            assertThat(found.isManagedElsewhere()).isFalse();
            assertThat(rig.ids()).hasSize(rig.wanted());
            assertThat(found.replicas().stream().map(Replica::name)).doesNotHaveDuplicates();
        }
    }

    @Test
    default void a_glance_shows_all_but_what_is_served() throws Exception {
        try (Rig rig = rig()) {
            rig.rollTo(SHOP);
            ConnectorObservation.Found whole = rig.found();
            List<Replica> replicas = whole.replicas().stream().map(each -> new Replica(each.name(), each.connectorId(),
                    each.readyConnections(), each.startedAt(), each.restarts(), Optional.empty(), false)).toList();
            assertThat(rig.connector().glance()).isEqualTo(
                    new ConnectorObservation.Found(whole.kind(), whole.place(), replicas, whole.wanted()));
        }
    }

    @Test
    default void leaves_alone_what_serves_the_rules_already() throws Exception {
        try (Rig rig = rig()) {
            rig.rollTo(SHOP);
            Set<String> before = rig.ids();
            assertThat(rig.rollTo(SHOP)).isEqualTo(new RollOutcome.Served(List.of()));
            assertThat(rig.ids()).isEqualTo(before);
        }
    }

    @Test
    default void replaces_every_replica_for_new_rules() throws Exception {
        try (Rig rig = rig()) {
            rig.rollTo(SHOP);
            Set<String> before = rig.ids();
            List<String> steps = new ArrayList<>();
            rig.hold(SHOP_AND_API);
            RollOutcome outcome = rig.connector().roll(SHOP_AND_API, steps::add);
            assertThat(outcome).isInstanceOf(RollOutcome.Served.class);
            assertThat(((RollOutcome.Served) outcome).restarted()).hasSize(rig.wanted());
            assertThat(rig.found().replicas()).hasSize(rig.wanted()).allMatch(replica -> replica.serves(SHOP_AND_API));
            assertThat(rig.ids()).hasSize(rig.wanted()).doesNotContainAnyElementsOf(before);
            assertThat(steps).isNotEmpty();
        }
    }

    @Test
    default void a_list_that_only_shrinks_is_served_too() throws Exception {
        try (Rig rig = rig()) {
            rig.rollTo(SHOP_AND_API);
            assertThat(rig.rollTo(BARE)).isInstanceOf(RollOutcome.Served.class);
            assertThat(rig.found().replicas()).allMatch(replica -> replica.serves(BARE));
        }
    }

    @Test
    default void keeps_serving_the_earlier_rules_when_the_new_ones_do_not_work_and_recovers() throws Exception {
        try (Rig rig = rig()) {
            rig.rollTo(SHOP);
            rig.breakStarts(true);
            RollOutcome outcome = rig.rollTo(SHOP_AND_API);
            assertThat(outcome).isInstanceOfSatisfying(RollOutcome.NotServed.class, notServed -> {
                assertThat(notServed.refusal().code()).isEqualTo(RefusalCode.CONNECTOR_NOT_READY);
            });
            assertThat(rig.found().replicas()).noneMatch(replica -> replica.isReady() && replica.serves(SHOP_AND_API));
            rig.breakStarts(false);
            assertThat(rig.rollTo(SHOP)).isInstanceOf(RollOutcome.Served.class);
            assertThat(rig.found().replicas()).hasSize(rig.wanted()).allMatch(Replica::isReady)
                    .allMatch(replica -> replica.serves(SHOP));
        }
    }

    @Test
    default void a_first_start_that_does_not_become_ready_is_told() throws Exception {
        try (Rig rig = rig()) {
            rig.breakStarts(true);
            assertThat(rig.rollTo(SHOP)).isInstanceOf(RollOutcome.NotServed.class);
            assertThat(rig.found().isUp()).isFalse();
            rig.breakStarts(false);
            assertThat(rig.rollTo(SHOP)).isInstanceOf(RollOutcome.Served.class);
        }
    }

    @Test
    default void refuses_when_the_rules_come_from_elsewhere() throws Exception {
        try (Rig rig = rig()) {
            rig.manageElsewhere();
            assertThat(rig.rollTo(SHOP)).isInstanceOfSatisfying(RollOutcome.NotServed.class, notServed -> {
                assertThat(notServed.refusal().code()).isEqualTo(RefusalCode.MANAGED_ELSEWHERE);
            });
        }
    }

    @Test
    default void can_be_observed_by_many_threads_while_it_is_rolled() throws Exception {
        try (Rig rig = rig()) {
            rig.rollTo(SHOP);
            ConcurrentLinkedQueue<ConnectorObservation> seen = new ConcurrentLinkedQueue<>();
            List<Thread> observers = IntStream.range(0, 4).mapToObj(i -> Thread.ofVirtual().start(() -> Stream
                    .generate(rig.connector()::observe).limit(10).forEach(seen::add))).toList();
            assertThat(rig.rollTo(SHOP_AND_API)).isInstanceOf(RollOutcome.Served.class);
            for (Thread observer : observers) {
                observer.join();
            }
            assertThat(seen).hasSize(40).allMatch(ConnectorObservation.Found.class::isInstance);
        }
    }

    @Test
    default void a_restart_replaces_every_replica_though_all_of_them_serve() throws Exception {
        try (Rig rig = rig()) {
            rig.rollTo(SHOP);
            Set<String> before = rig.ids();
            RollOutcome outcome = rig.connector().restart(SHOP, step -> assertThat(step).isNotBlank());
            assertThat(outcome).isInstanceOfSatisfying(RollOutcome.Served.class,
                    served -> assertThat(served.restarted()).hasSize(rig.wanted()));
            assertThat(rig.ids()).hasSize(rig.wanted()).doesNotContainAnyElementsOf(before);
            assertThat(rig.found().replicas()).allSatisfy(replica -> assertThat(replica.serves(SHOP)).isTrue());
        }
    }

    @Test
    default void a_restart_that_does_not_become_ready_leaves_those_that_serve() throws Exception {
        try (Rig rig = rig()) {
            rig.rollTo(SHOP);
            Set<String> before = rig.ids();
            rig.breakStarts(true);
            assertThat(rig.connector().restart(SHOP, step -> {})).isInstanceOf(RollOutcome.NotServed.class);
            rig.breakStarts(false);
            assertThat(rig.found().isUp()).isTrue();
            assertThat(before).containsAll(rig.ids());
        }
    }
}
