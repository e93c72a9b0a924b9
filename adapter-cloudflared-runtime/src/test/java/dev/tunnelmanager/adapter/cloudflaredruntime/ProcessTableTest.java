package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessTableTest {

    private static final String INSTANCE = "table-" + ProcessHandle.current().pid();

    private final ProcessTable table = new ProcessTable(Path.of("/proc"));

    private static Process start(String tag) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "600");
        builder.environment().put(ReplicaTag.VARIABLE, tag);
        return builder.start();
    }

    @Test
    void finds_processes_by_the_tag_in_their_environment_and_only_of_the_instance() throws Exception {
        Process ours = start(INSTANCE + "/127.0.0.1:20241/n1");
        Process others = start(INSTANCE + "-other/127.0.0.1:20241/n1");
        Process garbled = start(INSTANCE + "/nonsense");
        try {
            assertThat(table.taggedFor(INSTANCE)).singleElement().satisfies(found -> {
                assertThat(found.pid()).isEqualTo(ours.pid());
                assertThat(found.tag().address()).isEqualTo(new HostPort("127.0.0.1", 20241));
                assertThat(table.isAlive(found.identity())).isTrue();
            });
            assertThat(table.named("sleep")).contains(ours.pid(), others.pid());
        } finally {
            for (Process process : List.of(ours, others, garbled)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void a_number_that_is_another_processs_now_is_never_signalled() throws Exception {
        Process ours = start(INSTANCE + "/127.0.0.1:20242/n2");
        try {
            ProcessTable.Tagged found = table.taggedFor(INSTANCE).getFirst();
            ProcessTable.Tagged earlier = new ProcessTable.Tagged(found.pid(), found.startTicks() - 1, found.session(),
                    found.tag());
            ProcessTable.Tagged another = new ProcessTable.Tagged(found.pid(), found.startTicks(), found.session(),
                    new ReplicaTag(INSTANCE, found.tag().address(), "n3"));
            table.end(earlier, true);
            table.end(another, true);
            assertThat(table.isAlive(earlier.identity())).isFalse();
            assertThat(ours.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();

            table.end(found, false);
            assertThat(ours.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ours.exitValue()).isEqualTo(143);
            assertThat(table.isAlive(found.identity())).isFalse();
            table.end(found, true);
        } finally {
            ours.destroyForcibly().waitFor();
        }
    }

    @Test
    void names_with_spaces_and_brackets_do_not_confuse_it(@TempDir Path proc) throws IOException {
        Path entry = Files.createDirectories(proc.resolve("4242"));
        Files.writeString(entry.resolve("stat"),
                "4242 (odd ) 7 (name) S 1 4242 4240 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 987654 0 0\n");
        Files.writeString(entry.resolve("environ"), "A=1\0" + ReplicaTag.VARIABLE + "=odd/[::1]:20241/x\0B=2\0");
        assertThat(new ProcessTable(proc).taggedFor("odd")).containsExactly(new ProcessTable.Tagged(4242, 987654, 4240,
                new ReplicaTag("odd", new HostPort("::1", 20241), "x")));
        Files.writeString(entry.resolve("stat"),
                "4242 (zombie) Z 1 4242 4240 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 987654 0 0\n");
        assertThat(new ProcessTable(proc).taggedFor("odd")).isEmpty();
    }
}
