package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    private int port;

    @BeforeEach
    void set_up() throws IOException {
        bench = Bench.start();
        port = Bench.freePort();
        bench.configure(Map.of("http.listen", "\"127.0.0.1:" + port + "\""));
    }

    @AfterEach
    void end() throws IOException {
        bench.close();
    }

    private ServingDaemon serve() throws Exception {
        return ServingDaemon.start(bench, port);
    }

    @Test
    void a_restart_of_the_daemon_interrupts_nobody() throws Exception {
        int service = bench.service("shop");
        try (ServingDaemon first = serve()) {
            assertThat(bench.run("ports", "allocate", Integer.toString(service), "--project", "shop").exit()).isZero();
            assertThat(bench.run("request", "api", Integer.toString(service), "--project", "shop").exit()).isZero();
            List<Long> replicas = bench.replicas().stream().map(ProcessHandle::pid).sorted().toList();
            assertThat(replicas).isNotEmpty();
            assertThat(first.terminate()).as(first.said()).isEqualTo(TERMINATED);
            assertThat(bench.replicas().stream().map(ProcessHandle::pid).sorted()).isEqualTo(replicas);
            assertThat(bench.ask("api.example.com").status()).isEqualTo(200);
            try (ServingDaemon second = serve()) {
                assertThat(bench.run("status", "--project", "shop").exit()).isZero();
                assertThat(bench.replicas().stream().map(ProcessHandle::pid).sorted()).isEqualTo(replicas);
                assertThat(bench.ask("api.example.com").status()).isEqualTo(200);
                assertThat(second.terminate()).as(second.said()).isEqualTo(TERMINATED);
            }
        }
        String log = Files.readString(bench.stateDir().resolve("logs/tunnel-manager.log"), StandardCharsets.UTF_8);
        assertThat(log).contains("Serving state", "Ending; the connector's processes go on", "Ended")
                .doesNotContain(Bench.TOKEN);
        assertThat(bench.stateDir().resolve("logs/health-checks.log")).isNotEmptyFile();
    }

    @Test
    void pages_and_metrics_are_served() throws Exception {
        try (ServingDaemon daemon = serve()) {
            assertThat(daemon.page("/metrics")).contains("# TYPE tunnel_manager_restarts_total counter",
                    "# TYPE tunnel_manager_probe_duration_seconds histogram");
            assertThat(daemon.status("/health")).isIn(200, 503);
            assertThat(daemon.status("/nothing")).isEqualTo(404);
            daemon.terminate();
        }
    }

    @Test
    void a_second_daemon_on_the_same_port_says_what_to_do() throws Exception {
        try (ServingDaemon daemon = serve()) {
            Ended second = bench.run("serve");
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).contains("cannot listen on 127.0.0.1:" + port, "ss -ltnp", "http.listen");
            daemon.terminate();
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
