package dev.tunnelmanager.launcher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonLogTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path state;

    private DaemonLog open(LoggerContext context, Level level) throws IOException {
        return DaemonLog.open(context, state, level, FileSize.valueOf("20KB"));
    }

    private static LoggerContext context() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        return context;
    }

    private String text(String name) throws IOException {
        return Files.readString(state.resolve("logs").resolve(name));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("logs"))) {
            return files.toList();
        }
    }

    @Test
    void each_file_gets_what_it_is_for() throws IOException {
        LoggerContext context = context();
        try (DaemonLog log = open(context, Level.INFO)) {
            assertThat(log.isWritten()).isTrue();
            Logger logger = context.getLogger("tunnel-manager");
            logger.debug("too much");
            logger.info("all is well");
            logger.error("it broke", new IllegalStateException("because"));
            context.getLogger("dev.tunnelmanager.adapter.X").info("of an adapter");
            context.getLogger(Pulse.LOGGER).info("healthy database=up");
        }
        assertThat(text("tunnel-manager.log").lines().map(line -> line.replaceFirst("^\\S+Z ", "")))
                .startsWith("INFO  tunnel-manager all is well", "ERROR tunnel-manager it broke")
                .anyMatch(line -> line.contains("IllegalStateException: because"))
                .contains("INFO  X of an adapter").noneMatch(line -> line.contains("healthy"));
        assertThat(text("tunnel-errors.log")).contains("it broke", "because").doesNotContain("all is well");
        assertThat(text("health-checks.log").lines()).hasSize(1).allMatch(line -> line.endsWith("healthy database=up"));
        assertThat(files()).allSatisfy(file -> assertThat(PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file))).isIn("rw-------", "rw-r--r--"));
        assertThat(files()).filteredOn(file -> file.toString().endsWith(".log")).hasSize(3).allSatisfy(
                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("logs"))))
                .isEqualTo("rwx------");
    }

    @Test
    void no_file_shows_a_secret() throws IOException {
        LoggerContext context = context();
        String api = "Ab1_".repeat(10);
        String tunnel = "eyJhIjoiMTIzNDU2Nzg5MCIsInMiOiJhYmMifQ==";
        try (DaemonLog log = open(context, Level.DEBUG)) {
            assertThat(log.isWritten()).isTrue();
            Logger logger = context.getLogger("tunnel-manager");
            logger.warn("asked with {}", api, new IllegalStateException("Authorization: Bearer hunter2hunter2"));
            logger.warn("token={} and password: \"swordfish\", then more", tunnel);
            logger.warn("commit {} of /opt/{}", "0123456789abcdef0123456789abcdef01234567", "a".repeat(40));
        }
        assertThat(text("tunnel-manager.log")).doesNotContain(api, tunnel, "hunter2", "swordfish")
                .contains("asked with ***", "Bearer ***", "password: \"***\", then more",
                        "commit 0123456789abcdef0123456789abcdef01234567 of /opt/aaaa");
    }

    @Test
    void a_full_file_is_put_aside_compressed() throws IOException {
        LoggerContext context = context();
        try (DaemonLog log = open(context, Level.INFO)) {
            assertThat(log.isWritten()).isTrue();
            Logger logger = context.getLogger("tunnel-manager");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (files().stream().noneMatch(file -> file.toString().endsWith(".log.gz"))) {
                assertThat(System.nanoTime()).as("a file is put aside").isLessThan(deadline);
                logger.info("{}", "x".repeat(1_000));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
        assertThat(files()).anySatisfy(file -> assertThat(file.getFileName().toString())
                .matches("tunnel-manager\\.\\d{4}-\\d\\d-\\d\\d\\.0\\.log\\.gz"));
        assertThat(Files.size(state.resolve("logs/tunnel-manager.log"))).isLessThan(1 << 20);
    }

    @Test
    void a_second_daemon_leaves_the_files_alone_until_the_first_has_ended() throws IOException {
        LoggerContext first = context();
        LoggerContext second = context();
        try (DaemonLog log = open(first, Level.INFO)) {
            assertThat(log.isWritten()).isTrue();
            try (DaemonLog other = open(second, Level.INFO)) {
                assertThat(other.isWritten()).isFalse();
                second.getLogger("tunnel-manager").info("of the second");
            }
        }
        assertThat(text("tunnel-manager.log")).doesNotContain("second");
        try (DaemonLog next = open(context(), Level.INFO)) {
            assertThat(next.isWritten()).isTrue();
        }
    }
}
