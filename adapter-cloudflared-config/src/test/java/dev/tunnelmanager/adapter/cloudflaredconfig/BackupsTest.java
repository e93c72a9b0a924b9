package dev.tunnelmanager.adapter.cloudflaredconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupsTest {

    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-20T12:00:00.007Z"));

    @TempDir
    Path home = Path.of("");

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(home.resolve("backups"))) {
            return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }

    @Test
    void names_copies_after_the_time_and_never_overwrites_one() throws IOException {
        Backups backups = new Backups(BackupPolicy.files(home.resolve("backups")), NOON);
        Path first = backups.keep(new byte[]{1});
        Path second = backups.keep(new byte[]{2});
        assertThat(names()).containsExactly("config-20261120T120000.007Z.yml", "config-20261120T120000.008Z.yml");
        assertThat(first).hasBinaryContent(new byte[]{1});
        assertThat(second).hasBinaryContent(new byte[]{2});
    }

    @Test
    void keeps_the_newest_and_what_is_not_its_own() throws IOException {
        Files.createDirectory(home.resolve("backups"));
        Files.writeString(home.resolve("backups/config-by-hand.yml"), "x");
        Files.writeString(home.resolve("backups/config-99999999T999999.999Z.yml"), "x");
        Backups backups = new Backups(new BackupPolicy.Files(home.resolve("backups"), 3, 0), NOON);
        for (byte i = 0; i < 10; i++) {
            backups.keep(new byte[]{i});
        }
        assertThat(names()).containsExactly("config-20261120T120000.014Z.yml", "config-20261120T120000.015Z.yml",
                "config-20261120T120000.016Z.yml", "config-99999999T999999.999Z.yml", "config-by-hand.yml");
    }

    @Test
    void keeps_the_last_of_each_day_besides_and_never_more() throws IOException {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-01T08:00:00Z"));
        Backups backups = new Backups(new BackupPolicy.Files(home.resolve("backups"), 2, 3), now::get);
        for (int day = 1; day <= 6; day++) {
            for (int hour = 8; hour <= 20; hour += 4) {
                now.set(Instant.parse(String.format("2026-11-%02dT%02d:00:00Z", day, hour)));
                backups.keep(new byte[]{1});
                assertThat(names().size()).isLessThanOrEqualTo(5);
            }
        }
        assertThat(names()).containsExactly("config-20261104T200000.000Z.yml", "config-20261105T200000.000Z.yml",
                "config-20261106T160000.000Z.yml", "config-20261106T200000.000Z.yml");
    }

    @Test
    void keeps_fifty_unless_told_otherwise() {
        assertThat(BackupPolicy.files(home).copies()).isEqualTo(50);
        assertThat(BackupPolicy.files(home).days()).isEqualTo(30);
        assertThat(BackupPolicy.git(home).otherwise().copies()).isEqualTo(50);
    }
}
