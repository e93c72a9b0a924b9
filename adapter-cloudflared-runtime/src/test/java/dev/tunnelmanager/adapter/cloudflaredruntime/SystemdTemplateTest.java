package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemdTemplateTest {

    private static final Path CONFIG = Path.of("/etc/cloudflared/config.yml");

    @TempDir
    Path folder;

    @Test
    void says_what_a_replica_needs() {
        assertThat(SystemdTemplate.text(Path.of("/usr/local/bin/cloudflared"), CONFIG, "127.0.0.1",
                Duration.ofSeconds(30)).lines().filter(line -> !line.startsWith("#"))).containsExactly(
                        "",
                        "[Unit]",
                        "Description=Cloudflare Tunnel client, metrics on port %i",
                        "After=network-online.target",
                        "Wants=network-online.target",
                        "StartLimitIntervalSec=0",
                        "",
                        "[Service]",
                        "Type=notify",
                        "ExecStart=/usr/local/bin/cloudflared tunnel --no-autoupdate --config /etc/cloudflared/config.yml"
                                + " --metrics 127.0.0.1:%i --grace-period 30s run",
                        "TimeoutStartSec=120",
                        "TimeoutStopSec=45",
                        "Restart=always",
                        "RestartSec=1s",
                        "",
                        "[Install]",
                        "WantedBy=multi-user.target");
    }

    @Test
    void systemd_never_ends_one_that_may_still_finish_its_requests() {
        assertThat(SystemdTemplate.text(Path.of("/c"), CONFIG, "::1", Duration.ofMinutes(3)))
                .contains("TimeoutStopSec=195\n", "--grace-period 180s", "--metrics [::1]:%i");
        assertThat(SystemdTemplate.text(Path.of("/c"), CONFIG, "::1", Duration.ofMillis(30_500)))
                .contains("TimeoutStopSec=46\n");
    }

    @Test
    void instances_are_named_after_the_ports_that_the_keeper_finds_again() {
        List<HostPort> metrics = List.of(new HostPort("127.0.0.1", 20241), new HostPort("127.0.0.1", 20242));
        assertThat(SystemdTemplate.instances("cloudflared", metrics)).containsExactly("cloudflared@20241.service",
                "cloudflared@20242.service");
        String start = SystemdTemplate.text(Path.of("/c"), CONFIG, "127.0.0.1", Duration.ofSeconds(30)).lines()
                .filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow()
                .substring("ExecStart=".length()).replace("%i", "20242");
        assertThat(
                UnitMetrics.of(Map.of("ExecStart", List.of("{ path=/c ; argv[]=" + start + " ; ignore_errors=no ; }")),
                        CONFIG))
                .contains(metrics.get(1));
    }

    @Test
    void odd_paths_are_written_as_systemd_reads_them() {
        assertThat(SystemdTemplate.text(Path.of("/opt/my tools/100%/$x"), CONFIG, "::1", Duration.ZERO))
                .contains("ExecStart=\"/opt/my tools/100%%/$$x\" tunnel");
        assertThatThrownBy(() -> SystemdTemplate.text(Path.of("cloudflared"), CONFIG, "::1", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SystemdTemplate.text(Path.of("/a\nUser=x"), CONFIG, "::1", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void systemd_itself_accepts_it() throws IOException {
        assumeTrue(Executables.find("systemd-analyze").isPresent(), "there is no systemd-analyze here");
        Path instance = folder.resolve("cloudflared@20241.service");
        Files.writeString(instance, SystemdTemplate.text(Path.of("/bin/true"), CONFIG, "127.0.0.1",
                Duration.ofSeconds(30)));
        Optional<Command.Ended> verified = Command.run(List.of("systemd-analyze", "verify", "--man=no",
                "--recursive-errors=no", instance.toString()), Duration.ofSeconds(30));
        assertThat(verified).hasValueSatisfying(ended -> {
            assertThat(ended.err()).doesNotContain("cloudflared@");
            assertThat(ended.exit()).as(ended.err()).isZero();
        });
    }
}
