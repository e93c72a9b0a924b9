package dev.tunnelmanager.adapter.cloudflaredconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.ports.driven.IngressRules.EditOutcome;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only real mounts show: needs root and the right to mount. */
@Tag("live")
final class MountedFileLiveTest {

    private static final String BEFORE = "ingress:\n  - service: http_status:404\n";
    private static final IngressEdit PUT = new IngressEdit(
            List.of(new OwnRule(HostnamePattern.of("api.example.com"), new OriginService("http://localhost:5000"),
                    true)),
            Set.of(), Map.of());

    @TempDir
    Path home = Path.of("");

    private static boolean ran(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor() == 0;
    }

    private static CloudflaredIngressFile ingress(Path file) {
        return new CloudflaredIngressFile(file, BackupPolicy.off(), Optional.empty(), InstantSource.system());
    }

    @Test
    void a_single_file_that_is_mounted_is_written_in_place() throws IOException, InterruptedException {
        Path outside = Files.writeString(home.resolve("outside.yml"), BEFORE);
        Path inside = Files.createFile(Files.createDirectory(home.resolve("container")).resolve("config.yml"));
        assumeTrue(ran("mount", "--bind", outside.toString(), inside.toString()), "mounting is allowed");
        try {
            EditOutcome outcome = ingress(inside).apply(PUT);
            assertThat(outcome).isInstanceOfSatisfying(EditOutcome.Applied.class,
                    applied -> assertThat(applied.notes()).singleElement().asString().contains("written in place"));
            assertThat(outside).content().contains("api.example.com");
            assertThat(inside.getParent()).isDirectoryContaining("glob:**/config.yml")
                    .isDirectoryNotContaining("glob:**/.tunnel*");
        } finally {
            assertThat(ran("umount", inside.toString())).isTrue();
        }
    }

    @Test
    void a_full_or_read_only_file_system_loses_nothing() throws IOException, InterruptedException {
        Path mount = Files.createDirectory(home.resolve("small"));
        assumeTrue(ran("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount.toString()), "mounting is allowed");
        try {
            Path file = Files.writeString(mount.resolve("config.yml"), BEFORE);
            Path filler = Files.createFile(mount.resolve("filler"));
            assertThatThrownBy(() -> {
                while (true) {
                    Files.write(filler, new byte[4096], StandardOpenOption.APPEND);
                }
            }).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ingress(file).apply(PUT)).isInstanceOfSatisfying(PortFailure.class,
                    failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE));
            assertThat(mount).isDirectoryNotContaining("glob:**/.tunnel*");
            assertThat(ran("mount", "-o", "remount,ro", mount.toString())).isTrue();
            assertThatThrownBy(() -> ingress(file).apply(PUT)).isInstanceOfSatisfying(PortFailure.class,
                    failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.DENIED));
            assertThat(file).content().isEqualTo(BEFORE);
        } finally {
            assertThat(ran("umount", mount.toString())).isTrue();
        }
    }
}
