package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups of a state that is in use, and restoring them. */
@SuppressWarnings("NullAway.Init") // Set before each.
class KeepingPackagedTest {

    private static final int REFUSED = 1;
    private static final int FIRST_PORT = 21_000;

    private Bench bench;

    @BeforeEach
    void start() throws Exception {
        bench = Bench.start();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private JsonNode done(String... words) throws Exception {
        return bench.run(words).endsWith(0).json();
    }

    private JsonNode refused(String code, String... words) throws Exception {
        JsonNode answer = bench.run(words).endsWith(REFUSED).json();
        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo(code);
        assertThat(answer.path("recommendation").asText()).isNotBlank();
        return answer;
    }

    private Path backup() throws Exception {
        return Path.of(done("backup", "--meta", "--json").path("file").asText());
    }

    private void allocate(int port) throws Exception {
        done("ports", "allocate", Integer.toString(port), "--project", "anna", "--json");
    }

    private int ports() throws Exception {
        return done("ports", "--meta", "--json").path("ports").size();
    }

    @Test
    void backups_that_are_made_while_others_write_are_each_of_one_moment_and_can_be_restored() throws Exception {
        Supervisor anna = bench.supervisor("anna", Era.MODERN);
        AtomicBoolean enough = new AtomicBoolean();
        anna.structured("port_allocate", "port", FIRST_PORT);
        CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> {
            int changes = 0;
            try {
                while (!enough.get()) {
                    anna.structured("port_allocate", "port", FIRST_PORT + 1 + changes % 500);
                    changes++;
                }
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
            return changes;
        });
        Path last = Path.of("");
        for (int i = 0; i < 3; i++) {
            last = backup();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(last))).isEqualTo("rw-------");
            assertThat(part(last, "config.yml")).isEqualTo(bench.config());
            JsonNode manifest = new ObjectMapper().readTree(part(last, "manifest.json"));
            assertThat(manifest.path("instance_id").asText()).matches("[0-9a-f]{8}");
            assertThat(manifest.path("files").path("tunnel-manager.db").path("sha256").asText()).hasSize(64);
        }
        enough.set(true);
        assertThat(writing.get()).isGreaterThan(1);
        assertThat(bench.stateDir().resolve("backups")).isDirectoryNotContaining("glob:**.tmp");
        anna.hangUp();
        assertThat(anna.awaitEnd()).isZero();

        bench.configure(Map.of("state-dir", "./another"));
        JsonNode restored = done("restore", last.toString(), "--meta", "--json");
        assertThat(restored.path("ports").asInt()).isPositive().isEqualTo(ports());
        assertThat(restored.path("plan").path("steps").isEmpty()).isTrue();
        assertThat(done("audit", "--subject", last.toString(), "--meta", "--json").path("entries"))
                .extracting(entry -> entry.path("action").asText()).contains("state.restore");
    }

    @Test
    void a_backup_overwrites_nothing_and_is_for_meta_only() throws Exception {
        Path taken = Files.writeString(bench.folder().resolve("taken.zip"), "precious");
        refused("backup_exists", "backup", taken.toString(), "--meta", "--json");
        assertThat(taken).hasContent("precious");
        refused("meta_only", "backup", bench.folder().resolve("new.zip").toString(), "--project", "anna", "--json");
        assertThat(bench.folder().resolve("new.zip")).doesNotExist();
        refused("meta_only", "restore", taken.toString(), "--project", "anna", "--json");
        JsonNode audit = done("audit", "--subject", taken.toString(), "--meta", "--json");
        assertThat(audit.path("entries").path(0).path("error").asText()).startsWith("backup_exists");
    }

    @Test
    void what_others_use_is_replaced_only_when_told_and_they_go_on_with_it() throws Exception {
        allocate(FIRST_PORT);
        Path early = backup();
        Supervisor anna = bench.supervisor("anna", Era.MODERN);
        anna.structured("port_allocate", "port", FIRST_PORT + 1);
        JsonNode no = refused("state_in_use", "restore", early.toString(), "--meta", "--json");
        assertThat(no.path("error").asText()).contains("process " + anna.process().pid() + " (tunnel-manager mcp");
        assertThat(anna.structured("port_list").path("ports")).hasSize(2);

        JsonNode forced = done("restore", early.toString(), "--meta", "--json", "--force");
        assertThat(forced.path("ports").asInt()).isEqualTo(1);
        assertThat(anna.structured("port_list").path("ports")).hasSize(1);
        assertThat(anna.structured("port_allocate", "port", FIRST_PORT + 2).path("success").asBoolean()).isTrue();
        anna.hangUp();
        assertThat(anna.awaitEnd()).isZero();
        anna.assertPure();

        // The state that was there was kept, and is put back as any other.
        done("restore", forced.path("previous").asText(), "--meta", "--json");
        assertThat(done("ports", "--meta", "--json").path("ports")).extracting(port -> port.path("port").asInt())
                .containsExactly(FIRST_PORT, FIRST_PORT + 1);
    }

    @Test
    void what_is_damaged_newer_or_anothers_is_refused_and_nothing_is_changed() throws Exception {
        allocate(FIRST_PORT);
        Path good = backup();
        allocate(FIRST_PORT + 1);
        Path other = bench.folder().resolve("other.zip");

        Files.writeString(other, "not a zip file");
        refused("backup_unusable", "restore", other.toString(), "--meta", "--json");
        refused("backup_unusable", "restore", bench.folder().resolve("missing.zip").toString(), "--meta", "--json");
        rewrite(good, other, "tunnel-manager.db", bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
        });
        assertThat(refused("backup_unusable", "restore", other.toString(), "--meta", "--json").path("error").asText())
                .contains("checksum");
        rewrite(good, other, "manifest.json", bytes -> new String(bytes, StandardCharsets.UTF_8)
                .replaceFirst("\"schema_version\":\\d+", "\"schema_version\":99").getBytes(StandardCharsets.UTF_8));
        assertThat(refused("backup_unusable", "restore", other.toString(), "--meta", "--json").path("error").asText())
                .contains("schema version 99");
        rewrite(good, other, "manifest.json", bytes -> new String(bytes, StandardCharsets.UTF_8)
                .replaceFirst("\"format\":1", "\"format\":2").getBytes(StandardCharsets.UTF_8));
        assertThat(refused("backup_unusable", "restore", other.toString(), "--meta", "--json").path("error").asText())
                .contains("newer version");
        assertThat(ports()).isEqualTo(2);

        bench.configure(Map.of("state-dir", "./another"));
        allocate(FIRST_PORT + 7);
        assertThat(refused("state_foreign", "restore", good.toString(), "--meta", "--json").path("error").asText())
                .contains("instance");
        assertThat(done("ports", "--meta", "--json").path("ports").path(0).path("port").asInt())
                .isEqualTo(FIRST_PORT + 7);
        done("restore", good.toString(), "--meta", "--json", "--force");
        assertThat(done("ports", "--meta", "--json").path("ports").path(0).path("port").asInt()).isEqualTo(FIRST_PORT);
    }

    @Test
    void a_damaged_state_is_kept_as_it_is_and_replaced() throws Exception {
        allocate(FIRST_PORT);
        Path good = backup();
        Path database = bench.stateDir().resolve("tunnel-manager.db");
        Files.writeString(database, "damaged beyond all recognition ".repeat(100));
        assertThat(bench.run("ports", "--meta", "--json").endsWith(3).json().path("code").asText())
                .isEqualTo("state_damaged");
        JsonNode restored = done("restore", good.toString(), "--meta", "--json");
        assertThat(ports()).isEqualTo(1);
        assertThat(Path.of(restored.path("previous").asText()).resolve("tunnel-manager.db"))
                .content().startsWith("damaged beyond");
    }

    @Test
    void after_restoring_it_is_told_what_has_drifted_and_how_to_put_it_right() throws Exception {
        int port = bench.service("shop");
        allocate(port);
        done("request", "api", Integer.toString(port), "--project", "anna", "--json");
        assertThat(done("plan", "--meta", "--json").path("steps").isEmpty()).isTrue();
        assertThat(done("explain", "api.example.com", "--project", "anna", "--json").path("ingress_target").asText())
                .isEqualTo("http://localhost:" + port);
        Path live = backup();
        done("delete", "api.example.com", "--project", "anna", "--json");
        JsonNode plan = done("restore", live.toString(), "--meta", "--json").path("plan");
        assertThat(plan.path("steps")).extracting(JsonNode::asText).contains(
                "put ingress rule api.example.com → http://localhost:" + port, "publish the record of api.example.com");
        assertThat(plan.path("drifted")).extracting(JsonNode::asText).containsExactly("api.example.com");
        assertThat(bench.recordsOf("api.example.com")).isZero();

        assertThat(done("apply", "--meta", "--json").path("applied")).extracting(JsonNode::asText)
                .containsExactly("api.example.com");
        assertThat(done("plan", "--meta", "--json").path("steps").isEmpty()).isTrue();
        assertThat(done("apply", "--meta", "--json").path("applied").isEmpty()).isTrue();
        assertThat(bench.ask("api.example.com")).isEqualTo(new EdgeReply(200, "shop answers /hello"));
    }

    private static String part(Path backup, String name) throws IOException {
        try (ZipFile zip = new ZipFile(backup.toFile())) {
            return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Copies a backup with one of its files changed, as somebody might who does not care for its manifest. */
    private static void rewrite(Path from, Path to, String name, UnaryOperator<byte[]> change) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipFile zip = new ZipFile(from.toFile()); ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(entry.getName().equals(name) ? change.apply(content) : content);
                out.closeEntry();
            }
        }
        Files.write(to, bytes.toByteArray());
    }
}
