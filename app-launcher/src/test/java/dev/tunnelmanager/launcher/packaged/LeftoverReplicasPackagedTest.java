package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a leader that was killed over a roll leaves behind is put in order by the next one, although nobody asks for anything. */
class LeftoverReplicasPackagedTest {

    /** One that was started and never counted in, or one that was to be told to end and was not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_replica_too_many_is_ended_by_the_next_leader(boolean noted) throws Exception {
        try (Bench bench = Bench.start()) {
            Tidiness tidiness = Tidiness.of(bench);
            publishAndDie(bench);
            List<Long> rightful = bench.replicas().stream().map(ProcessHandle::pid).toList();
            Process third = anotherLike(bench, bench.replicas().getFirst());
            Eventually.holds("the third replica serves", () -> bench.edgeConnectors().size() == 3);
            if (noted) {
                String[] stat = Files.readString(Path.of("/proc", Long.toString(third.pid()), "stat")).split("\\) ",
                        -1);
                Path note = bench.stateDir().resolve("replicas")
                        .resolve(third.pid() + "-" + stat[stat.length - 1].split(" ", -1)[19] + ".ending");
                Files.createDirectories(note.getParent());
                Files.writeString(note, Instant.now().minus(Duration.ofMinutes(1)).toString());
            }
            Supervisor next = bench.supervisor("ben", Era.MODERN);
            assertThat(next.structured("port_list").path("success").asBoolean()).isTrue();
            tidiness.awaitTidy();
            if (noted) {
                assertThat(bench.replicas().stream().map(ProcessHandle::pid).toList())
                        .containsExactlyInAnyOrderElementsOf(rightful);
            }
            next.assertPure();
        }
    }

    @Test
    void a_replica_too_few_is_started_by_the_next_leader() throws Exception {
        try (Bench bench = Bench.start()) {
            Tidiness tidiness = Tidiness.of(bench);
            publishAndDie(bench);
            assertThat(bench.replicas().getLast().destroyForcibly()).isTrue();
            Eventually.holds("it is gone", () -> bench.replicas().size() == 1);
            Supervisor next = bench.supervisor("ben", Era.MODERN);
            assertThat(next.structured("port_list").path("success").asBoolean()).isTrue();
            tidiness.awaitTidy();
            next.assertPure();
        }
    }

    private static void publishAndDie(Bench bench) throws Exception {
        int port = bench.service("anna");
        Supervisor anna = bench.supervisor("anna", Era.MODERN);
        anna.structured("port_allocate", "port", port);
        assertThat(Outcome.of(anna, "tunnel_request_cname", "subdomain", "anna", "targetPort", port).path("success")
                .asBoolean()).isTrue();
        anna.close();
        Eventually.holds("two replicas run", () -> bench.replicas().size() == 2);
    }

    /** Starts one more replica as the program does: in a session of its own, with the tag of its state directory. */
    private static Process anotherLike(Bench bench, ProcessHandle replica) throws Exception {
        int port = Bench.freePort();
        Path proc = Path.of("/proc", Long.toString(replica.pid()));
        String tag = Arrays.stream(Files.readString(proc.resolve("environ"), StandardCharsets.ISO_8859_1)
                .split("\0", -1)).filter(each -> each.startsWith("TUNNEL_MANAGER_REPLICA=")).findFirst().orElseThrow();
        List<String> like = Arrays.asList(Files.readString(proc.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                .split("\0", -1));
        List<String> command = new ArrayList<>(List.of("setsid", bench.binary().toString()));
        command.addAll(like.subList(like.indexOf("tunnel"), like.size() - 1));
        command.set(command.indexOf("--metrics") + 1, "127.0.0.1:" + port);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"));
        builder.environment().put("TUNNEL_MANAGER_REPLICA",
                tag.substring(tag.indexOf('=') + 1).split("/", -1)[0] + "/127.0.0.1:" + port + "/cafe");
        return builder.start();
    }
}
