package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.tunnelmanager.standins.provider.StandInToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The doctor tells each fault once, with its cause and a next step, and changes nothing. */
@SuppressWarnings("NullAway.Init") // Set before each.
class DoctorPackagedTest {

    private static final int REFUSED = 1;
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

    private Map<String, JsonNode> doctor(int exit) throws Exception {
        return checks(bench.run("doctor", "--json").endsWith(exit));
    }

    private Map<String, JsonNode> doctor() throws Exception {
        return checks(bench.run("doctor", "--json").calm());
    }

    private static List<String> words(Path file) throws IOException {
        return Stream.of(Files.readString(file).split("\0")).filter(word -> !word.isEmpty()).toList();
    }

    private static Map<String, JsonNode> checks(Ended ended) {
        Map<String, JsonNode> checks = new TreeMap<>();
        ended.json().path("checks").forEach(check -> checks.put(check.path("name").asText(), check));
        checks.values().forEach(check -> assertThat(check.path("next_step").isMissingNode()).as("%s", check)
                .isEqualTo(List.of("pass", "skipped").contains(check.path("status").asText())));
        return checks;
    }

    private static void assertThatCheck(Map<String, JsonNode> checks, String name, String status, String words) {
        assertThat(checks).containsKey(name);
        JsonNode check = checks.getOrDefault(name, checks.values().iterator().next());
        assertThat(check.path("status").asText()).as("%s", check).isEqualTo(status);
        assertThat(check.toString()).contains(words);
    }

    private void publish() throws Exception {
        int port = bench.service("shop");
        bench.run("ports", "allocate", Integer.toString(port), "--project", "anna", "--json").endsWith(0);
        bench.run("request", "api", Integer.toString(port), "--project", "anna", "--json").endsWith(0);
    }

    @Test
    void all_is_well_and_nothing_is_changed() throws Exception {
        publish();
        List<String> before = everything();
        long effects = bench.provider().effects();
        Map<String, JsonNode> checks = doctor(0);
        assertThat(checks.values()).allSatisfy(check -> assertThat(check.path("status").asText()).as("%s", check)
                .isEqualTo("pass"));
        assertThat(checks).containsKeys("java", "configuration", "state.directory", "state.database", "state.users",
                "config-file", "config-file.validation", "connector.binary", "connector", "connector.start",
                "connector.ports",
                "tunnel.mode", "docker", "secrets", "provider.token", "provider", "clock", "provider.zones",
                "zone.example.com");
        assertThatCheck(checks, "connector", "pass", "4 connections");
        assertThat(everything()).isEqualTo(before);
        assertThat(bench.provider().effects()).isEqualTo(effects);
        Ended people = bench.run("doctor").endsWith(0);
        assertThat(people.out()).contains("pass  java").endsWith("All that is needed is there.\n");
    }

    /** Returns every file with its length and time; of the state, which SQLite opens for reading, only that it is there. */
    private List<String> everything() throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(bench.folder())) {
            for (Path file : files.filter(each -> !each.toString().matches(".*(\\.log|-wal|-shm)")).sorted().toList()) {
                FileTime time = Files.getLastModifiedTime(file);
                boolean opened = file.startsWith(bench.stateDir());
                all.add(file + (opened ? "" : " " + Files.size(file) + " " + time));
            }
        }
        return all;
    }

    @Test
    void before_anything_was_done_there_is_no_state_and_none_is_made() throws Exception {
        Map<String, JsonNode> checks = doctor(0);
        assertThatCheck(checks, "state.database", "pass", "no state yet");
        assertThatCheck(checks, "connector", "warn", "does not run");
        assertThat(bench.stateDir()).doesNotExist();
    }

    @Test
    void no_docker_is_a_warning() throws Exception {
        bench.configure(Map.of("docker.host", "unix://" + bench.folder().resolve("no.sock")));
        assertThatCheck(doctor(0), "docker", "warn", "no engine");
    }

    @Test
    void a_token_that_is_missing_is_told_once() throws Exception {
        Files.delete(bench.folder().resolve("secrets/meta/cloudflare/dns_edit_token"));
        Map<String, JsonNode> checks = doctor(FAILED);
        assertThatCheck(checks, "provider.token", "fail", "secret_unavailable");
        assertThatCheck(checks, "provider.zones", "skipped", "provider.token");
    }

    @Test
    void a_secret_that_others_can_read_is_told() throws Exception {
        bench.secret(Bench.TOKEN, "rw-r--r--");
        Map<String, JsonNode> checks = doctor(FAILED);
        assertThatCheck(checks, "secrets", "fail", "chmod 600");
        assertThatCheck(checks, "provider.zones", "skipped", "secrets");
    }

    @Test
    void a_token_without_permission_in_a_zone_is_told_for_that_zone() throws Exception {
        bench.provider().with(StandInToken.full(Bench.TOKEN).with(StandInToken.Permission.ZONE_READ));
        Map<String, JsonNode> checks = doctor(FAILED);
        assertThatCheck(checks, "provider.zones", "pass", "1 zones");
        assertThatCheck(checks, "zone.example.com", "fail", "provider_denied");
    }

    @Test
    void a_config_file_that_is_broken_is_told_once() throws Exception {
        Files.writeString(bench.configFile(), "tunnel: x\ningress:\n\t- broken\n");
        Map<String, JsonNode> checks = doctor(REFUSED);
        assertThatCheck(checks, "config-file", "fail", "line 3");
        assertThatCheck(checks, "config-file.validation", "skipped", "config-file");
    }

    @Test
    void what_only_cloudflared_refuses_is_told() throws Exception {
        Files.writeString(bench.configFile(), "loglevel: 5\n" + bench.config());
        assertThatCheck(doctor(REFUSED), "config-file.validation", "fail", "ingress_invalid");
    }

    @Test
    void a_configuration_that_is_broken_skips_what_needs_it() throws Exception {
        Files.writeString(bench.settings(), "version: 1\nstate-dri: x\n");
        Map<String, JsonNode> checks = doctor(REFUSED);
        assertThatCheck(checks, "configuration", "fail", "state-dir");
        assertThatCheck(checks, "java", "pass", "Java");
        assertThat(checks.values()).filteredOn(check -> check.path("status").asText().equals("skipped"))
                .hasSize(checks.size() - 2)
                .allSatisfy(check -> assertThat(check.path("because").asText()).isEqualTo("configuration"));
    }

    @Test
    void a_connector_that_takes_its_rules_from_the_provider_is_told() throws Exception {
        publish();
        ProcessHandle replica = bench.replicas().getFirst();
        Path process = Path.of("/proc", Long.toString(replica.pid()));
        ProcessBuilder again = new ProcessBuilder(words(process.resolve("cmdline"))).directory(bench.folder().toFile())
                .redirectErrorStream(true).redirectOutput(bench.folder().resolve("replica.log").toFile());
        again.environment().clear();
        words(process.resolve("environ")).forEach(variable -> again.environment()
                .put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1)));
        replica.destroy();
        replica.onExit().join();
        Files.writeString(bench.faults(), "config-version=3\n");
        Process taken = again.start();
        Eventually.holds("the replica answers", () -> doctor().getOrDefault("connector", NullNode.instance).toString()
                .split("4 connections", -1).length == 3);
        assertThatCheck(doctor(REFUSED), "tunnel.mode", "fail", "managed_elsewhere");
        taken.destroyForcibly().waitFor();
    }

    @Test
    void a_clock_that_is_wrong_is_a_warning() throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME
                .format(Instant.now().minus(Duration.ofHours(2)).atOffset(ZoneOffset.UTC));
        try (ServerSocket api = answering("HTTP/1.1 401 Unauthorized\r\nDate: " + date
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) {
            bench.configure(Map.of("cloudflare.api", "http://127.0.0.1:" + api.getLocalPort() + "/client/v4"));
            assertThatCheck(doctor(FAILED), "clock", "warn", "ahead of");
        }
    }

    @Test
    void a_provider_that_never_answers_holds_nothing_up() throws Exception {
        try (ServerSocket silent = answering("")) {
            bench.configure(Map.of("cloudflare.api", "http://127.0.0.1:" + silent.getLocalPort() + "/client/v4"));
            Instant begun = Instant.now();
            Map<String, JsonNode> checks = doctor(FAILED);
            assertThatCheck(checks, "provider", "fail", "provider_unavailable");
            assertThatCheck(checks, "clock", "skipped", "provider");
            assertThatCheck(checks, "provider.zones", "skipped", "provider");
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void a_state_directory_that_is_read_only_is_told() throws Exception {
        Files.createDirectory(bench.stateDir());
        Files.setPosixFilePermissions(bench.stateDir(), PosixFilePermissions.fromString("r-xr-xr-x"));
        // Root may write everywhere, unless it has given that up.
        String privileges = "-dac_override,-dac_read_search";
        List<String> command = new ArrayList<>("root".equals(System.getProperty("user.name"))
                ? List.of("setpriv", "--inh-caps", privileges, "--bounding-set", privileges)
                : List.of());
        command.addAll(bench.command("doctor", "--json", "--config", bench.settings().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(bench.folder().toFile());
        builder.environment().clear();
        builder.environment().putAll(bench.wholeEnvironment());
        Map<String, JsonNode> checks = checks(Ended.of(builder.start()).calm());
        assertThatCheck(checks, "state.directory", "fail", "state_unavailable");
        assertThatCheck(checks, "state.database", "skipped", "state.directory");
        Files.setPosixFilePermissions(bench.stateDir(), PosixFilePermissions.fromString("rwx------"));
    }

    /** Answers every connection with the same words, or never where there are none. */
    private static ServerSocket answering(String words) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            List<Socket> kept = new ArrayList<>();
            try {
                while (true) {
                    Socket socket = server.accept();
                    kept.add(socket);
                    if (!words.isEmpty()) {
                        InputStream in = socket.getInputStream();
                        String head = "";
                        while (!head.endsWith("\r\n\r\n")) {
                            head += (char) in.read();
                        }
                        socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                        socket.close();
                    }
                }
            } catch (IOException closed) {
                kept.forEach(DoctorPackagedTest::close);
            }
        });
        return server;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAlready) {
            throw new AssertionError(closedAlready);
        }
    }
}
