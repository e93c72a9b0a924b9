package dev.tunnelmanager.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.launcher.config.Configuration.Address;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the configuration is found, and what holds when nothing is said. */
class ConfigurationReaderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Desk desk;

    @BeforeEach
    void sit_down() {
        desk = new Desk(directory);
    }

    @Test
    void no_file_means_these_defaults() {
        assertThat(desk.good()).isEqualTo(new Configuration("defaults", directory.resolve("data"),
                new Configuration.Cloudflare(URI.create("https://api.cloudflare.com/client/v4"), Optional.empty(),
                        Optional.empty(), Optional.empty(), List.of()),
                new Configuration.Ingress("auto", Path.of("/etc/cloudflared/config.yml"), "files",
                        Duration.ofMillis(250)),
                new Configuration.Connector("auto", "cloudflared", List.of("cloudflared"), "cloudflared", List.of(),
                        List.of(new Address("127.0.0.1", 20241), new Address("127.0.0.1", 20242)),
                        Duration.ofSeconds(30), Duration.ofSeconds(60)),
                Optional.of("unix:///var/run/docker.sock"),
                new Configuration.Monitor(Duration.ofSeconds(30), 3, Duration.ofSeconds(2), Optional.empty()),
                new Configuration.Edge(true, Optional.empty(), List.of(new Address("region1.v2.argotunnel.com", 7844),
                        new Address("region2.v2.argotunnel.com", 7844), new Address("198.41.192.7", 7844),
                        new Address("198.41.200.13", 7844))),
                "off", Optional.of(new Address("127.0.0.1", 8321)),
                Path.of("/etc/tunnel-manager/secrets"), List.of()));
    }

    @Test
    void a_file_without_a_key_means_the_same_defaults_from_its_own_directory() {
        Configuration defaults = desk.good();
        for (String text : List.of("version: 1\n", "", "# nothing yet\n", "\uFEFFversion: 1", "---\nversion: \"1\"\n",
                "version: 1\ncloudflare:\ndocker: {}\n", "version: 1\nstate-dir:\nedge:\n  probe: ~\n")) {
            desk.write("tunnel-manager.yml", text);
            assertThat(desk.good()).as(text).usingRecursiveComparison().ignoringFields("source").isEqualTo(defaults);
            assertThat(desk.good().source()).isEqualTo(desk.file("tunnel-manager.yml").toString());
        }
    }

    @Test
    void the_command_line_comes_before_the_environment_before_here_before_etc() throws IOException {
        Path etc = Files.createDirectories(desk.systemFile().getParent());
        desk.write("etc/tunnel-manager.yml", "version: 1\n");
        assertThat(desk.good().source()).isEqualTo(desk.systemFile().toString());
        assertThat(desk.good().stateDir()).isEqualTo(etc.resolve("data"));

        desk.write("tunnel-manager.yml", "version: 1\nstate-dir: here\n");
        assertThat(desk.good().stateDir()).isEqualTo(directory.resolve("here"));

        desk.write("b/other.yml", "version: 1\nstate-dir: ../there\n");
        desk.with("TUNNEL_MANAGER_CONFIG", "b/other.yml");
        assertThat(desk.good().stateDir()).isEqualTo(directory.resolve("there"));

        desk.write("c/named.yml", "version: 1\nstate-dir: .\n");
        assertThat(Desk.good(desk.read(Optional.of(Path.of("c/named.yml")))).stateDir())
                .isEqualTo(directory.resolve("c"));
        desk.with("TUNNEL_MANAGER_CONFIG", " ");
        assertThat(desk.good().stateDir()).isEqualTo(directory.resolve("here"));
    }

    @Test
    void a_file_that_was_named_and_is_not_there_is_not_no_file() {
        Path missing = desk.file("missing.yml");
        assertThat(Desk.refusal(desk.read(Optional.of(missing))).problem())
                .isEqualTo("There is no configuration file " + missing + ".");
        desk.with("TUNNEL_MANAGER_CONFIG", missing.toString());
        assertThat(Desk.refusal(desk.read(Optional.empty())).problem()).contains(missing.toString());
    }

    @Test
    void a_link_that_leads_nowhere_is_not_no_file() throws IOException {
        Files.createSymbolicLink(desk.file("tunnel-manager.yml"), desk.file("gone.yml"));
        assertThat(Desk.refusal(desk.read(Optional.empty())).problem()).contains("There is no configuration file");
    }

    @Test
    void a_directory_is_not_a_file() {
        assertThat(Desk.refusal(desk.read(Optional.of(directory))).problem()).contains("is a directory");
        assertThat(Desk.refusal(desk.read(Optional.of(Path.of("")))).problem()).contains("is a directory");
    }

    @Test
    void a_path_that_no_system_can_name_is_refused() {
        desk.with("TUNNEL_MANAGER_CONFIG", "a\0b");
        assertThat(Desk.refusal(desk.read(Optional.empty())).problem()).startsWith("TUNNEL_MANAGER_CONFIG is \"a b\"");
    }

    @Test
    void paths_are_meant_from_the_directory_of_the_file() {
        desk.write("etc/tunnel-manager.yml", """
                version: 1
                state-dir: ../state
                ingress:
                  config-file: cloudflared/config.yml
                secrets:
                  dir: /run/secrets/../secrets
                connector:
                  binary: ./cloudflared
                """);
        Configuration read = desk.good();
        assertThat(read.stateDir()).isEqualTo(directory.resolve("state"));
        assertThat(read.ingress().configFile()).isEqualTo(directory.resolve("etc/cloudflared/config.yml"));
        assertThat(read.secretsDir()).isEqualTo(Path.of("/run/secrets"));
        assertThat(read.connector().binary()).isEqualTo(directory.resolve("etc/cloudflared").toString());
    }
}
