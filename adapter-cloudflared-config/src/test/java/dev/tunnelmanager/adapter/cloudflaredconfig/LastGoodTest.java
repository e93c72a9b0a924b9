package dev.tunnelmanager.adapter.cloudflaredconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.ports.driven.IngressRules.Look;
import dev.tunnelmanager.ports.driven.IngressRules.Restoration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Putting back a whole file, comments and all, after somebody has broken it. */
class LastGoodTest {

    private static final String GOOD = "# ours and theirs\ningress:\n  - service: http_status:404 # the end\n";
    private static final String BROKEN = "ingress:\n\t- service: http_status:404\n";

    @TempDir
    Path home;

    private Path file = Path.of("unset");

    @BeforeEach
    void write() throws Exception {
        file = home.resolve("config.yml");
        Files.writeString(file, GOOD);
    }

    private CloudflaredIngressFile ingress(BackupPolicy policy) {
        return new CloudflaredIngressFile(file, policy, Optional.empty(), InstantSource.system());
    }

    private static String revision(CloudflaredIngressFile ingress) {
        return ((Look.Seen) ingress.observe()).view().revision();
    }

    @Test
    void a_file_that_cannot_even_be_read_any_more_is_put_back_byte_for_byte_and_kept() throws Exception {
        CloudflaredIngressFile ingress = ingress(BackupPolicy.files(home.resolve("backups")));
        ingress.keepAsGood(revision(ingress), Instant.now().plusSeconds(60));
        Files.writeString(file, BROKEN);
        assertThat(ingress.observe()).isInstanceOf(Look.Unusable.class);
        assertThat(ingress.restoreGood()).isInstanceOf(Restoration.Restored.class);
        assertThat(file).hasContent(GOOD);
        try (Stream<Path> kept = Files.list(home.resolve("backups"))) {
            assertThat(kept.map(LastGoodTest::content)).containsExactlyInAnyOrder(GOOD, BROKEN);
        }
        assertThat(Files.getPosixFilePermissions(home.resolve("backups").resolve(LastGood.NAME)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void what_was_written_after_the_connector_was_started_is_not_known_to_be_good() throws Exception {
        CloudflaredIngressFile ingress = ingress(BackupPolicy.files(home.resolve("backups")));
        Instant written = Files.getLastModifiedTime(file).toInstant();
        ingress.keepAsGood(revision(ingress), written.minusSeconds(10));
        Files.writeString(file, BROKEN);
        assertThat(ingress.restoreGood()).isInstanceOfSatisfying(Restoration.NotRestored.class,
                not -> assertThat(not.why()).startsWith("No content of"));
        assertThat(file).hasContent(BROKEN);
    }

    @Test
    void where_nothing_may_be_kept_nothing_is_put_back() throws Exception {
        CloudflaredIngressFile ingress = ingress(BackupPolicy.off());
        ingress.keepAsGood(revision(ingress), Instant.now().plusSeconds(60));
        Files.writeString(file, BROKEN);
        assertThat(ingress.restoreGood()).isInstanceOf(Restoration.NotRestored.class);
        assertThat(file).hasContent(BROKEN);
    }

    private static String content(Path path) {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
