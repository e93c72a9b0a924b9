package dev.tunnelmanager.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.launcher.config.Configuration.Address;
import dev.tunnelmanager.launcher.config.Configuration.Webhook;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each key accepts, from the file and from the environment. */
class ConfigurationValuesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Desk desk;

    @BeforeEach
    void sit_down() {
        desk = new Desk(directory);
    }

    /** Writes one key of one section and reads. */
    private Refusal refusalOf(String path, String value) {
        int dot = path.indexOf('.');
        return Desk.refusal(desk.keys(dot < 0 ? path + ": " + value
                : path.substring(0, dot) + ":\n  " + path.substring(dot + 1) + ": " + value));
    }

    @Test
    void every_key_is_read_from_the_file() {
        assertThat(Desk.good(desk.keys("""
                state-dir: /var/lib/tm
                cloudflare:
                  api: http://127.0.0.1:9000/client/v4
                  account-id: 1234e56
                  tunnel-id: 6ff42ae2-765d-4adf-8112-31c55c1551ef
                  default-domain: Example.COM.
                  zones:
                    - example.com
                    - bücher.example
                ingress: {mode: config-file, config-file: /c.yml, backup: git, window: 0s}
                connector:
                  kind: process
                  unit: tunnel@one
                  container: [tunnel_1, tunnel_2]
                  binary: cloudflared-2026
                  extra-args: [--loglevel, debug, --tag, "a=b,c"]
                  metrics: ["[::1]:20241", localhost:20242]
                  grace-period: 3m
                  ready-timeout: 10m
                docker: {host: "tcp://engine.example:2375"}
                monitor: {interval: 1h, strikes: 1, confirm-interval: 100ms, canary: up.example.com}
                edge: {probe: false, probe-via: 127.0.0.1:8443, addresses: ["192.0.2.1:7844"]}
                dns: {recovery: flush}
                http: {listen: "[::]:80"}
                secrets: {dir: /s}
                events: {webhooks: ["https://hooks.example/a", "http://127.0.0.1:9/b?c=d meta/webhooks/b"]}
                """))).isEqualTo(everything(desk.file("tunnel-manager.yml").toString()));
    }

    @Test
    void every_key_is_read_from_the_environment_and_wins() {
        desk.write("tunnel-manager.yml", """
                version: 1
                cloudflare: {zones: [other.example], account-id: other}
                connector: {kind: docker, metrics: ["127.0.0.1:1"]}
                docker: {host: off}
                """);
        desk.with("TUNNEL_MANAGER_STATE_DIR", "/var/lib/tm")
                .with("TUNNEL_MANAGER_CLOUDFLARE_API", "http://127.0.0.1:9000/client/v4")
                .with("TUNNEL_MANAGER_CLOUDFLARE_ACCOUNT_ID", "1234e56")
                .with("TUNNEL_MANAGER_CLOUDFLARE_TUNNEL_ID", "6ff42ae2-765d-4adf-8112-31c55c1551ef")
                .with("TUNNEL_MANAGER_CLOUDFLARE_DEFAULT_DOMAIN", "example.com")
                .with("TUNNEL_MANAGER_CLOUDFLARE_ZONES", "example.com, xn--bcher-kva.example,example.com")
                .with("TUNNEL_MANAGER_INGRESS_MODE", "config-file")
                .with("TUNNEL_MANAGER_INGRESS_CONFIG_FILE", "/c.yml").with("TUNNEL_MANAGER_INGRESS_BACKUP", "git")
                .with("TUNNEL_MANAGER_INGRESS_WINDOW", "0ms").with("TUNNEL_MANAGER_CONNECTOR_KIND", "process")
                .with("TUNNEL_MANAGER_CONNECTOR_UNIT", "tunnel@one")
                .with("TUNNEL_MANAGER_CONNECTOR_CONTAINER", "tunnel_1, tunnel_2")
                .with("TUNNEL_MANAGER_CONNECTOR_BINARY", "cloudflared-2026")
                .with("TUNNEL_MANAGER_CONNECTOR_EXTRA_ARGS", "[--loglevel, 'debug', --tag, \"a=b,c\"]")
                .with("TUNNEL_MANAGER_CONNECTOR_METRICS", "[::1]:20241,localhost:20242")
                .with("TUNNEL_MANAGER_CONNECTOR_GRACE_PERIOD", "180s")
                .with("TUNNEL_MANAGER_CONNECTOR_READY_TIMEOUT", "10m")
                .with("TUNNEL_MANAGER_DOCKER_HOST", "tcp://engine.example:2375")
                .with("TUNNEL_MANAGER_MONITOR_INTERVAL", "60m").with("TUNNEL_MANAGER_MONITOR_STRIKES", "1")
                .with("TUNNEL_MANAGER_MONITOR_CONFIRM_INTERVAL", "100ms")
                .with("TUNNEL_MANAGER_MONITOR_CANARY", "up.example.com").with("TUNNEL_MANAGER_EDGE_PROBE", "false")
                .with("TUNNEL_MANAGER_EDGE_PROBE_VIA", "127.0.0.1:8443")
                .with("TUNNEL_MANAGER_EDGE_ADDRESSES", "192.0.2.1:7844").with("TUNNEL_MANAGER_DNS_RECOVERY", "flush")
                .with("TUNNEL_MANAGER_HTTP_LISTEN", "[::]:80")
                .with("TUNNEL_MANAGER_SECRETS_DIR", "/s").with("TUNNEL_MANAGER_EVENTS_WEBHOOKS",
                        "https://hooks.example/a, http://127.0.0.1:9/b?c=d meta/webhooks/b");
        Configuration expected = everything(desk.file("tunnel-manager.yml").toString());
        assertThat(desk.good()).isEqualTo(expected);
        for (Key key : Key.values()) {
            // One variable, one key: with it broken the key is refused by name.
            if (key != Key.CONNECTOR_EXTRA_ARGS) {
                Desk one = new Desk(directory).with(key.variable(), "\0");
                assertThat(Desk.refusal(one.read(Optional.empty())).problem())
                        .matches("\\Q" + key.path() + "\\E is \".*\" in the environment variable \\Q" + key.variable()
                                + "\\E, and must be .*\\.");
            }
        }
    }

    private static Configuration everything(String source) {
        return new Configuration(source, Path.of("/var/lib/tm"),
                new Configuration.Cloudflare(URI.create("http://127.0.0.1:9000/client/v4"), Optional.of("1234e56"),
                        Optional.of("6ff42ae2-765d-4adf-8112-31c55c1551ef"), Optional.of("example.com"),
                        List.of("example.com", "xn--bcher-kva.example")),
                new Configuration.Ingress("config-file", Path.of("/c.yml"), "git", Duration.ZERO),
                new Configuration.Connector("process", "tunnel@one", List.of("tunnel_1", "tunnel_2"),
                        "cloudflared-2026",
                        List.of("--loglevel", "debug", "--tag", "a=b,c"),
                        List.of(new Address("::1", 20241), new Address("localhost", 20242)), Duration.ofMinutes(3),
                        Duration.ofMinutes(10)),
                Optional.of("tcp://engine.example:2375"),
                new Configuration.Monitor(Duration.ofHours(1), 1, Duration.ofMillis(100),
                        Optional.of("up.example.com")),
                new Configuration.Edge(false, Optional.of(new Address("127.0.0.1", 8443)),
                        List.of(new Address("192.0.2.1", 7844))),
                "flush", Optional.of(new Address("::", 80)), Path.of("/s"),
                List.of(new Webhook(URI.create("https://hooks.example/a"), Optional.empty()),
                        new Webhook(URI.create("http://127.0.0.1:9/b?c=d"), Optional.of("meta/webhooks/b"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"state-dir | [a] | a single value", "state-dir | {a: b} | a single value",
            "state-dir | ~/data | a path, without ~", "cloudflare.api | ftp://a.example | an http or https address",
            "cloudflare.api | https:// | an http or https address", "cloudflare.api | 'https://a b' | an http",
            "cloudflare.api | https://a.example/?x=1 | without user, query", "cloudflare.api | https://a:99999 | http",
            "cloudflare.tunnel-id | <tunnel id> | an id", "cloudflare.account-id | a b | an id",
            "cloudflare.default-domain | https://example.com | a domain such as example.com",
            "cloudflare.default-domain | x*.example.com | a domain", "cloudflare.zones | [a.example, b-] | a domain",
            "cloudflare.zones | ['*.example.com'] | a domain", "cloudflare.zones | {a.example: b} | a list",
            "cloudflare.zones | [[a.example]] | a list of single values",
            "cloudflare.zones | [''] | a list of single values",
            "ingress.mode | Remote | one of auto, config-file, remote", "ingress.backup | no | one of files, git, off",
            "dns.recovery | on | one of off, flush, resolvers",
            "ingress.window | 250 | a number with ms, s, m or h", "ingress.window | 61s | from 0s to 60s",
            "ingress.window | -1s | a number", "ingress.window | 1.5s | a number", "ingress.window | 1d | a number",
            "ingress.window | 9999999999ms | a number", "monitor.interval | 999ms | from 1s to 3600s",
            "monitor.confirm-interval | 99ms | from 100ms to 3600s", "connector.grace-period | 181s | from 0s to 180s",
            "monitor.strikes | 0 | a whole number from 1 to 100", "monitor.strikes | 101 | a whole number",
            "monitor.strikes | 3.0 | a whole number", "monitor.strikes | ٣ | a whole number",
            "monitor.canary | here | a domain", "connector.kind | pm2 | one of auto, systemd, docker, process",
            "connector.unit | a b | a systemd unit", "connector.unit | ../x | a systemd unit",
            "connector.unit | -x | a systemd unit", "connector.unit | cloudflared.service | without .service",
            "connector.container | /cloudflared | a container", "connector.binary | -x | the name or the path",
            "connector.metrics | [] | at least one address", "connector.metrics | ['a:1', 'a:1'] | none twice",
            "connector.metrics | [a] | host:port", "connector.metrics | ['a:0'] | host:port",
            "connector.metrics | ['a:65536'] | host:port", "connector.metrics | ['::1:80'] | host:port",
            "connector.metrics | ['[1]:80'] | host:port", "edge.probe | yes | true or false",
            "edge.probe | 1 | true or false", "edge.probe-via | 443 | host:port", "http.listen | ':80' | host:port",
            "events.webhooks | [ftp://x/] | http or https", "events.webhooks | [https://u:p@x/] | http or https",
            "events.webhooks | [https://x/ a b] | http or https",
            "events.webhooks | ['https://x/ ../b'] | http or https"})
    void a_value_of_another_form_is_refused_with_key_value_place_and_form(String path, String value, String form) {
        Refusal refusal = refusalOf(path, value);
        assertThat(refusal.problem()).startsWith(path + " is \"")
                .contains("\" in " + desk.file("tunnel-manager.yml") + ", and must be ").contains(form);
        assertThat(refusal.recommendation())
                .isEqualTo("Correct " + path + " in " + desk.file("tunnel-manager.yml") + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "\"off\"", "false"})
    void docker_can_be_switched_off(String off) {
        assertThat(Desk.good(desk.keys("docker:\n  host: " + off)).dockerHost()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:///run/user/1000/docker.sock", "tcp://127.0.0.1:2375", "tcp://[::1]:2375"})
    void docker_can_listen_at(String address) {
        assertThat(Desk.good(desk.keys("docker:\n  host: " + address)).dockerHost()).contains(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix://var/run/docker.sock", "unix:///", "unix:/run/docker.sock", "/var/run/docker.sock",
            "tcp://engine", "tcp://engine:0", "tcp://engine:65536", "tcp://u:p@engine:2375", "http://engine:2375",
            "ssh://engine", "npipe:////./pipe/docker_engine", "OFF", "no", "tcp://engine:2375/x", "unix:///a b",
            "tcp:"})
    void docker_cannot_listen_at(String address) {
        Refusal refusal = refusalOf("docker.host", "'" + address + "'");
        assertThat(refusal.problem()).endsWith("must be off, unix:///path/of/docker.sock or tcp://host:port.")
                .doesNotContain("u:p");
    }

    @Test
    void an_empty_variable_says_none_where_there_can_be_none_and_is_refused_elsewhere() {
        desk.write("tunnel-manager.yml", "version: 1\ncloudflare: {tunnel-id: x, zones: [a.example]}\n");
        desk.with("TUNNEL_MANAGER_CLOUDFLARE_TUNNEL_ID", "").with("TUNNEL_MANAGER_CLOUDFLARE_ZONES", " ");
        assertThat(desk.good().cloudflare().tunnelId()).isEmpty();
        assertThat(desk.good().cloudflare().zones()).isEmpty();
        desk.with("TUNNEL_MANAGER_STATE_DIR", "");
        assertThat(Desk.refusal(desk.read(Optional.empty())).problem()).isEqualTo(
                "state-dir is \"\" in the environment variable TUNNEL_MANAGER_STATE_DIR, and must be a path, without ~.");
    }

    @ParameterizedTest
    @CsvSource({"TUNNEL_MANAGER_STATEDIR, TUNNEL_MANAGER_STATE_DIR",
            "TUNNEL_MANAGER_CLOUDFLARE_ZONE, TUNNEL_MANAGER_CLOUDFLARE_ZONES",
            "TUNNEL_MANAGER_PROJEKT, TUNNEL_MANAGER_PROJECT", "TUNNEL_MANAGER_CONFIGS, TUNNEL_MANAGER_CONFIG"})
    void a_slip_in_the_name_of_a_variable_is_refused(String written, String meant) {
        Refusal refusal = Desk.refusal(desk.with(written, "secret").read(Optional.empty()));
        assertThat(refusal).hasToString("invalid_configuration: The environment variable " + written
                + " is not one of ours. Did you mean " + meant + "? Correct or unset it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TUNNEL_MANAGER_SECRET_META_CLOUDFLARE_DNS_EDIT_TOKEN", "TUNNEL_MANAGER_TOKEN",
            "TUNNEL_MANAGER_META", "TUNNEL_MANAGER_LOG", "TUNNEL_MANAGER_BUILD_NUMBER", "TUNNEL_MANAGER_"})
    void other_variables_are_left_alone(String name) {
        assertThat(desk.with(name, "x").good().source()).isEqualTo("defaults");
    }

    @Test
    void credentials_are_in_no_message() {
        assertThat(refusalOf("cloudflare.api", "https://me:hunter2@a.example/").toString()).doesNotContain("hunter2");
        assertThat(refusalOf("connector.extra-args", "{--token: hunter2}").toString()).doesNotContain("hunter2");
        assertThat(refusalOf("connector.extra-args", "[--token, [hunter2]]").toString()).doesNotContain("hunter2");
    }

    @Test
    void a_long_value_is_shortened_and_shown_on_one_line() {
        assertThat(refusalOf("ingress.mode", "\"" + "x".repeat(5000) + "\"").problem()).hasSizeLessThan(500);
        assertThat(refusalOf("ingress.mode", "\"a\\nb\\e[31mc\"").problem()).doesNotContain("\n", "\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "\"off\"", "false"})
    void the_health_pages_can_be_switched_off(String off) {
        assertThat(Desk.good(desk.keys("http:\n  listen: " + off)).httpListen()).isEmpty();
    }
}
