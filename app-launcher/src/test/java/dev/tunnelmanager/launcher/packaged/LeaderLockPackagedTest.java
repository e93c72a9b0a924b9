package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lock on which everything rests, as the kernel sees it, and the files beside it. */
class LeaderLockPackagedTest {

    /** A record lock ends when its process closes any descriptor of the file, so nothing may open the file a second time. */
    @Test
    void nothing_that_a_leader_does_lets_its_lock_go() throws Exception {
        try (Bench bench = Bench.start()) {
            Files.createDirectory(bench.stateDir(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            int port = bench.service("anna");
            Supervisor anna = bench.supervisor("anna", Era.MODERN);
            long leader = anna.process().pid();
            List<Object[]> calls = List.of(new Object[]{"port_allocate", "port", port},
                    new Object[]{"tunnel_request_cname", "subdomain", "anna", "targetPort", port},
                    new Object[]{"tunnel_get_status"}, new Object[]{"tunnel_list_cnames"},
                    new Object[]{"tunnel_list_domains"}, new Object[]{"port_list"},
                    new Object[]{"tunnel_delete_cname", "hostname", "anna.example.com"},
                    new Object[]{"port_release", "port", port});
            for (Object[] call : calls) {
                JsonNode answer = Outcome.of(anna, (String) call[0], Stream.of(call).skip(1).toArray());
                assertThat(answer.path("success").asBoolean()).as("%s: %s", call[0], answer).isTrue();
                Eventually.holds("it leads", () -> LeaderLock.holder(bench.stateDir()).isPresent());
                assertThat(LeaderLock.holder(bench.stateDir())).as("after %s", call[0])
                        .isEqualTo(OptionalLong.of(leader));
                assertThat(open(leader, bench.stateDir().resolve("leader.lock"))).as("descriptors after %s", call[0])
                        .isEqualTo(1);
            }
            // Commands of other processes look at the state, and some try to lead; none of them gets or breaks the lock.
            bench.run("status", "--project", "ben", "--json").calm();
            bench.run("ports", "allocate", "--project", "ben", "--json").endsWith(0);
            assertThat(LeaderLock.holder(bench.stateDir())).isEqualTo(OptionalLong.of(leader));
            assertThat(openToOthers(bench.stateDir())).as("files that others may read").isEmpty();
            anna.assertPure();
        }
    }

    /** A copy has the leader's mark and not its lock, as the file has on a system that does not keep locks. */
    @Test
    void where_locks_exclude_nobody_the_second_process_is_refused() throws Exception {
        try (Bench bench = Bench.start()) {
            Supervisor anna = bench.supervisor("anna", Era.MODERN);
            long leader = anna.process().pid();
            anna.structured("port_list");
            Eventually.holds("anna leads", () -> LeaderLock.holder(bench.stateDir()).equals(OptionalLong.of(leader)));
            // Stopped, it does not notice that its file was replaced.
            StoppedLeaderPackagedTest.signal("STOP", leader);
            try {
                Path lock = bench.stateDir().resolve("leader.lock");
                Path copy = Files.copy(lock, bench.stateDir().resolve("copy"));
                Files.move(copy, lock, StandardCopyOption.REPLACE_EXISTING);
                for (String command : List.of("list", "ports")) {
                    Ended ended = bench.run(command, "--project", "ben", "--json").endsWith(3);
                    assertThat(ended.json().path("code").asText()).isEqualTo("state_unavailable");
                    assertThat(ended.json().path("error").asText()).contains("process " + leader + " has it",
                            "locks exclude nobody on this file system");
                    assertThat(ended.json().path("recommendation").asText())
                            .isEqualTo("Put state-dir on a local file system that keeps locks and that this user may"
                                    + " write to.");
                }
                JsonNode answer = bench.supervisor("ben", Era.MODERN).structured("port_allocate");
                assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo("state_unavailable");
            } finally {
                StoppedLeaderPackagedTest.signal("CONT", leader);
            }
        }
    }

    private static long open(long process, Path file) throws IOException {
        long open = 0;
        try (DirectoryStream<Path> descriptors = Files
                .newDirectoryStream(Path.of("/proc", Long.toString(process), "fd"))) {
            for (Path descriptor : descriptors) {
                open += Files.isSymbolicLink(descriptor) && Files.exists(descriptor)
                        && Files.isSameFile(descriptor, file) ? 1 : 0;
            }
        }
        return open;
    }

    private static List<String> openToOthers(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                if (!mode.endsWith("------")) {
                    found.add(mode + " " + folder.relativize(file));
                }
            }
        }
        return found;
    }
}
