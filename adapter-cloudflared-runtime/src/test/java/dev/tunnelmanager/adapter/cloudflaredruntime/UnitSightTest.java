package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tunnelmanager.contracts.Waits;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.domain.diagnosis.LogSignal;
import dev.tunnelmanager.domain.diagnosis.LogSignal.Kind;
import dev.tunnelmanager.ports.driven.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts in the place of systemctl and journalctl say what the real ones were seen to say. */
final class UnitSightTest {

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();

    private UnitSight sight(String units, String journal) throws IOException {
        SystemdUnit systemd = new SystemdUnit(Settings.of(ConnectorSettings.Kind.SYSTEMD, folder,
                List.of(new HostPort("127.0.0.1", 20241))), new Readiness(clock, clock),
                script("systemctl",
                        "shift\n" + units));
        return new UnitSight(systemd, script("journalctl", journal), clock,
                new ProcessTable(Path.of("/proc")));
    }

    private String script(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\ncd " + folder + "\necho \"$*\" >> asked-" + name + "\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    @Test
    void the_end_of_a_main_process_is_told_at_once() throws Exception {
        Process started = new ProcessBuilder("/bin/sh", "-c", "sleep 300 & echo $!").start();
        long connector = Long.parseLong(started.inputReader().readLine());
        UnitSight sight = sight("[ $1 = show ] && printf 'LoadState=loaded\\nActiveState=active\\nMainPID=" + connector
                + "\\n'; true", "exit 1");
        Semaphore told = new Semaphore(0);
        try (Subscription subscription = sight.onChange(told::release)) {
            assertThat(subscription).isNotNull();
            assertThat(sight.report().state()).isEqualTo(KeeperState.RUNNING);
            assertThat(told.tryAcquire()).isFalse();
            ProcessHandle.of(connector).orElseThrow().destroyForcibly();
            assertThat(told.tryAcquire(Waits.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String one(String active, String sub, String result, int restarts) {
        return "[ $1 = show ] && printf 'LoadState=loaded\\nActiveState=%s\\nSubState=%s\\nResult=%s\\nNRestarts=%d\\nMainPID=0\\n'; true"
                .formatted(active, sub, result, restarts);
    }

    @ParameterizedTest
    @CsvSource({"active, running, success, RUNNING", "reloading, reload, success, RUNNING",
            "activating, start, success, STARTING", "activating, auto-restart, exit-code, STARTING",
            "deactivating, stop-sigterm, success, STARTING", "inactive, dead, success, STOPPED",
            "failed, failed, exit-code, STOPPED"})
    void the_words_of_systemd_mean(String active, String sub, String result, KeeperState state) throws IOException {
        KeeperSight.Report report = sight(one(active, sub, result, 7), "exit 1").report();
        assertThat(report.state()).isEqualTo(state);
        assertThat(report.words()).contains("cloudflared.service is " + active + " (" + sub + ")", "result " + result,
                "7 restarts");
    }

    @Test
    void one_that_is_started_again_and_again_is_failing() throws IOException {
        UnitSight sight = sight(
                "[ $1 = show ] && printf 'LoadState=loaded\\nActiveState=activating\\nSubState=auto-restart\\n"
                        + "Result=exit-code\\nNRestarts='; cat count",
                "exit 1");
        Files.writeString(folder.resolve("count"), "4\n");
        assertThat(sight.report().state()).isEqualTo(KeeperState.STARTING);
        clock.pause(Duration.ofSeconds(16));
        Files.writeString(folder.resolve("count"), "7\n");
        assertThat(sight.report().state()).isEqualTo(KeeperState.FAILING);
    }

    @Test
    void of_several_instances_the_one_that_runs_counts_and_each_is_told() throws IOException {
        KeeperSight.Report report = sight("""
                case "$1 $2" in
                  "show cloudflared.service") echo LoadState=not-found;;
                  "show cloudflared@1.service") printf 'LoadState=loaded\\nActiveState=inactive\\nSubState=dead\\n';;
                  "show "*) printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\n';;
                  "list-units "*) printf 'cloudflared@1.service loaded\\ncloudflared@2.service loaded\\n';;
                esac
                """, "exit 1").report();
        assertThat(report.state()).isEqualTo(KeeperState.RUNNING);
        assertThat(report.words()).contains("cloudflared@1.service is inactive", "cloudflared@2.service is active");
    }

    @Test
    void a_unit_that_nobody_knows_is_stopped() throws IOException {
        assertThat(sight("[ $1 = show ] && echo LoadState=not-found; true", "exit 1").report().state())
                .isEqualTo(KeeperState.STOPPED);
    }

    @Test
    void the_journal_is_asked_from_the_second_on_and_its_times_count() throws IOException {
        UnitSight sight = sight(one("active", "running", "success", 0), """
                cat <<'END'
                {"__REALTIME_TIMESTAMP":"1795176000123456","MESSAGE":"2026-11-20T12:00:00Z INF Lost connection with the edge connIndex=1","_PID":"7"}
                {"__REALTIME_TIMESTAMP":"1795176001000000","MESSAGE":[255,254]}
                {"__REALTIME_TIMESTAMP":"1795176002000000","MESSAGE":"{\\"level\\":\\"info\\",\\"message\\":\\"Registered tunnel connection\\"}"}
                {"__REALTIME_TIMESTAMP":"1795176003000000","MESSAGE":"cloudflared.service: Main process exited, code=exited, status=1/FAILURE"}
                not json
                END
                """);
        List<LogText> texts = sight.logs(Instant.ofEpochSecond(1_795_175_900L, 999));
        assertThat(texts).singleElement().satisfies(text -> assertThat(text.signals(Instant.EPOCH,
                new Masking(List.of()))).extracting(LogSignal::kind, LogSignal::at).containsExactly(
                        tuple(Kind.EDGE_LOST,
                                Instant.ofEpochMilli(1_795_176_000_123L)),
                        tuple(Kind.REGISTERED,
                                Instant.ofEpochMilli(1_795_176_002_000L))));
        assertThat(Files.readString(folder.resolve("asked-journalctl")))
                .contains("-u cloudflared.service --since @1795175900 ", "-o json");
    }

    @Test
    void a_journal_that_cannot_be_read_has_no_signals() throws IOException {
        assertThat(sight(one("active", "running", "success", 0), "echo 'No journal files' >&2; exit 1")
                .logs(Instant.EPOCH)).isEmpty();
    }

    @Test
    void one_look_asks_systemd_once() throws IOException {
        UnitSight sight = sight(one("active", "running", "success", 0), "exit 0");
        sight.report();
        List<String> asked = Files.readAllLines(folder.resolve("asked-systemctl"));
        sight.logs(Instant.EPOCH);
        assertThat(sight.pages()).containsExactly(List.of(new HostPort("127.0.0.1", 20241)));
        assertThat(Files.readAllLines(folder.resolve("asked-systemctl"))).isEqualTo(asked);
    }
}
