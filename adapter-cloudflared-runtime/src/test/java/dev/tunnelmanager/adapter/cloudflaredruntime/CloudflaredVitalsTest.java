package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.ConnectorContract;
import dev.tunnelmanager.contracts.VitalsContract;
import dev.tunnelmanager.contracts.Waits;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.diagnosis.ConnectorVitals;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.domain.diagnosis.LogSignal;
import dev.tunnelmanager.domain.diagnosis.LogSignal.Kind;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on child processes, and what is particular to them. */
final class CloudflaredVitalsTest implements VitalsContract {

    @TempDir
    Path folder;

    @Override
    public VitalsRig rig() {
        return new VitalsRig(folder);
    }

    @Test
    void a_child_that_an_earlier_process_has_started_is_seen_to_end_as_well() throws Exception {
        try (VitalsRig rig = rig()) {
            rig.restart();
            // This process has started its children, so their watch is told by the system; one of a stranger is looked at.
            ProcessWatch watch = new ProcessWatch(new ProcessTable(Path.of("/proc")));
            Semaphore calls = new Semaphore(0);
            Process stranger = new ProcessBuilder("/bin/sh", "-c", "sleep 300 & echo $!").start();
            long orphan = Long.parseLong(stranger.inputReader().readLine());
            assertThat(stranger.waitFor()).isZero();
            long ticks = Long.parseLong(Files.readString(Path.of("/proc/" + orphan + "/stat")).split(" ", -1)[21]);
            try (Subscription subscription = watch.follow(calls::release)) {
                assertThat(subscription).isNotNull();
                watch.see(List.of(new ProcessTable.Identity(orphan, ticks)));
                assertThat(calls.tryAcquire()).isFalse();
                ProcessHandle.of(orphan).orElseThrow().destroyForcibly();
                assertThat(calls.tryAcquire(Waits.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void rules_that_the_connector_refuses_are_told_with_its_own_words() throws IOException {
        try (VitalsRig rig = rig()) {
            Files.writeString(folder.resolve("config.yml"), """
                    tunnel: 11111111-2222-3333-4444-555555555555
                    credentials-file: %s
                    ingress:
                      - hostname: shop.example.com
                        service: http://localhost:5000
                    """.formatted(folder.resolve("creds.json")));
            assertThat(rig.children.connector().roll(ConnectorContract.SHOP, step -> {}))
                    .isInstanceOf(RollOutcome.NotServed.class);
            ConnectorVitals seen = rig.vitals().look(Instant.now().minusSeconds(600));
            assertThat(seen.keeper()).isEqualTo(KeeperState.STOPPED);
            assertThat(seen.signals()).extracting(LogSignal::kind).containsExactly(Kind.RULES_REJECTED);
            assertThat(seen.signals().getFirst().line()).contains("The last ingress rule must match all URLs");
            assertThat(seen.signals().getFirst().at()).isAfter(Instant.now().minusSeconds(300));
        }
    }

    @Test
    void of_very_many_signals_the_newest_are_told() throws IOException {
        Files.createDirectories(folder.resolve("state/logs"));
        StringBuilder log = new StringBuilder();
        Instant begin = Instant.parse("2025-01-01T12:00:00Z");
        for (int i = 0; i < 30_000; i++) {
            log.append(begin.plusSeconds(i)).append(" INF Lost connection with the edge connIndex=").append(i)
                    .append('\n');
        }
        Files.writeString(folder.resolve("state/logs/cloudflared-1.log"), log);
        try (VitalsRig rig = rig()) {
            List<LogSignal> signals = rig.all().signals();
            assertThat(signals).hasSize(1_000);
            assertThat(signals.getLast().line()).endsWith("connIndex=29999");
            assertThat(rig.vitals().look(begin.plusSeconds(29_990)).signals()).hasSize(10);
        }
    }

    @Test
    void a_keeper_that_cannot_be_asked_is_unknown_with_the_reason() {
        Masking masking = new Masking(List.of());
        assertThat(new CloudflaredVitals(List.of(), () -> {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "The engine does not answer.", "Start it.");
        }, masking).look(Instant.EPOCH)).satisfies(seen -> {
            assertThat(seen.keeper()).isEqualTo(KeeperState.UNKNOWN);
            assertThat(seen.words()).isEqualTo("The engine does not answer.");
        });
        assertThat(new CloudflaredVitals(List.of(),
                () -> Verdict.refused(RefusalCode.CONNECTOR_AMBIGUOUS, "Two were found.",
                        "Name one."),
                masking).look(Instant.EPOCH).words()).isEqualTo("Two were found.");
    }

    @Test
    void a_keeper_that_hangs_is_unknown_after_a_few_seconds() {
        Semaphore never = new Semaphore(0);
        ConnectorVitals seen = new CloudflaredVitals(List.of(), () -> {
            never.acquireUninterruptibly();
            throw new IllegalStateException("not reached");
        }, new Masking(List.of())).look(Instant.EPOCH);
        never.release();
        assertThat(seen.keeper()).isEqualTo(KeeperState.UNKNOWN);
        assertThat(seen.words()).contains("did not answer within");
    }
}
