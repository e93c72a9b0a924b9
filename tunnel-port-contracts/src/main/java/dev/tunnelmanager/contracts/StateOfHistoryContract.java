package dev.tunnelmanager.contracts;

import static dev.tunnelmanager.contracts.StateSamples.ANNA;
import static dev.tunnelmanager.contracts.StateSamples.BEN;
import static dev.tunnelmanager.contracts.StateSamples.T0;
import static dev.tunnelmanager.contracts.StateSamples.entry;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.change;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.count;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.diagnosis.HealthSample;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.ports.driven.StateStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The audit log and the health series. */
interface StateOfHistoryContract extends StateStoreUnderTest {

    @Test
    default void audit_entries_come_back_equal_and_newest_first() {
        StateStore store = emptyStore();
        AuditEntry bare = entry(1, ANNA, ANNA, "port.allocate", "5000");
        AuditEntry full = new AuditEntry(T0, ProjectName.META, BEN, "hostname.withdraw", "shop.example.com",
                Optional.of(OperationId.of(7)), false, Optional.of("hostname_busy: It is busy.\nWait."),
                Optional.of("live port 5000 → http://localhost:5000"), Optional.of(""));
        change(store, state -> {
            state.append(bare);
            state.append(full);
            state.append(full);
        });
        assertThat(list(reopened(store), state -> state.audit(Optional.empty(), Optional.empty(), 10)))
                .containsExactly(full, full, bare);
    }

    @Test
    default void the_order_of_appending_counts_even_when_the_clock_was_set_back() {
        StateStore store = emptyStore();
        AuditEntry first = entry(5000, ANNA, ANNA, "a", "s");
        AuditEntry second = entry(1, ANNA, ANNA, "a", "s");
        change(store, state -> state.append(first));
        change(store, state -> state.append(second));
        assertThat(list(store, state -> state.audit(Optional.of(ANNA), Optional.of("s"), 10))).containsExactly(second,
                first);
    }

    @Test
    default void a_project_sees_what_it_did_and_what_was_done_to_it() {
        StateStore store = emptyStore();
        AuditEntry own = entry(1, ANNA, ANNA, "a", "s1");
        AuditEntry bens = entry(2, BEN, BEN, "a", "s1");
        AuditEntry done = entry(3, ProjectName.META, ANNA, "b", "s2");
        AuditEntry did = entry(4, ANNA, ProjectName.META, "b", "s1");
        change(store, state -> List.of(own, bens, done, did).forEach(state::append));
        assertThat(list(store, state -> state.audit(Optional.of(ANNA), Optional.empty(), 10))).containsExactly(did,
                done,
                own);
        assertThat(list(store, state -> state.audit(Optional.of(ANNA), Optional.of("s1"), 10))).containsExactly(did,
                own);
        assertThat(list(store, state -> state.audit(Optional.empty(), Optional.of("s1"), 10))).containsExactly(did,
                bens,
                own);
        assertThat(list(store, state -> state.audit(Optional.of(BEN), Optional.of("s2"), 10))).isEmpty();
    }

    @Test
    default void an_audit_limit_keeps_the_newest() {
        StateStore store = emptyStore();
        List<AuditEntry> entries = IntStream.range(0, 200)
                .mapToObj(i -> entry(i, i % 3 == 0 ? BEN : ANNA, i % 2 == 0 ? BEN : ANNA, "a", "s")).toList();
        change(store, state -> entries.forEach(state::append));
        assertThat(list(store, state -> state.audit(Optional.empty(), Optional.empty(), 1)))
                .containsExactly(entries.getLast());
        List<AuditEntry> annas = entries.reversed().stream()
                .filter(e -> e.actor().equals(ANNA) || e.owner().equals(ANNA)).toList();
        assertThat(list(store, state -> state.audit(Optional.of(ANNA), Optional.empty(), 50)))
                .isEqualTo(annas.subList(0, 50));
        assertThat(list(store, state -> state.audit(Optional.of(ANNA), Optional.of("s"), 50)))
                .isEqualTo(annas.subList(0, 50));
        assertThat(list(store, state -> state.audit(Optional.of(ANNA), Optional.empty(), 10_000))).isEqualTo(annas);
    }

    @Test
    default void an_audit_limit_outside_its_range_is_a_programming_error() {
        StateStore store = emptyStore();
        for (int limit : new int[]{0, -1, 10_001}) {
            assertThatThrownBy(() -> store.read(state -> state.audit(Optional.empty(), Optional.empty(), limit)))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(String.valueOf(limit));
        }
    }

    @Test
    default void audit_entries_of_an_action_are_counted() {
        StateStore store = emptyStore();
        assertThat(count(store, state -> state.auditCount("connector.restart"))).isZero();
        change(store, state -> {
            state.append(entry(1, ANNA, ANNA, "connector.restart", "s"));
            state.append(entry(1, ANNA, ANNA, "connector.restarted", "s"));
            state.append(entry(2, BEN, BEN, "connector.restart", "s"));
            AuditEntry failed = entry(3, ANNA, ANNA, "connector.restart", "s");
            state.append(new AuditEntry(failed.at(), failed.actor(), failed.owner(), failed.action(), failed.subject(),
                    failed.operation(), false, Optional.of("connector_not_ready: no."), failed.before(),
                    failed.after()));
            assertThat(state.auditCount("connector.restart")).isEqualTo(3);
            assertThat(state.successCount("connector.restart")).isEqualTo(2);
        });
        assertThat(count(reopened(store), state -> state.auditCount("connector.restart"))).isEqualTo(3);
        assertThat(count(reopened(store), state -> state.successCount("connector.restart"))).isEqualTo(2);
        assertThat(count(reopened(store), state -> state.successCount("connector.stop"))).isZero();
    }

    @Test
    default void health_samples_come_back_oldest_first_from_an_instant_on() {
        StateStore store = emptyStore();
        HealthSample first = new HealthSample(T0, true, 4, 1);
        HealthSample second = new HealthSample(T0.plusMillis(1), false, 0, 0);
        HealthSample third = new HealthSample(T0.plusSeconds(30), true, 8, 2);
        change(store, state -> {
            state.append(first);
            state.append(third);
            state.append(second);
        });
        StateStore again = reopened(store);
        assertThat(list(again, state -> state.health(T0))).containsExactly(first, second, third);
        assertThat(list(again, state -> state.health(T0.plusMillis(1)))).containsExactly(second, third);
        assertThat(list(again, state -> state.health(T0.plusSeconds(31)))).isEmpty();
        assertThat(list(again, state -> state.health(Instant.MIN))).hasSize(3);
        assertThat(list(again, state -> state.health(Instant.MAX))).isEmpty();
    }

    @Test
    default void a_health_sample_of_the_same_instant_is_replaced() {
        StateStore store = emptyStore();
        HealthSample later = new HealthSample(T0.plusSeconds(1), true, 4, 1);
        HealthSample corrected = new HealthSample(T0, true, 4, 1);
        change(store, state -> {
            state.append(new HealthSample(T0, false, 0, 1));
            state.append(new HealthSample(T0.plusSeconds(1), false, 0, 1));
            state.append(later);
            state.append(corrected);
        });
        assertThat(list(store, state -> state.health(Instant.EPOCH))).containsExactly(corrected, later);
    }
}
