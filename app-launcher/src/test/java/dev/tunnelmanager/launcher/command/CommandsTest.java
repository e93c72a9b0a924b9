package dev.tunnelmanager.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on a state directory of their own, without an engine and with a provider that does not answer. */
class CommandsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Path settings;

    @BeforeEach
    void write_the_settings() throws IOException {
        // Port 9 of this machine refuses connections.
        settings = Files.writeString(directory.resolve("tunnel-manager.yml"), """
                version: 1
                cloudflare:
                  api: http://127.0.0.1:9/client/v4
                  account-id: 0123456789abcdef0123456789abcdef
                  tunnel-id: 6ff42ae2-765d-4adf-8112-31c55c1551ef
                  default-domain: example.com
                ingress:
                  config-file: config.yml
                connector:
                  kind: process
                  binary: ./no-cloudflared
                  metrics: ["127.0.0.1:9"]
                docker:
                  host: off
                secrets:
                  dir: secrets
                """);
    }

    private Ran shop(String... words) {
        return run("--project", "shop", words);
    }

    private Ran meta(String... words) {
        return run("--meta", "--json", words);
    }

    /** Runs the words with the settings and two more words. */
    private Ran run(String one, String other, String... words) {
        return Ran.of(Stream.concat(Arrays.stream(words), Stream.of(one, other, "--config", settings.toString()))
                .toArray(String[]::new));
    }

    private static JsonNode done(Ran ran) {
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.json().get("success").booleanValue()).isTrue();
        return ran.json();
    }

    private static void refused(Ran ran, int exit, String code) {
        assertThat(ran.exit()).as(ran.toString()).isEqualTo(exit);
        assertThat(ran.err()).isNotBlank().doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(ran.json().get("success").booleanValue()).isFalse();
        assertThat(ran.json().get("code").textValue()).isEqualTo(code);
        assertThat(ran.json().get("error").textValue()).isNotBlank();
        assertThat(ran.json().get("recommendation").textValue()).isNotBlank();
    }

    @Test
    void limits_of_a_project_are_set_shown_and_replaced() {
        JsonNode set = done(meta("project", "set", "shop", "--ports", "5000-5099", "--quota", "3", "--suffix",
                "Example.com", "--suffix", "example.org."));
        assertThat(set.get("ports").textValue()).isEqualTo("5000-5099");
        assertThat(set.get("quota").intValue()).isEqualTo(3);
        assertThat(set.get("suffixes")).extracting(JsonNode::textValue).containsExactly("example.com", "example.org");
        assertThat(done(meta("project")).get("projects").get(0)).isEqualTo(without(set));

        Ran words = shop("project");
        assertThat(words.exit()).isZero();
        assertThat(words.out()).isEqualTo("Projects (1):\n- shop: ports 5000-5099, quota 3, suffixes example.com"
                + " example.org, token none\n");
        refused(shop("ports", "allocate", "6000", "--json"), 1, "port_outside_range");
        assertThat(shop("ports", "allocate", "5001").exit()).isZero();

        JsonNode unlimited = done(meta("project", "set", "shop"));
        assertThat(unlimited.has("ports")).isFalse();
        assertThat(unlimited.has("quota")).isFalse();
        assertThat(unlimited.get("suffixes")).isEmpty();
        assertThat(shop("ports", "allocate", "6000").exit()).isZero();
    }

    private static JsonNode without(JsonNode answer) {
        JsonNode copy = answer.deepCopy();
        ((ObjectNode) copy).remove("success");
        return copy;
    }

    @ParameterizedTest
    @CsvSource({"--ports, 5099-5000, invalid_argument", "--ports, 5000, invalid_argument",
            "--ports, 0-10, invalid_port",
            "--ports, 1-65536, invalid_port", "--quota, -1, invalid_argument",
            "--suffix, *.example.com, invalid_hostname",
            "--suffix, com..example, invalid_hostname", "--suffix, '', invalid_hostname"})
    void limits_that_mean_nothing_are_refused(String option, String value, String code) {
        refused(meta("project", "set", "shop", option, value), 1, code);
        assertThat(done(meta("project")).get("count").intValue()).isZero();
    }

    @Test
    void a_token_is_printed_once_and_must_be_presented_from_then_on() {
        done(meta("project", "set", "shop"));
        String token = done(meta("project", "token", "shop")).get("token").textValue();
        assertThat(token).hasSizeGreaterThan(20);
        refused(shop("ports", "--json"), 1, "token_rejected");
        assertThat(meta("project").out()).contains("\"token\":true").doesNotContain(token);
        assertThat(meta("audit").out()).contains("project.token").doesNotContain(token);
        done(meta("project", "token", "shop", "--clear"));
        assertThat(shop("ports").exit()).isZero();
    }

    @Test
    void a_token_of_an_unknown_project_is_refused() {
        refused(meta("project", "token", "nobody"), 1, "project_not_found");
        refused(meta("project", "token", "No Body"), 1, "invalid_project");
    }

    @Test
    void closed_registration_keeps_unknown_projects_out() {
        assertThat(done(meta("project", "registration", "closed")).get("open").booleanValue()).isFalse();
        refused(shop("ports", "allocate", "5000", "--json"), 1, "registration_closed");
        done(meta("project", "registration", "open"));
        assertThat(shop("ports", "allocate", "5000").exit()).isZero();
    }

    @Test
    void only_the_meta_supervisor_sets_limits() {
        refused(shop("project", "set", "shop", "--json"), 1, "meta_only");
        refused(shop("project", "token", "shop", "--json"), 1, "meta_only");
        refused(shop("project", "registration", "closed", "--json"), 1, "meta_only");
    }

    @Test
    void ports_are_allocated_listed_and_released() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        JsonNode allocated = done(shop("ports", "allocate", String.valueOf(port), "--scheme", "https",
                "--no-tls-verify", "--json"));
        assertThat(allocated.get("port").intValue()).isEqualTo(port);
        assertThat(shop("ports").out()).contains(String.valueOf(port));
        refused(run("--project", "blog", "ports", "allocate", String.valueOf(port), "--json"), 1, "port_taken");
        assertThat(done(run("--project", "blog", "ports", "--json")).get("ports")).isEmpty();
        done(shop("ports", "release", String.valueOf(port), "--json"));
        assertThat(done(shop("ports", "--json")).get("ports")).isEmpty();
        assertThat(done(shop("audit", "--json", "--limit", "1")).get("entries")).hasSize(1);
    }

    @Test
    void a_provider_that_cannot_be_asked_is_a_failure_of_something_outside() {
        refused(shop("domains", "--json"), 3, "secret_unavailable");
    }

    @Test
    void what_is_not_there_is_refused() {
        assertThat(shop("ports", "allocate", "5000").exit()).isZero();
        refused(shop("delete", "api.example.com", "--json"), 1, "hostname_not_found");
        refused(shop("operation", "op-0123456789abcdef", "--json"), 1, "operation_not_found");
        refused(shop("request", "api", "70000", "--json"), 1, "invalid_port");
        refused(shop("ports", "release", "0", "--json"), 1, "invalid_port");
        refused(shop("audit", "--limit", "0", "--json"), 1, "invalid_argument");
    }

    @Test
    void without_json_a_refusal_is_words_on_standard_error_only() {
        Ran refused = shop("operation", "op-0123456789abcdef");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("There is no operation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "list", "domains", "ports", "audit", "project"})
    void nobody_in_particular_is_refused(String command) {
        refused(Ran.of(command, "--json", "--config", settings.toString()), 1, "identity_missing");
        refused(Ran.of(command, "--json", "--project", "shop", "--meta"), 1, "identity_mismatch");
        refused(Ran.of(command, "--json", "--project", "Shop!"), 1, "invalid_project");
        refused(Ran.of(command, "--json", "--project", "meta"), 1, "invalid_project");
    }

    @Test
    void a_bad_configuration_is_refused() throws IOException {
        Files.writeString(settings, "version: 1\nstatedir: x\n");
        refused(shop("ports", "--json"), 1, "invalid_configuration");
        settings = directory.resolve("missing.yml");
        refused(shop("ports", "--json"), 1, "invalid_configuration");
    }

    @Test
    void a_state_directory_that_cannot_be_is_a_failure_of_something_outside() throws IOException {
        Files.writeString(settings, "version: 1\nstate-dir: tunnel-manager.yml\n");
        refused(shop("ports", "--json"), 3, "state_unavailable");
    }

    @Test
    void the_demo_tells_the_whole_story() {
        Ran demo = Ran.of("demo");
        assertThat(demo.exit()).as(demo.out() + demo.err()).isZero();
        assertThat(demo.out()).contains("https://hello.example.com", "200", "Hello from project shop",
                "byte for byte what it was", "docs/going-live.md");
    }
}
