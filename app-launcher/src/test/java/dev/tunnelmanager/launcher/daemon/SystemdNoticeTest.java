package dev.tunnelmanager.launcher.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class SystemdNoticeTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void tells_what_sd_notify_wants_to_be_told() throws IOException {
        NoticeBoard board = new NoticeBoard(folder, "");
        Map<String, String> environment = board.environment("/run/notify");
        SystemdNotice unwatched = SystemdNotice.of(environment, 1);
        unwatched.alive();
        environment.put("WATCHDOG_USEC", "30000000");
        SystemdNotice notice = SystemdNotice.of(environment, 1);
        notice.ready("Serving");
        notice.alive();
        notice.stopping();
        assertThat(board.told()).containsExactly("/run/notify READY=1 STATUS=Serving", "/run/notify WATCHDOG=1",
                "/run/notify STOPPING=1 STATUS=Ending");
    }

    @Test
    void tells_nobody_who_did_not_ask() throws IOException {
        NoticeBoard board = new NoticeBoard(folder, "");
        Map<String, String> environment = board.environment("");
        environment.put("WATCHDOG_USEC", "30000000");
        SystemdNotice notice = SystemdNotice.of(environment, 1);
        notice.ready("Serving");
        notice.alive();
        assertThat(board.told()).isEmpty();
        assertThat(notice.pingEvery()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"30000000, , 10000", "30000000, 4711, 10000", "30000000, 4712, -1", "0, , -1", "x, , -1", ", , -1",
            "1500000, 4711, 500"})
    void pings_three_times_within_the_watchdogs_interval(String micros, String pid, long millis) throws IOException {
        Map<String, String> environment = new NoticeBoard(folder, "").environment("/run/notify");
        if (micros != null) {
            environment.put("WATCHDOG_USEC", micros);
        }
        if (pid != null) {
            environment.put("WATCHDOG_PID", pid);
        }
        assertThat(SystemdNotice.of(environment, 4711).pingEvery().map(Duration::toMillis).orElse(-1L))
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 7", "kill -9 $$"})
    void a_telling_that_fails_harms_nobody(String before) throws IOException {
        NoticeBoard board = new NoticeBoard(folder, before);
        SystemdNotice notice = SystemdNotice.of(board.environment("/run/notify"), 1);
        notice.ready("Serving");
        notice.stopping();
        assertThat(board.told()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reaches_a_real_socket_also_in_the_abstract_name_space(boolean isAbstract) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-notify"))
                && Files.isExecutable(Path.of("/usr/bin/socat")), "systemd-notify and socat are there");
        String name = isAbstract ? "tunnel-manager-test-" + ProcessHandle.current().pid()
                : folder.resolve("notify").toString();
        Path received = folder.resolve("received.txt");
        Process socket = new ProcessBuilder("/usr/bin/socat", "-u",
                (isAbstract ? "ABSTRACT-RECV:" : "UNIX-RECV:") + name, "OPEN:" + received + ",creat,append")
                .inheritIO().start();
        try {
            SystemdNotice notice = SystemdNotice.of(
                    Map.of("PATH", "/usr/bin:/bin", "NOTIFY_SOCKET", isAbstract ? "@" + name : name), 1);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!Files.exists(received) || !Files.readString(received).contains("READY=1\nSTATUS=Serving")) {
                assertThat(System.nanoTime()).as("the socket is there and has received").isLessThan(deadline);
                // Again and again, because the socket comes into being at some time after the start of its process.
                notice.ready("Serving");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        } finally {
            socket.destroyForcibly().waitFor();
        }
    }
}
