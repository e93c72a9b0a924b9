package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong around the program, it says what, says one next step, ends with the right exit code, and loses nothing. */
@SuppressWarnings("NullAway.Init") // Set before each.
class BadInputPackagedTest {

    private static final int REFUSED = 1;
    private static final int USAGE = 2;
    private static final int FAILED = 3;

    private Bench bench;

    @BeforeEach
    void start() throws Exception {
        bench = Bench.start();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status --nonsense", "nonsense", "request api", "request api many", "ports allocate 80 81",
            "delete", "mcp --nonsense", "mcp --project", "audit --limit x", "", "operation", "status --project"})
    void a_command_line_that_cannot_be_understood_is_a_usage_error(String line) throws Exception {
        Ended ended = bench.runBare(line.isEmpty() ? new String[0] : line.split(" ", -1)).endsWith(USAGE);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status --nonsense --json", "request api many --json", "delete --json",
            "project token --json"})
    void a_script_gets_an_object_for_a_usage_error_too(String line) throws Exception {
        JsonNode answer = bench.runBare(line.split(" ", -1)).endsWith(USAGE).json();
        assertThat(answer.path("success").asBoolean(true)).isFalse();
        assertThat(answer.path("code").asText()).isEqualTo("invalid_argument");
        assertThat(answer.path("error").asText()).isNotBlank();
        assertThat(answer.path("recommendation").asText()).isNotBlank();
    }

    @Test
    void help_and_version_are_no_errors() throws Exception {
        assertThat(bench.runBare("--help").endsWith(0).out()).contains("demo", "request", "Exit codes");
        assertThat(bench.runBare("--version").endsWith(0).out()).startsWith("tunnel-manager ");
        assertThat(bench.runBare("request", "--help").endsWith(0).out()).contains("SUBDOMAIN", "Example");
        assertThat(bench.runBare("mcp", "--help").endsWith(0).out()).contains("--project");
    }

    @Test
    void nobody_and_everybody_are_refused() throws Exception {
        refused(bench.run("status", "--json"), REFUSED, "identity_missing");
        refused(bench.run("status", "--project", "a", "--meta", "--json"), REFUSED, "identity_mismatch");
        refused(bench.run("status", "--project", "Not A Name", "--json"), REFUSED, "invalid_project");
        refused(bench.run("status", "--project", "meta", "--json"), REFUSED, "invalid_project");
        Ended words = bench.run("status").endsWith(REFUSED);
        assertThat(words.out()).isEmpty();
        assertThat(words.err()).contains("--project");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "version: 1\\nstate-dirr: x | state-dir",
            "version: 1\\nconnector:\\n  kid: process | connector.kind",
            "version: 1\\nconnector: process | connector",
            "version: 1\\nconnector:\\n  kind: rocket | systemd",
            "version: 1\\ningress:\\n  window: soon | 250ms",
            "version: 1\\nconnector:\\n  metrics: [nowhere] | host:port",
            "version: 2 | version 1",
            "state-dir: x | version: 1",
            "version: 1\\n\\tstate-dir: x | YAML",
            "version: 1\\nversion: 1 | version",
            "version: 1\\nedge:\\n  probe: maybe | true or false",
            "[] | version: 1",
            "version: 1\\ncloudflare:\\n  api: ftp://x | http",
            "version: [1 | YAML"})
    void a_configuration_that_cannot_be_used_is_refused(String text, String told) throws Exception {
        Files.writeString(bench.settings(), text.replace("\\n", "\n").replace("\\t", "\t") + "\n");
        JsonNode answer = refused(bench.run("status", "--project", "shop", "--json"), REFUSED,
                "invalid_configuration");
        assertThat(answer.toString()).contains(told).contains("tunnel-manager.yml");
        assertThat(Files.exists(bench.stateDir())).isFalse();

        Supervisor shop = bench.supervisor("shop", Era.MODERN);
        JsonNode byTool = shop.call("tunnel_get_status");
        assertThat(byTool.path("isError").asBoolean()).isTrue();
        assertThat(byTool.path("structuredContent").path("code").asText()).isEqualTo("invalid_configuration");
        shop.assertPure();
    }

    @Test
    void a_configuration_that_was_named_and_is_not_there_is_refused() throws Exception {
        refused(bench.runBare("status", "--project", "shop", "--json", "--config", "nowhere.yml"), REFUSED,
                "invalid_configuration");
        refused(bench.runBare("status", "--project", "shop", "--json", "--config", bench.folder().toString()),
                REFUSED, "invalid_configuration");
        bench.environment("TUNNEL_MANAGER_CONFIG", "/nowhere/at/all.yml");
        refused(bench.runBare("status", "--project", "shop", "--json"), REFUSED, "invalid_configuration");
    }

    @ParameterizedTest
    @CsvSource({"TUNNEL_MANAGER_CLOUDFLARE_APII, x", "TUNNEL_MANAGER_STATEDIR, x",
            "TUNNEL_MANAGER_INGRESS_WINDOW, soon", "TUNNEL_MANAGER_META, yes"})
    void a_slip_in_the_environment_is_refused(String name, String value) throws Exception {
        bench.environment(name, value);
        boolean identity = name.endsWith("META");
        Ended ended = identity ? bench.run("status", "--json") : bench.run("status", "--project", "shop", "--json");
        JsonNode answer = refused(ended, REFUSED, "invalid_configuration");
        assertThat(answer.path("error").asText()).contains(name);
    }

    @Test
    void a_token_that_the_provider_does_not_accept_is_a_failure() throws Exception {
        bench.secret("wrong-token-0123456789abcdef", "rw-------");
        JsonNode answer = refused(bench.run("domains", "--project", "shop", "--json"), FAILED, "provider_denied");
        assertThat(answer.toString()).doesNotContain("wrong-token");
        nothingWasTouched();
    }

    @Test
    void a_token_that_others_can_read_is_not_used() throws Exception {
        bench.secret(Bench.TOKEN, "rw-r--r--");
        JsonNode answer = withoutToken();
        assertThat(answer.path("recommendation").asText()).contains("chmod 600");
        assertThat(bench.provider().requests()).isEmpty();
    }

    @Test
    void a_token_that_is_missing_is_a_failure() throws Exception {
        Files.delete(bench.folder().resolve("secrets/meta/cloudflare/dns_edit_token"));
        JsonNode answer = withoutToken();
        assertThat(answer.toString()).contains("meta/cloudflare/dns_edit_token");
    }

    @Test
    void a_provider_that_does_not_answer_is_a_failure() throws Exception {
        bench.configure(Map.of("cloudflare.api", "http://127.0.0.1:" + Bench.freePort() + "/client/v4"));
        refused(bench.run("domains", "--project", "shop", "--json"), FAILED, "provider_unavailable");
        nothingWasTouched();
    }

    @Test
    void a_connector_that_is_not_installed_leaves_nothing_behind() throws Exception {
        int port = allocated();
        bench.configure(Map.of("connector.binary", "/nowhere/cloudflared"));
        String before = bench.config();
        JsonNode answer = refused(bench.run("request", "api", Integer.toString(port), "--project", "shop", "--json"),
                REFUSED, "connector_not_found");
        assertThat(answer.toString()).contains("/nowhere/cloudflared");
        assertThat(bench.config()).isEqualTo(before);
        nothingWasTouched();
    }

    @Test
    void a_connector_that_ends_at_once_has_its_rules_rolled_back() throws Exception {
        int port = allocated();
        Files.writeString(bench.faults(), "crash=no credentials for you\n");
        String before = bench.config();
        JsonNode answer = refused(bench.run("request", "api", Integer.toString(port), "--project", "shop", "--json"),
                FAILED, "connector_not_ready");
        assertThat(answer.path("error").asText()).contains("no credentials for you");
        assertThat(bench.config()).isEqualTo(before);
        nothingWasTouched();
        assertThat(bench.run("list", "--project", "shop", "--json").endsWith(0).json().toString())
                .doesNotContain("\"live\"", "\"verified\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "MISSING | 1 | ingress_invalid",
            "tunnel: x\\n | 1 | ingress_invalid",
            "ingress:\\n  - hostname: a.example.com\\n   service: x\\n | 1 | ingress_invalid",
            "ingress: []\\ningress: []\\n | 1 | ingress_invalid",
            "ingress: hello\\n | 1 | ingress_invalid",
            "ingress:\\n\\t- service: http_status:404\\n | 1 | ingress_invalid"})
    void a_config_file_that_cannot_be_edited_is_left_as_it_is(String text, int exit, String code) throws Exception {
        int port = allocated();
        bench.configure(Map.of("cloudflare.tunnel-id", Bench.TUNNEL));
        String written = text.replace("\\n", "\n").replace("\\t", "\t");
        if (text.equals("MISSING")) {
            Files.delete(bench.configFile());
        } else {
            Files.writeString(bench.configFile(), written);
        }
        Ended ended = bench.run("request", "api", Integer.toString(port), "--project", "shop", "--json");
        JsonNode answer = refused(ended, exit, code);
        assertThat(answer.path("error").asText()).contains("config.yml");
        assertThat(Files.exists(bench.configFile())).isEqualTo(!text.equals("MISSING"));
        if (Files.exists(bench.configFile())) {
            assertThat(bench.config()).isEqualTo(written);
        }
        nothingWasTouched();
    }

    @Test
    void a_damaged_database_is_told_and_kept() throws Exception {
        allocated();
        Path database = bench.stateDir().resolve("tunnel-manager.db");
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            byte[] noise = new byte[(int) file.length()];
            Arrays.fill(noise, (byte) 0x5a);
            file.write(noise);
        }
        Files.deleteIfExists(bench.stateDir().resolve("tunnel-manager.db-wal"));
        Files.deleteIfExists(bench.stateDir().resolve("tunnel-manager.db-shm"));
        byte[] damaged = Files.readAllBytes(database);
        refused(bench.run("list", "--project", "shop", "--json"), FAILED, "state_damaged");
        assertThat(Files.readAllBytes(database)).isEqualTo(damaged);
    }

    @Test
    void a_database_of_a_newer_release_is_told_and_kept() throws Exception {
        allocated();
        Path database = bench.stateDir().resolve("tunnel-manager.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 9999");
        }
        refused(bench.run("list", "--project", "shop", "--json"), FAILED, "state_newer");
        Supervisor shop = bench.supervisor("shop", Era.MODERN);
        assertThat(shop.structured("port_list").path("code").asText()).isEqualTo("state_newer");
        shop.assertPure();
    }

    @Test
    void a_state_directory_that_cannot_be_made_is_a_failure() throws Exception {
        Path file = Files.writeString(bench.folder().resolve("occupied"), "a file");
        bench.configure(Map.of("state-dir", file.toString()));
        refused(bench.run("list", "--project", "shop", "--json"), FAILED, "state_unavailable");
        assertThat(Files.readString(file)).isEqualTo("a file");
    }

    @ParameterizedTest
    @CsvSource({"'', invalid_argument", "-x, invalid_hostname", "a..b, invalid_hostname", "a b, invalid_hostname",
            "a_b!, invalid_hostname", "*.*, invalid_hostname", "a.*.b, invalid_hostname",
            "'x\u0000y', invalid_hostname", "http://api, invalid_hostname", "api:80, invalid_hostname"})
    void a_name_that_is_no_hostname_is_refused(String subdomain, String code) throws Exception {
        Supervisor shop = bench.supervisor("shop", Era.MODERN);
        int port = bench.service("shop");
        shop.structured("port_allocate", "port", port);
        JsonNode answer = shop.structured("tunnel_request_cname", "subdomain", subdomain, "targetPort", port);
        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo(code);
        assertThat(shop.structured("tunnel_list_cnames").path("count").asInt()).isZero();
        shop.assertPure();
    }

    @Test
    void ports_outside_their_range_and_of_wrong_types_are_refused() throws Exception {
        Supervisor shop = bench.supervisor("shop", Era.MODERN);
        for (Object port : new Object[]{0, -1, 65_536, 1L << 40, Long.MAX_VALUE}) {
            JsonNode answer = shop.structured("port_allocate", "port", port);
            assertThat(answer.path("code").asText()).as("%s: %s", port, answer).isEqualTo("invalid_port");
        }
        for (Object port : new Object[]{"80", 80.5, 1e300, true, new int[]{80}}) {
            JsonNode answer = shop.structured("port_allocate", "port", port);
            assertThat(answer.path("code").asText()).as("%s: %s", port, answer).isEqualTo("invalid_argument");
        }
        assertThat(shop.structured("port_list").path("count").asInt()).isZero();
        shop.assertPure();
    }

    @Test
    void a_secret_folder_that_cannot_be_searched_is_a_failure() throws Exception {
        Path folder = bench.folder().resolve("secrets/meta/cloudflare");
        Files.delete(folder.resolve("dns_edit_token"));
        Files.createDirectory(folder.resolve("dns_edit_token"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        withoutToken();
    }

    private int allocated() throws Exception {
        int port = bench.service("shop");
        bench.run("ports", "allocate", Integer.toString(port), "--project", "shop", "--json").endsWith(0);
        return port;
    }

    private void nothingWasTouched() {
        assertThat(bench.provider().effects()).isZero();
        assertThat(bench.provider().records(Bench.ZONE)).isEmpty();
        assertThat(bench.provider().violations()).isEmpty();
    }

    /** Asks for what needs the token, and returns the failure. */
    private JsonNode withoutToken() throws Exception {
        Ended ended = bench.run("domains", "--project", "shop", "--json").endsWith(FAILED);
        JsonNode answer = ended.json();
        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo("secret_unavailable");
        assertThat(answer.path("error").asText()).containsAnyOf("secret file", "token");
        assertThat(answer.path("recommendation").asText()).isNotBlank();
        assertThat(bench.provider().requests()).as("nothing was asked without a token").isEmpty();
        return answer;
    }

    private static JsonNode refused(Ended ended, int exit, String code) {
        JsonNode answer = ended.endsWith(exit).json();
        assertThat(answer.path("success").asBoolean(true)).isFalse();
        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo(code);
        assertThat(answer.path("error").asText()).isNotBlank();
        assertThat(answer.path("recommendation").asText()).isNotBlank();
        assertThat(ended.err()).as("the same in words, for people").contains(answer.path("error").asText());
        return answer;
    }
}
