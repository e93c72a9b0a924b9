package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same story for people: each command a process of its own, none of which stays. */
class CommandLinePackagedTest {

    @Test
    void commands_publish_a_hostname_and_withdraw_it() throws Exception {
        try (Bench bench = Bench.start()) {
            String before = bench.config();
            int port = bench.service("shop");
            String text = Integer.toString(port);
            assertThat(json(bench, "ports", "allocate", text).path("port").asInt()).isEqualTo(port);
            JsonNode published = json(bench, "request", "api", text);
            assertThat(published.path("url").asText()).isEqualTo("https://api.example.com");
            assertThat(bench.ask("api.example.com")).as("after its process has ended").isEqualTo(
                    new EdgeReply(200, "shop answers /hello"));
            List<Long> replicas = bench.replicas().stream().map(ProcessHandle::pid).toList();
            assertThat(replicas).hasSize(2);

            assertThat(json(bench, "request", "api", text)).as("asked for again").isEqualTo(published);
            assertThat(bench.replicas().stream().map(ProcessHandle::pid).toList()).isEqualTo(replicas);
            assertThat(json(bench, "list").path("count").asInt()).isEqualTo(1);
            assertThat(json(bench, "status").path("status").asText()).isEqualTo("up");
            assertThat(json(bench, "domains").path("count").asInt()).isEqualTo(1);
            assertThat(json(bench, "ports").path("count").asInt()).isEqualTo(1);
            Ended used = bench.run("ports", "release", text, "--project", "shop", "--json").endsWith(1);
            assertThat(used.json().path("code").asText()).isEqualTo("port_in_use");

            assertThat(json(bench, "delete", "api.example.com").path("success").asBoolean()).isTrue();
            assertThat(json(bench, "delete", "api.example.com").path("success").asBoolean()).as("again").isTrue();
            assertThat(bench.ask("api.example.com")).isEqualTo(EdgeReply.NOT_PUBLIC);
            assertThat(bench.config()).isEqualTo(before);
            json(bench, "ports", "release", text);
            assertThat(json(bench, "audit").path("entries").findValuesAsText("action")).contains("port.allocate",
                    "hostname.request", "hostname.delete", "port.release");
            assertThat(bench.provider().violations()).isEmpty();
            assertThat(bench.provider().effects()).isEqualTo(2);
        }
    }

    @Test
    void the_state_directory_is_for_its_owner_only_and_no_file_holds_the_token() throws Exception {
        try (Bench bench = Bench.start()) {
            int port = bench.service("shop");
            json(bench, "ports", "allocate", Integer.toString(port));
            json(bench, "request", "api", Integer.toString(port));
            List<Path> files;
            try (Stream<Path> all = Files.walk(bench.stateDir())) {
                files = all.filter(Files::isRegularFile).toList();
            }
            assertThat(files).hasSizeGreaterThan(3).allSatisfy(
                    file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).as("%s", file)
                            .doesNotContain(Bench.TOKEN));
            assertThat(permissions(bench.stateDir())).isEqualTo("rwx------");
            assertThat(permissions(bench.stateDir().resolve("tunnel-manager.db"))).isEqualTo("rw-------");
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void the_demonstration_shows_the_whole_story() throws Exception {
        try (Bench bench = Bench.start()) {
            Ended demo = bench.runBare("demo").endsWith(0);
            assertThat(demo.out()).contains("200").contains("tunnel-manager");
            assertThat(demo.err()).isEmpty();
        }
    }

    private static JsonNode json(Bench bench, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--project", "shop", "--json"));
        JsonNode answer = bench.run(all.toArray(String[]::new)).endsWith(0).json();
        assertThat(answer.path("success").asBoolean()).as("%s", answer).isTrue();
        return answer;
    }
}
