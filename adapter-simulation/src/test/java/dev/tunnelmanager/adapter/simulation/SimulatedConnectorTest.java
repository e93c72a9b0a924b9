package dev.tunnelmanager.adapter.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.contracts.ConnectorContract;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class SimulatedConnectorTest implements ConnectorContract {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

    private final AtomicReference<List<IngressRule>> held = new AtomicReference<>(List.of());
    private final SimulatedConnector connector = new SimulatedConnector(held::get, CLOCK, 2);

    @Override
    public Rig rig() {
        return new Rig() {
            @Override
            public Connector connector() {
                return connector;
            }

            @Override
            public void hold(List<IngressRule> rules) {
                held.set(rules);
            }

            @Override
            public void breakStarts(boolean broken) {
                connector.breakStarts(broken);
            }

            @Override
            public void manageElsewhere() {
                connector.manageElsewhere(true);
            }

            @Override
            public int wanted() {
                return 2;
            }

            @Override
            public void close() {
                connector.crash();
            }
        };
    }

    @Test
    void counts_only_rolls_that_replaced_something() {
        held.set(SHOP);
        connector.roll(SHOP, step -> {});
        connector.roll(SHOP, step -> {});
        assertThat(connector.rolls()).isEqualTo(1);
    }

    @Test
    void serves_what_the_list_held_and_not_what_the_caller_says() {
        held.set(BARE);
        assertThat(connector.roll(SHOP, step -> {})).isInstanceOf(RollOutcome.NotServed.class);
    }

    @Test
    void a_connector_cut_from_the_edge_runs_on_without_being_up() {
        held.set(SHOP);
        connector.roll(SHOP, step -> {});
        connector.cutFromEdge(true);
        assertThat(connector.observe()).isInstanceOfSatisfying(ConnectorObservation.Found.class, found -> {
            assertThat(found.replicas()).hasSize(2);
            assertThat(found.isUp()).isFalse();
        });
    }

    @Test
    void missing_and_unknown_are_different_and_neither_can_be_rolled() {
        connector.goMissing(true);
        assertThat(connector.observe()).isInstanceOf(ConnectorObservation.NotFound.class);
        assertThatThrownBy(() -> connector.roll(SHOP, step -> {})).isInstanceOf(PortFailure.class);
        connector.beUnknown(Optional.of("The engine does not answer."));
        assertThat(connector.observe()).isEqualTo(new ConnectorObservation.Unknown("The engine does not answer."));
        assertThatThrownBy(() -> connector.roll(SHOP, step -> {})).isInstanceOf(PortFailure.class)
                .hasMessage("The engine does not answer.");
    }
}
