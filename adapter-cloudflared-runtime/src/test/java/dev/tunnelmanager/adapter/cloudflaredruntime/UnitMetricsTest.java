package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitMetricsTest {

    @TempDir
    Path folder;

    /** As systemd 252 shows it. */
    private static String start(String arguments) {
        return "{ path=/usr/local/bin/cloudflared ; argv[]=/usr/local/bin/cloudflared " + arguments
                + " ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }";
    }

    private Optional<HostPort> of(Map<String, List<String>> properties) {
        return UnitMetrics.of(properties, folder.resolve("usual.yml"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "tunnel --no-autoupdate --metrics 127.0.0.1:20241 run     | 127.0.0.1:20241",
            "--no-autoupdate --metrics=localhost:2000 tunnel run      | localhost:2000",
            "tunnel -metrics [::1]:20242 run                          | [::1]:20242",
            "tunnel --metrics 127.0.0.1:1 --metrics 127.0.0.1:2 run   | 127.0.0.1:2",
            "tunnel --metrics-update-freq 5s --metrics :20243 run     | :20243"})
    void the_option_is_taken(String arguments, String address) {
        assertThat(of(Map.of("ExecStart", List.of(start(arguments))))).contains(HostPort.parse(address));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"tunnel run", "tunnel --metrics nonsense run", "tunnel --metrics",
            "tunnel --config /no/such/file --metrics ${NOT_SET} run"})
    void where_none_is_named_none_is_taken(String arguments) {
        assertThat(of(Map.of("ExecStart", List.of(start(arguments))))).isEmpty();
        assertThat(of(Map.of())).isEmpty();
    }

    @Test
    void variables_come_from_the_unit_and_from_its_files() throws IOException {
        Path file = Files.writeString(folder.resolve("a.env"),
                "# METRICS=1.1.1.1:1\nTUNNEL_TOKEN=secret\nexport METRICS=\"127.0.0.1:20245\"\n");
        String expanded = start("tunnel --metrics ${METRICS} run");
        assertThat(of(Map.of("ExecStart", List.of(expanded), "EnvironmentFiles",
                List.of(file + " (ignore_errors=yes)", "/no/such/file (ignore_errors=yes)"))))
                .contains(new HostPort("127.0.0.1", 20245));
        assertThat(of(Map.of("ExecStart", List.of(expanded), "Environment",
                List.of("OTHER=x METRICS=127.0.0.1:20246")))).contains(new HostPort("127.0.0.1", 20246));
        assertThat(of(Map.of("ExecStart", List.of(start("tunnel run")), "Environment",
                List.of("TUNNEL_METRICS=127.0.0.1:20247")))).contains(new HostPort("127.0.0.1", 20247));
    }

    @Test
    void the_config_file_has_the_last_word() throws IOException {
        Path config = Files.writeString(folder.resolve("config-a.yml"),
                "tunnel: x\noriginRequest:\n  metrics: 9.9.9.9:9\nmetrics: '127.0.0.1:20248' # here\n");
        assertThat(of(Map.of("ExecStart", List.of(start("--config " + config + " tunnel run")))))
                .contains(new HostPort("127.0.0.1", 20248));
        assertThat(of(Map.of("ExecStart", List.of(start("tunnel run"))))).isEmpty();
        Files.copy(config, folder.resolve("usual.yml"));
        assertThat(of(Map.of("ExecStart", List.of(start("tunnel run"))))).contains(new HostPort("127.0.0.1", 20248));
    }
}
