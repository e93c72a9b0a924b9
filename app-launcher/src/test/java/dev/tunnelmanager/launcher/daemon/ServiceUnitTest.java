package dev.tunnelmanager.launcher.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.config.ConfigurationReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class ServiceUnitTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private ServiceUnit.Wanted wanted(Path program, Path state) {
        return new ServiceUnit.Wanted(program, Optional.empty(), Path.of("/etc/tunnel-manager/tunnel-manager.yml"),
                List.of(state, Path.of("/etc/cloudflared")), Optional.empty());
    }

    private static UnitFile unit(Path folder, ServiceUnit.Wanted wanted) {
        return ServiceUnit.daemon(folder, wanted) instanceof Verdict.Granted<UnitFile> granted ? granted.value()
                : new UnitFile(folder, "refused");
    }

    private UnitFile plain() {
        return unit(folder, wanted(Path.of("/opt/tunnel-manager/bin/tunnel-manager"), Path.of("/var/lib/tm")));
    }

    @Test
    void says_what_the_daemon_needs() {
        assertThat(plain().path()).isEqualTo(folder.resolve("tunnel-manager.service"));
        assertThat(plain().text().lines()).contains("Type=notify", "NotifyAccess=all", "KillMode=process",
                "ExecStart=/opt/tunnel-manager/bin/tunnel-manager serve --config /etc/tunnel-manager/tunnel-manager.yml",
                "ReadWritePaths=/var/lib/tm /etc/cloudflared", "ProtectSystem=strict", "NoNewPrivileges=yes",
                "SuccessExitStatus=143", "Restart=always", "LimitCORE=0", "StartLimitIntervalSec=0")
                .noneMatch(line -> line.startsWith("User=") || line.startsWith("MemoryDenyWriteExecute")
                        || line.startsWith("Environment="));
        assertThat(plain().text()).startsWith(UnitFile.MARKER);
    }

    @Test
    void a_user_and_a_java_are_said_where_they_are_wanted() {
        UnitFile unit = unit(folder, new ServiceUnit.Wanted(Path.of("/a"), Optional.of(Path.of("/opt/java 25")),
                Path.of("/b"), List.of(Path.of("/c")), Optional.of("tunnels")));
        assertThat(unit.text().lines()).contains("User=tunnels",
                "Environment=\"TUNNEL_MANAGER_JAVA_HOME=/opt/java 25\"");
    }

    @Test
    void odd_characters_in_paths_mean_themselves() {
        UnitFile unit = unit(folder, wanted(Path.of("/opt/100% \"T\" $HOME \\o/tm"), Path.of("/var/a b")));
        assertThat(unit.text().lines()).contains(
                "ExecStart=\"/opt/100%% \\\"T\\\" $$HOME \\\\o/tm\" serve --config /etc/tunnel-manager/tunnel-manager.yml",
                "ReadWritePaths=\"/var/a b\" /etc/cloudflared");
        assertThat(ServiceUnit.daemon(folder, wanted(Path.of("/opt/a\nExecStartPre=/bin/evil"), folder)))
                .isInstanceOfSatisfying(Verdict.Refused.class,
                        no -> assertThat(no.refusal().code()).isEqualTo(RefusalCode.INVALID_CONFIGURATION));
    }

    @Test
    void the_drop_in_gives_a_start_the_time_it_needs() {
        UnitFile dropIn = ServiceUnit.connectorStart(folder, "cloudflared");
        assertThat(dropIn.path()).isEqualTo(folder.resolve("cloudflared.service.d/tunnel-manager.conf"));
        assertThat(dropIn.text().lines()).contains("[Service]", "TimeoutStartSec=120");
    }

    private Verdict<UnitFile> replicas(String connector) throws IOException {
        Path file = Files.writeString(folder.resolve("tunnel-manager.yml"), "version: 1\ningress: {config-file:"
                + " /etc/cloudflared/config.yml}\nconnector: {" + connector + "}\n");
        return new ConfigurationReader(Map.of(), folder).read(Optional.of(file))
                .then(configuration -> ServiceUnit.connectorReplicas(folder, configuration));
    }

    @Test
    void the_template_is_that_of_the_configured_connector() throws IOException {
        assertThat(replicas("unit: tunnel, binary: /bin/true, grace-period: 10s,"
                + " metrics: ['127.0.0.1:7001', '127.0.0.1:7002']")).isInstanceOfSatisfying(Verdict.Granted.class,
                        granted -> assertThat(granted.value()).isInstanceOfSatisfying(UnitFile.class, unit -> {
                            assertThat(unit.path()).isEqualTo(folder.resolve("tunnel@.service"));
                            assertThat(unit.text().lines())
                                    .contains("ExecStart=/bin/true tunnel --no-autoupdate --config"
                                            + " /etc/cloudflared/config.yml --metrics 127.0.0.1:%i --grace-period 10s run");
                        }));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "binary: /bin/true, metrics: ['127.0.0.1:7001', '127.0.0.2:7002'] | several hosts, 127.0.0.1 and 127.0.0.2",
            "binary: /no/such/cloudflared | no program /no/such/cloudflared"})
    void a_template_that_could_not_work_is_refused(String connector, String problem) throws IOException {
        assertThat(replicas(connector)).isInstanceOfSatisfying(Verdict.Refused.class,
                no -> assertThat(no.refusal().problem()).contains(problem));
    }

    @Test
    void is_written_and_written_again() throws IOException {
        assertThat(plain().write()).isEqualTo(Verdict.granted(true));
        assertThat(Files.readString(plain().path())).isEqualTo(plain().text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(plain().path())))
                .isEqualTo("rw-r--r--");
        assertThat(plain().write()).isEqualTo(Verdict.granted(false));
        Files.writeString(plain().path(), UnitFile.MARKER + " of an earlier version\n");
        assertThat(plain().write()).isEqualTo(Verdict.granted(true));
        assertThat(Files.readString(plain().path())).isEqualTo(plain().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[Service]\nExecStart=/bin/true\n", "# By hand\n# Written by tunnel-manager install\n"})
    void what_somebody_else_wrote_stays(String text) throws IOException {
        Files.writeString(plain().path(), text);
        assertThat(plain().write()).isInstanceOfSatisfying(Verdict.Refused.class,
                no -> assertThat(no.refusal().problem()).contains("not written by tunnel-manager install"));
        assertThat(Files.readString(plain().path())).isEqualTo(text);
    }

    @Test
    void a_link_is_not_followed() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), UnitFile.MARKER + "\n");
        Files.createSymbolicLink(plain().path(), elsewhere);
        assertThat(plain().write()).isInstanceOf(Verdict.Refused.class);
        assertThat(Files.readString(elsewhere)).isEqualTo(UnitFile.MARKER + "\n");
    }

    @Test
    void systemd_finds_nothing_wrong_with_it() throws Exception {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(analyze), "systemd-analyze is there");
        Path odd = Files.createDirectories(folder.resolve("an odd %name"));
        Path program = Files.writeString(odd.resolve("tunnel-manager"), "#!/bin/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        UnitFile unit = unit(folder, wanted(program, odd));
        assertThat(unit.write()).isEqualTo(Verdict.granted(true));
        Process verify = new ProcessBuilder(analyze.toString(), "--man=no", "verify", unit.path().toString())
                .redirectErrorStream(true).start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(verify.waitFor(60, TimeUnit.SECONDS)).isTrue();
        // Units of the machine that runs the tests may have faults of their own.
        assertThat(said.lines().filter(line -> line.contains("tunnel-manager.service"))).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_made_is_told_without_the_name_of_a_class() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(unit(file.resolve("system"), wanted(Path.of("/opt/tunnel-manager"), Path.of("/var/lib/tm"))).write())
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(refused.refusal().problem())
                        .contains(file.toString(), "cannot be written").doesNotContain("Exception"));
    }
}
