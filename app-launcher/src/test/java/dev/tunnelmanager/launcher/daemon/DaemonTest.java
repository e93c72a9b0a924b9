package dev.tunnelmanager.launcher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.config.Configuration;
import dev.tunnelmanager.launcher.config.ConfigurationReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class DaemonTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Verdict<Daemon> open(String listen, SystemdNotice notice) throws IOException {
        Path file = folder.resolve("tunnel-manager.yml");
        Files.writeString(file, "version: 1\nstate-dir: ./state\ndocker: {host: \"off\"}\n"
                + "connector: {kind: process, binary: /nonexistent/cloudflared}\n"
                + "ingress: {config-file: ./config.yml}\nhttp: {listen: \"" + listen + "\"}\n");
        return new ConfigurationReader(Map.of(), folder).read(Optional.of(file))
                .then((Configuration configuration) -> Daemon.open(configuration, Map.of(), notice));
    }

    private static Daemon granted(Verdict<Daemon> verdict) {
        if (verdict instanceof Verdict.Granted<Daemon> granted) {
            return granted.value();
        }
        throw new AssertionError(verdict.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Test
    void is_told_to_be_ready_when_the_state_is_open_and_the_pages_answer_and_to_stop_before_they_close()
            throws Exception {
        int port = freePort();
        NoticeBoard board = new NoticeBoard(folder, "exec 3<>/dev/tcp/127.0.0.1/" + port + " || exit 1\n"
                + "test -e '" + folder.resolve("state/tunnel-manager.db") + "' || exit 1");
        Daemon daemon = granted(open("127.0.0.1:" + port, SystemdNotice.of(board.environment("@n"), 1)));
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(board.told()).first().isEqualTo(
                    "@n READY=1 STATUS=Serving, health pages on http://127.0.0.1:" + port + "/health/");
            HttpResponse<String> live = client.send(HttpRequest
                    .newBuilder(URI.create("http://127.0.0.1:" + port + "/health/live/")).build(),
                    BodyHandlers.ofString());
            assertThat(live.statusCode()).isEqualTo(200);
            assertThat(live.body()).contains("\"status\":\"alive\"", "\"version\":\"development\"");
        } finally {
            daemon.close();
        }
        assertThat(board.told()).last().isEqualTo("@n STOPPING=1 STATUS=Ending");
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void does_without_pages_if_that_is_wanted() throws Exception {
        NoticeBoard board = new NoticeBoard(folder, "");
        try (Daemon daemon = granted(open("off", SystemdNotice.of(board.environment("@n"), 1)))) {
            assertThat(daemon.pages()).isEmpty();
            assertThat(board.told()).first().isEqualTo("@n READY=1 STATUS=Serving, no health pages");
        }
    }

    @Test
    void a_port_that_is_taken_is_refused_and_nothing_stays_open() throws Exception {
        NoticeBoard board = new NoticeBoard(folder, "");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Verdict<Daemon> verdict = open("127.0.0.1:" + taken.getLocalPort(),
                    SystemdNotice.of(board.environment("@n"), 1));
            assertThat(verdict).isInstanceOfSatisfying(Verdict.Refused.class, no -> {
                assertThat(no.refusal().code()).isEqualTo(RefusalCode.INVALID_CONFIGURATION);
                assertThat(no.refusal().recommendation()).contains("http.listen");
            });
        }
        assertThat(board.told()).isEmpty();
        List<String> threads = Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
        assertThat(threads).doesNotContain("tunnel-manager-pulse", "tunnel-manager-engine");
    }

    @Test
    void pings_the_watchdog() throws Exception {
        NoticeBoard board = new NoticeBoard(folder, "");
        Map<String, String> environment = board.environment("@n");
        environment.put("WATCHDOG_USEC", "300000");
        try (Daemon daemon = granted(open("off", SystemdNotice.of(environment, 1)))) {
            assertThat(daemon.pages()).isEmpty();
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (board.told().stream().filter(line -> line.equals("@n WATCHDOG=1")).count() < 3) {
                assertThat(System.nanoTime()).as("three pings").isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
    }
}
