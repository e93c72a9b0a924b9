package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tunnelmanager.contracts.LeadershipContract;
import dev.tunnelmanager.contracts.Waits;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.Leadership.Term;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.Assumptions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLeadershipTest implements LeadershipContract {

    @TempDir
    Path directory;

    @Override
    public Leadership leadership() {
        return new FileLeadership(directory);
    }

    @Test
    void processes_exclude_each_other() throws Exception {
        try (ChildProcess first = child(); ChildProcess second = child()) {
            first.say("try");
            assertThat(first.hears()).isEqualTo("leading");
            second.say("try");
            assertThat(second.hears()).isEqualTo("taken");
            assertThat(leadership().tryLead()).isEmpty();
            first.say("close");
            assertThat(first.hears()).isEqualTo("closed");
            second.say("try");
            assertThat(second.hears()).isEqualTo("leading");
        }
    }

    @Test
    void no_try_or_wait_in_the_leaders_process_lets_its_lock_go() throws Exception {
        try (ChildProcess other = child(); Term term = leadership().lead()) {
            assertThat(leadership().tryLead()).isEmpty();
            Leadership waits = leadership();
            Thread waiter = Thread.ofPlatform().daemon().start(() -> assertThatThrownBy(waits::lead));
            Waits.until("the waiter waits", () -> waiter.getState() == Thread.State.WAITING);
            waiter.interrupt();
            waiter.join(Waits.BOUND);
            assertThat(waiter.isAlive()).isFalse();

            other.say("try");
            assertThat(other.hears()).isEqualTo("taken");
            assertThat(term.holds()).isTrue();
        }
    }

    @Test
    void a_wait_for_another_process_can_be_interrupted_and_begun_again() throws Exception {
        try (ChildProcess leader = child()) {
            leader.say("lead");
            assertThat(leader.hears() + leader.hears()).isEqualTo("waitingleading");
            for (int i = 0; i < 5; i++) {
                FutureTask<Throwable> ended = new FutureTask<>(
                        () -> catchThrowable(() -> leadership().lead()));
                Thread waiter = Thread.ofVirtual().start(ended);
                Waits.until("the kernel lists a waiter", () -> waitsInKernel(leader.pid()));
                waiter.interrupt();
                assertThat(Waits.get(ended)).isInstanceOf(InterruptedException.class);
            }
            FutureTask<Term> waiting = waiting();
            leader.say("close");
            try (Term term = Waits.get(waiting)) {
                assertThat(term.holds()).isTrue();
            }
        }
    }

    @Test
    void a_killed_leader_is_followed_at_once_by_a_process_that_waits() throws Exception {
        try (ChildProcess leader = child(); ChildProcess next = child()) {
            leader.say("try");
            assertThat(leader.hears()).isEqualTo("leading");
            next.say("lead");
            assertThat(next.hears()).isEqualTo("waiting");
            leader.kill();
            assertThat(next.hears()).isEqualTo("leading");
        }
    }

    @Test
    void a_killed_leader_is_followed_at_once_by_a_thread_that_waits() throws Exception {
        try (ChildProcess leader = child()) {
            leader.say("try");
            assertThat(leader.hears()).isEqualTo("leading");
            FutureTask<Term> waiting = waiting();
            leader.kill();
            try (Term term = Waits.get(waiting)) {
                assertThat(term.holds()).isTrue();
            }
        }
    }

    @Test
    void what_many_processes_do_as_leader_is_never_done_by_two_at_once() throws Exception {
        Files.writeString(directory.resolve("counter"), "0");
        List<ChildProcess> children = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                children.add(child());
            }
            for (ChildProcess child : children) {
                child.say("count");
            }
            for (ChildProcess child : children) {
                assertThat(child.hears()).isEqualTo("counted");
            }
            assertThat(directory.resolve("counter")).hasContent("300");
        } finally {
            for (ChildProcess child : children) {
                child.close();
            }
        }
    }

    @Test
    void a_leader_whose_lock_file_was_deleted_holds_no_more() throws Exception {
        Term term = leadership().lead();
        Files.delete(directory.resolve(FileLeadership.FILE_NAME));
        assertThat(term.holds()).isFalse();
        try (Term next = leadership().tryLead().orElseThrow()) {
            assertThat(next.holds()).isTrue();
            term.close();
            assertThat(next.holds()).isTrue();
        }
    }

    @Test
    void who_waited_for_a_file_that_was_deleted_leads_by_the_new_one() throws Exception {
        try (ChildProcess leader = child()) {
            leader.say("try");
            assertThat(leader.hears()).isEqualTo("leading");
            FutureTask<Term> waiting = waiting();
            Waits.until("the kernel lists a waiter", () -> waitsInKernel(leader.pid()));
            Files.delete(directory.resolve(FileLeadership.FILE_NAME));
            leader.kill();
            try (Term term = Waits.get(waiting)) {
                assertThat(term.holds()).isTrue();
                try (ChildProcess other = child()) {
                    other.say("try");
                    assertThat(other.hears()).isEqualTo("taken");
                }
            }
        }
    }

    @Test
    void a_leader_whose_mark_another_living_process_has_overwritten_holds_no_more() throws Exception {
        Assumptions.assumeThat(Path.of("/proc/self/stat")).exists();
        Path file = directory.resolve(FileLeadership.FILE_NAME);
        try (Term term = leadership().lead(); ChildProcess other = child()) {
            // As another process does that was granted the lock at the same moment, where locks exclude nobody.
            overwrite(file, mark(other.pid()));
            assertThat(term.holds()).isFalse();
            overwrite(file, mark(ProcessHandle.current().pid()));
            assertThat(term.holds()).isTrue();
        }
    }

    private static String mark(long process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
        return process + " " + HolderMark.startOfLiving(stat).orElseThrow() + "\n";
    }

    /** Writes from another process: a descriptor that is closed in this one would end its lock. */
    private static void overwrite(Path file, String text) throws Exception {
        Process writer = new ProcessBuilder("dd", "of=" + file, "conv=notrunc", "status=none").start();
        writer.getOutputStream().write((text + " ".repeat(40 - text.length())).getBytes(StandardCharsets.US_ASCII));
        writer.getOutputStream().close();
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void nobody_else_may_read_the_lock_file() throws Exception {
        leadership().lead().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                directory.resolve(FileLeadership.FILE_NAME)))).isEqualTo("rw-------");
    }

    @Test
    void the_same_directory_by_another_path_is_the_same_place() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        try (Term term = leadership().lead()) {
            assertThat(new FileLeadership(link).tryLead()).isEmpty();
            assertThat(term.holds()).isTrue();
        }
    }

    @Test
    void the_lock_file_stays() throws Exception {
        leadership().lead().close();
        assertThat(directory.resolve(FileLeadership.FILE_NAME)).isEmptyFile();
    }

    @Test
    void a_missing_directory_is_unavailable() {
        Leadership nowhere = new FileLeadership(directory.resolve("missing"));
        assertUnavailable(nowhere, "does not exist");
    }

    @Test
    void a_lock_file_that_cannot_be_locked_is_unavailable() throws Exception {
        Files.createDirectory(directory.resolve(FileLeadership.FILE_NAME));
        assertUnavailable(leadership(), "cannot be locked");
    }

    @Test
    void a_lock_file_that_leads_nowhere_is_unavailable() throws Exception {
        Files.createSymbolicLink(directory.resolve(FileLeadership.FILE_NAME), Path.of("missing"));
        assertUnavailable(leadership(), "cannot be locked");
    }

    @Test
    void a_lock_that_is_granted_while_a_living_process_has_it_is_worthless() throws Exception {
        Assumptions.assumeThat(Path.of("/proc/self/stat")).exists();
        Path file = directory.resolve(FileLeadership.FILE_NAME);
        try (ChildProcess leader = child()) {
            leader.say("try");
            assertThat(leader.hears()).isEqualTo("leading");
            // A copy has the leader's mark and not its lock, as the file has on a system that does not keep locks.
            Files.copy(file, directory.resolve("copy"));
            Files.move(directory.resolve("copy"), file, StandardCopyOption.REPLACE_EXISTING);
            assertUnavailable(leadership(), "process " + leader.pid());
            assertUnavailable(leadership(), "exclude nobody");
        }
        leadership().lead().close();
    }

    private static void assertUnavailable(Leadership leadership, String word) {
        for (ThrowingCallable call : List.<ThrowingCallable>of(leadership::tryLead, leadership::lead)) {
            assertThatThrownBy(call).isInstanceOfSatisfying(PortFailure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
                assertThat(failure.problem()).contains(word).endsWith(".");
                assertThat(failure.recommendation()).isNotBlank();
            });
        }
    }

    /** Returns whether {@code /proc/locks} shows somebody who waits for a lock of {@code holder}; true where it cannot be read. */
    private static boolean waitsInKernel(long holder) {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of("/proc/locks"));
        } catch (IOException elsewhere) {
            return true;
        }
        Optional<String> held = lines.stream()
                .filter(line -> line.contains(": POSIX ") && line.contains(" " + holder + " "))
                .map(line -> line.substring(0, line.indexOf(':'))).findFirst();
        return held.isPresent() && lines.stream().anyMatch(line -> line.startsWith(held.get() + ": ->"));
    }

    private FutureTask<Term> waiting() {
        FutureTask<Term> task = new FutureTask<>(leadership()::lead);
        Thread.ofVirtual().start(task);
        return task;
    }

    private ChildProcess child() throws Exception {
        ChildProcess child = ChildProcess.start(LeadingProcess.class, directory.toString());
        assertThat(child.hears()).isEqualTo("ready");
        return child;
    }
}
