package dev.tunnelmanager.adapter.cloudflaredconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tunnelmanager.adapter.cloudflaredconfig.CandidateCheck.Finding;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.IngressRules.EditOutcome;
import dev.tunnelmanager.ports.driven.IngressRules.Look;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a changed file gets into its place, and what happens when somebody or something comes in between. */
final class WritingTest {

    private static final HostnamePattern API = HostnamePattern.of("api.example.com");
    private static final IngressEdit PUT = new IngressEdit(
            List.of(new OwnRule(API, new OriginService("http://localhost:5000"), true)), Set.of(), Map.of());
    private static final String BEFORE = "# mine\ningress:\n  - service: http_status:404\n";
    private static final String AFTER = """
            # mine
            ingress:
              - hostname: "api.example.com"
                service: "http://localhost:5000"
              - service: http_status:404
            """;
    private static final ConfigFile.Mover MOVE = (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);

    @TempDir
    Path home = Path.of("");

    private Path directory = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void write_the_file() throws IOException {
        directory = Files.createDirectory(home.resolve("etc"));
        file = Files.writeString(directory.resolve("config.yml"), BEFORE);
    }

    private CloudflaredIngressFile ingress(Path path, CandidateCheck check, ConfigFile.Mover mover) {
        return new CloudflaredIngressFile(new ConfigFile(path, mover), path,
                BackupPolicy.files(home.resolve("backups")), check,
                InstantSource.system());
    }

    private CloudflaredIngressFile ingress() {
        return ingress(file, CandidateCheck.none(), MOVE);
    }

    private static EditOutcome.Applied applied(EditOutcome outcome) {
        assertThat(outcome).isInstanceOf(EditOutcome.Applied.class);
        return (EditOutcome.Applied) outcome;
    }

    private static EditOutcome.Refused refused(EditOutcome outcome) {
        assertThat(outcome).isInstanceOf(EditOutcome.Refused.class);
        return (EditOutcome.Refused) outcome;
    }

    private List<String> namesInDirectory() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }

    private static void append(Path path, String text) {
        try {
            Files.writeString(path, text, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private void assertNothingWritten() throws IOException {
        assertThat(file).hasContent(BEFORE);
        assertThat(namesInDirectory()).containsExactly("config.yml");
    }

    @Test
    void replaces_the_file_and_leaves_nothing_beside_it() throws IOException {
        EditOutcome.Applied applied = applied(ingress().apply(PUT));
        assertThat(applied.notes()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(AFTER);
        assertThat(namesInDirectory()).containsExactly("config.yml");
        try (Stream<Path> backups = Files.list(home.resolve("backups"))) {
            assertThat(backups).singleElement().satisfies(copy -> {
                assertThat(copy).hasContent(BEFORE);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy))).isEqualTo("rw-------");
            });
        }
    }

    @Test
    void keeps_mode_and_owner() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        boolean root = Files.getAttribute(file, "unix:uid").equals(0);
        if (root) {
            Files.setAttribute(file, "unix:uid", 1234);
            Files.setAttribute(file, "unix:gid", 2345);
        }
        applied(ingress().apply(PUT));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
        assumeTrue(root, "owners can be tested by root only");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(2345);
    }

    @Test
    void follows_a_symbolic_link_and_leaves_it_one() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("link.yml"), Path.of("etc/config.yml"));
        applied(ingress(link, CandidateCheck.none(), MOVE).apply(PUT));
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(file)).isEqualTo(AFTER);
    }

    @Test
    void touches_nothing_when_there_is_nothing_to_change() throws IOException {
        applied(ingress().apply(PUT));
        Object key = Files.getAttribute(file, "unix:fileKey");
        Object changed = Files.getAttribute(file, "unix:ctime");
        IngressEdit again = new IngressEdit(PUT.puts(), Set.of(),
                Map.of(API, Set.of(new OriginService("http://localhost:5000"))));
        assertThat(applied(ingress().apply(again)).changed()).isFalse();
        assertThat(Files.getAttribute(file, "unix:fileKey")).isEqualTo(key);
        assertThat(Files.getAttribute(file, "unix:ctime")).isEqualTo(changed);
    }

    @Test
    void merges_what_somebody_writes_between_reading_and_writing() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        CandidateCheck meanwhile = (candidate, real) -> {
            if (calls.getAndIncrement() < 2) {
                append(file, "# hurried note\n");
            }
            return new Finding.Accepted();
        };
        applied(ingress(file, meanwhile, MOVE).apply(PUT));
        assertThat(Files.readString(file)).isEqualTo(AFTER + "# hurried note\n# hurried note\n");
        assertThat(calls).hasValue(3);
    }

    @Test
    void merges_what_an_editor_puts_in_the_place_of_the_file() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        CandidateCheck meanwhile = (candidate, real) -> {
            if (calls.getAndIncrement() == 0) {
                try {
                    Path saved = Files.writeString(directory.resolve("saved"), "# theirs\n" + BEFORE);
                    Files.move(saved, file, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException unwritable) {
                    throw new UncheckedIOException(unwritable);
                }
            }
            return new Finding.Accepted();
        };
        applied(ingress(file, meanwhile, MOVE).apply(PUT));
        assertThat(Files.readString(file)).isEqualTo("# theirs\n" + AFTER);
    }

    @Test
    void keeps_what_is_written_in_the_very_moment_of_moving() throws IOException {
        AtomicInteger moves = new AtomicInteger();
        ConfigFile.Mover late = (from, to) -> {
            if (moves.getAndIncrement() == 0) {
                append(to, "# last second\n");
            }
            MOVE.move(from, to);
        };
        applied(ingress(file, CandidateCheck.none(), late).apply(PUT));
        assertThat(Files.readString(file)).isEqualTo(AFTER + "# last second\n");
        assertThat(namesInDirectory()).containsExactly("config.yml");
    }

    @Test
    void gives_up_when_the_file_keeps_changing() throws IOException {
        CandidateCheck always = (candidate, real) -> {
            append(file, "# again\n");
            return new Finding.Accepted();
        };
        EditOutcome.Refused refused = refused(ingress(file, always, MOVE).apply(PUT));
        assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INGRESS_CONTENDED);
        assertThat(Files.readString(file)).isEqualTo(BEFORE + "# again\n".repeat(5));
        assertThat(namesInDirectory()).containsExactly("config.yml");
    }

    @Test
    void writes_into_a_file_whose_name_is_mounted_and_says_so() throws IOException {
        for (IOException cause : List.of(new FileSystemException("a", "b", "Device or resource busy"),
                new AtomicMoveNotSupportedException("a", "b", "Invalid cross-device link"))) {
            Files.writeString(file, BEFORE);
            Object key = Files.getAttribute(file, "unix:fileKey");
            ConfigFile.Mover mounted = (from, to) -> {
                throw cause;
            };
            EditOutcome.Applied applied = applied(ingress(file, CandidateCheck.none(), mounted).apply(PUT));
            assertThat(applied.notes()).singleElement().asString().contains("written in place");
            assertThat(Files.readString(file)).isEqualTo(AFTER);
            assertThat(Files.getAttribute(file, "unix:fileKey")).isEqualTo(key);
            assertThat(namesInDirectory()).containsExactly("config.yml");
        }
    }

    @Test
    void keeps_the_other_names_of_a_file_with_several() throws IOException {
        Path other = Files.createLink(home.resolve("other.yml"), file);
        assertThat(applied(ingress().apply(PUT)).notes()).singleElement().asString().contains("several names");
        assertThat(Files.readString(other)).isEqualTo(AFTER);
    }

    @Test
    void says_that_nothing_was_changed_when_the_operating_system_refuses() throws IOException {
        for (var expected : Map.of(new AccessDeniedException("x"), PortFailure.Kind.DENIED,
                new FileSystemException("a", "b", "Read-only file system"), PortFailure.Kind.DENIED,
                new FileSystemException("a", "b", "No space left on device"), PortFailure.Kind.UNAVAILABLE,
                new IOException("Input/output error"), PortFailure.Kind.UNAVAILABLE).entrySet()) {
            ConfigFile.Mover broken = (from, to) -> {
                throw expected.getKey();
            };
            assertThatThrownBy(() -> ingress(file, CandidateCheck.none(), broken).apply(PUT))
                    .isInstanceOfSatisfying(PortFailure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(expected.getValue());
                        assertThat(failure.problem()).contains("nothing was changed");
                    });
            assertNothingWritten();
        }
    }

    @Test
    void says_that_it_does_not_know_when_a_move_fails_after_it_was_done() throws IOException {
        ConfigFile.Mover odd = (from, to) -> {
            MOVE.move(from, to);
            throw new IOException("Input/output error");
        };
        assertThatThrownBy(() -> ingress(file, CandidateCheck.none(), odd).apply(PUT)).isInstanceOfSatisfying(
                PortFailure.class, failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.OUTCOME_UNKNOWN));
        assertThat(Files.readString(file)).isEqualTo(AFTER);
    }

    @Test
    void removes_what_a_crash_has_left_and_nothing_else() throws IOException {
        // Linux gives no process a number as high as this.
        Path dead = Files.writeString(directory.resolve(".tunnel-manager-config.yml.99999999.candidate"), "half");
        Path second = Files.createLink(directory.resolve(".tunnel-manager-config.yml.99999999.previous"), file);
        Path living = Files.writeString(directory.resolve(".tunnel-manager-config.yml.1.candidate"), "busy");
        Path foreign = Files.writeString(directory.resolve(".tunnel-manager-notes"), "keep");
        Path others = Files.writeString(directory.resolve(".tunnel-manager-other.yml.99999999.candidate"), "keep");
        assertThat(applied(ingress().apply(PUT)).notes()).isEmpty();
        assertThat(dead).doesNotExist();
        assertThat(second).doesNotExist();
        assertThat(List.of(living, foreign, others)).allSatisfy(path -> assertThat(path).exists());
    }

    @Test
    void refuses_what_is_no_file() throws IOException, InterruptedException {
        Path pipe = home.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Path huge = home.resolve("huge.yml");
        Files.write(huge, new byte[ConfigFile.MAX_BYTES + 1]);
        Path dangling = Files.createSymbolicLink(home.resolve("dangling.yml"), Path.of("nowhere"));
        for (Path path : List.of(home.resolve("missing.yml"), directory, pipe, huge, dangling)) {
            CloudflaredIngressFile ingress = ingress(path, CandidateCheck.none(), MOVE);
            assertThat(ingress.observe()).isInstanceOfSatisfying(Look.Unusable.class, unusable -> {
                assertThat(unusable.refusal().code()).isEqualTo(RefusalCode.INGRESS_INVALID);
                assertThat(unusable.refusal().problem()).contains(path.toString());
            });
            assertThat(refused(ingress.apply(PUT)).refusal().code()).isEqualTo(RefusalCode.INGRESS_INVALID);
        }
        assertThat(home.resolve("missing.yml")).doesNotExist();
    }

    @Test
    void writes_nothing_when_no_backup_can_be_kept() throws IOException {
        Files.writeString(home.resolve("backups"), "a file where the directory should be");
        assertThatThrownBy(() -> ingress().apply(PUT)).isInstanceOfSatisfying(PortFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE));
        assertNothingWritten();
    }

    @Test
    void writes_nothing_that_cloudflared_does_not_accept() throws IOException {
        CandidateCheck no = (candidate, real) -> new Finding.Rejected("it does not like it");
        EditOutcome.Refused refused = refused(ingress(file, no, MOVE).apply(PUT));
        assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INGRESS_INVALID);
        assertThat(refused.refusal().problem()).contains("it does not like it.");
        assertNothingWritten();
        assertThat(home.resolve("backups")).doesNotExist();
    }

    @Test
    void shows_the_check_the_whole_new_file() {
        CandidateCheck looks = (candidate, real) -> {
            assertThat(candidate).hasContent(AFTER).hasSameFileSystemAs(real);
            assertThat(candidate.getParent()).isEqualTo(real.getParent());
            return new Finding.Skipped("Nobody looked.");
        };
        assertThat(applied(ingress(file, looks, MOVE).apply(PUT)).notes()).containsExactly("Nobody looked.");
    }
}
