package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The daemon as it is shipped: a process that is started, asked, ended by a signal, and started again. */
@EnabledOnOs(OS.LINUX)
class ServePackagedTest {

    /** What a process ends with that the JVM has ended on SIGTERM. */
    private static final int TERMINATED = 128 + 15;

    @SuppressWarnings("NullAway.Init")
    private Bench bench;
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void set_up() throws IOException {
        bench = Bench.start();
        port = Bench.freePort();
        bench.configure(Map.of("http.listen", "\"127.0.0.1:" + port + "\""));
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        bench.close();
    }

    private Process serve() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(bench.command("serve", "--config", bench.settings().toString()))
                .redirectErrorStream(true).redirectOutput(bench.folder().resolve("serve.txt").toFile());
        builder.environment().clear();
        builder.environment().putAll(bench.wholeEnvironment());
        Process process = builder.start();
        Eventually.holds("the daemon's pages answer", () -> {
            assertThat(process.isAlive()).as(said()).isTrue();
            return status("/health/live/") == 200;
        });
        return process;
    }

    private String said() throws IOException {
        return Files.readString(bench.folder().resolve("serve.txt"));
    }

    private int status(String path) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    BodyHandlers.ofString()).statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private int terminate(Process daemon) throws InterruptedException {
        daemon.destroy();
        try {
            assertThat(daemon.waitFor(40, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
            return daemon.exitValue();
        } finally {
            daemon.destroyForcibly();
        }
    }

    @Test
    void a_restart_of_the_daemon_interrupts_nobody() throws Exception {
        int service = bench.service("shop");
        Process first = serve();
        try {
            assertThat(bench.run("ports", "allocate", Integer.toString(service), "--project", "shop").exit()).isZero();
            assertThat(bench.run("request", "api", Integer.toString(service), "--project", "shop").exit()).isZero();
            List<Long> replicas = bench.replicas().stream().map(ProcessHandle::pid).sorted().toList();
            assertThat(replicas).isNotEmpty();
            assertThat(terminate(first)).as(said()).isEqualTo(TERMINATED);
            assertThat(bench.replicas().stream().map(ProcessHandle::pid).sorted()).isEqualTo(replicas);
            assertThat(bench.ask("api.example.com").status()).isEqualTo(200);
            Process second = serve();
            try {
                assertThat(bench.run("status", "--project", "shop").exit()).isZero();
                assertThat(bench.replicas().stream().map(ProcessHandle::pid).sorted()).isEqualTo(replicas);
                assertThat(bench.ask("api.example.com").status()).isEqualTo(200);
            } finally {
                assertThat(terminate(second)).as(said()).isEqualTo(TERMINATED);
            }
        } finally {
            first.destroyForcibly();
        }
        String log = Files.readString(bench.stateDir().resolve("logs/tunnel-manager.log"), StandardCharsets.UTF_8);
        assertThat(log).contains("Serving state", "Ending; the connector's processes go on", "Ended")
                .doesNotContain(Bench.TOKEN);
        assertThat(bench.stateDir().resolve("logs/health-checks.log")).isNotEmptyFile();
    }

    @Test
    void pages_and_metrics_are_served() throws Exception {
        Process daemon = serve();
        try {
            String metrics = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                    .build(), BodyHandlers.ofString()).body();
            assertThat(metrics).contains("# TYPE tunnel_manager_restarts_total counter",
                    "# TYPE tunnel_manager_probe_duration_seconds histogram");
            assertThat(status("/health")).isIn(200, 503);
            assertThat(status("/nothing")).isEqualTo(404);
        } finally {
            terminate(daemon);
        }
    }

    @Test
    void a_second_daemon_on_the_same_port_says_what_to_do() throws Exception {
        Process daemon = serve();
        try {
            Ended second = bench.run("serve");
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).contains("cannot listen on 127.0.0.1:" + port, "ss -ltnp", "http.listen");
        } finally {
            terminate(daemon);
        }
    }

    @Test
    void install_prints_the_unit_of_this_distribution() throws Exception {
        Ended printed = bench.run("install", "--print", "--connector-drop-in");
        assertThat(printed.exit()).isZero();
        assertThat(printed.out()).contains("# /etc/systemd/system/tunnel-manager.service\n",
                "# /etc/systemd/system/cloudflared.service.d/tunnel-manager.conf\n", "TimeoutStartSec=120",
                " serve --config " + bench.settings() + "\n",
                "ReadWritePaths=" + bench.stateDir() + " " + bench.folder() + "\n");
        Path script = Path.of(System.getProperty("tunnel-manager.distribution"), "bin", "tunnel-manager");
        assertThat(printed.out()).contains("ExecStart=" + script.toAbsolutePath().normalize() + " serve");
    }
}
