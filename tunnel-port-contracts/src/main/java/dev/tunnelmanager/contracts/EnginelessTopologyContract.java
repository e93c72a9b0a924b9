package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Topology;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a {@link Topology} must do that never has an engine; one that may have an engine passes {@link TopologyContract}. */
public interface EnginelessTopologyContract {

    /** What the clock of every topology under test shows; a snapshot keeps its whole milliseconds. */
    Instant NOW = Instant.parse("2026-03-01T12:00:00.250999Z");

    /**
     * Makes a topology without an engine.
     *
     * @param listeners what listens on the host; empty means that it cannot be read
     */
    Topology hostWith(Optional<List<HostListener>> listeners);

    @Test
    default void the_engine_is_absent_and_not_unknown() {
        assertThat(hostWith(Optional.of(List.of())).snapshot().engine()).isEqualTo(new EngineView.Absent());
    }

    @Test
    default void says_when_it_looked_in_whole_milliseconds() {
        assertThat(hostWith(Optional.empty()).snapshot().observedAt())
                .isEqualTo(Instant.parse("2026-03-01T12:00:00.250Z"));
    }

    @Test
    default void tells_what_listens_on_the_host() {
        List<HostListener> listening = List.of(new HostListener("127.0.0.1", PortNumber.of(5000)),
                new HostListener("::", PortNumber.of(5001)));
        Topology topology = hostWith(Optional.of(listening));
        assertThat(topology.snapshot().listeners()).contains(listening);
        assertThat(topology.listeners()).contains(listening);
    }

    @Test
    default void listeners_that_cannot_be_read_are_not_none() {
        assertThat(hostWith(Optional.empty()).snapshot().listeners()).isEmpty();
        assertThat(hostWith(Optional.empty()).listeners()).isEmpty();
        assertThat(hostWith(Optional.of(List.of())).snapshot().listeners()).contains(List.of());
        assertThat(hostWith(Optional.of(List.of())).listeners()).contains(List.of());
    }

    @Test
    default void a_subscription_can_be_closed_more_than_once() {
        Subscription subscription = hostWith(Optional.of(List.of())).onChange(() -> {});
        assertThatCode(() -> {
            subscription.close();
            subscription.close();
        }).doesNotThrowAnyException();
    }
}
