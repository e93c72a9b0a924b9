package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.diagnosis.ConnectorVitals;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.domain.diagnosis.LogSignal;
import dev.tunnelmanager.domain.diagnosis.LogSignal.Kind;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Vitals;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Vitals} must do. */
public interface VitalsContract {

    /** Returns a rig of which nothing runs yet. */
    Rig rig() throws Exception;

    /** A connector with what is around it. */
    interface Rig extends AutoCloseable {

        /** Returns the vitals under test. */
        Vitals vitals();

        /** Returns how many replicas there should be. */
        int wanted();

        /** Starts or replaces all that should run, and returns when they are connected. */
        void restart();

        /** Ends one process as a crash would. */
        void crashOne();

        /** Has a running process write what means {@code kind}; returns before it is written. */
        void say(Kind kind);

        @Override
        void close();

        /** Looks at everything that was ever written. */
        default ConnectorVitals all() {
            return vitals().look(Instant.EPOCH);
        }

        /** Returns how often the log has said {@code kind}. */
        default long said(Kind kind) {
            return all().signals().stream().filter(signal -> signal.kind() == kind).count();
        }
    }

    @Test
    default void a_connector_that_does_not_run_is_stopped_and_counts_nothing() throws Exception {
        try (Rig rig = rig()) {
            ConnectorVitals seen = rig.all();
            assertThat(seen.keeper()).isEqualTo(KeeperState.STOPPED);
            assertThat(seen.words()).isNotBlank().doesNotContain("\n");
            assertThat(seen.counters()).isEmpty();
        }
    }

    @Test
    default void one_that_runs_is_running_has_registered_and_says_what_it_counts() throws Exception {
        try (Rig rig = rig()) {
            rig.restart();
            ConnectorVitals seen = rig.all();
            assertThat(seen.keeper()).isEqualTo(KeeperState.RUNNING);
            assertThat(seen.signals()).extracting(LogSignal::kind).contains(Kind.REGISTERED);
            assertThat(seen.counters()).hasValueSatisfying(
                    counters -> assertThat(counters.registrations()).isGreaterThanOrEqualTo(rig.wanted()));
        }
    }

    @Test
    default void a_crash_is_told_soon_and_seen() throws Exception {
        try (Rig rig = rig()) {
            rig.restart();
            Semaphore calls = new Semaphore(0);
            try (Subscription subscription = rig.vitals().onChange(calls::release)) {
                assertThat(subscription).isNotNull();
                calls.drainPermits();
                for (int i = 0; i < rig.wanted(); i++) {
                    rig.crashOne();
                }
                assertThat(calls.tryAcquire(Waits.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
                Waits.until("all are gone", () -> rig.all().keeper() == KeeperState.STOPPED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    default void what_the_log_says_is_told_with_its_line(Kind kind) throws Exception {
        try (Rig rig = rig()) {
            rig.restart();
            long before = rig.said(kind);
            rig.say(kind);
            Waits.until("the log says " + kind, () -> rig.said(kind) == before + 1);
            List<LogSignal> signals = rig.all().signals();
            assertThat(signals)
                    .allSatisfy(signal -> assertThat(signal.line()).isNotBlank().hasSizeLessThanOrEqualTo(500));
            assertThat(signals).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
        }
    }

    @Test
    default void an_intended_stop_leaves_no_sign_of_trouble() throws Exception {
        try (Rig rig = rig()) {
            rig.restart();
            rig.restart();
            assertThat(rig.all().signals()).extracting(LogSignal::kind).containsOnly(Kind.REGISTERED);
        }
    }

    @Test
    default void what_was_written_before_is_left_out() throws Exception {
        try (Rig rig = rig()) {
            rig.restart();
            rig.say(Kind.EDGE_LOST);
            Waits.until("the log says so", () -> rig.said(Kind.EDGE_LOST) == 1);
            Instant latest = rig.all().signals().getLast().at();
            assertThat(rig.vitals().look(latest.plusSeconds(2)).signals()).isEmpty();
        }
    }

    @Test
    default void nobody_is_called_after_he_has_left() throws Exception {
        try (Rig rig = rig()) {
            rig.restart();
            Semaphore left = new Semaphore(0);
            Semaphore stays = new Semaphore(0);
            Subscription closed = rig.vitals().onChange(left::release);
            try (Subscription open = rig.vitals().onChange(stays::release)) {
                assertThat(open).isNotNull();
                closed.close();
                closed.close();
                left.drainPermits();
                stays.drainPermits();
                rig.crashOne();
                assertThat(stays.tryAcquire(Waits.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(left.availablePermits()).isZero();
            }
        }
    }

    @Test
    default void an_interrupt_is_kept_and_nothing_is_thrown() throws Exception {
        try (Rig rig = rig()) {
            Thread.currentThread().interrupt();
            try {
                assertThat(rig.all()).isNotNull();
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }
}
