package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's processes as Linux shows them under {@code /proc} (proc(5)).
 *
 * <p>A process is named by its number and its start time, so that a number that was given to another process in the meantime is
 * never taken for the old one. Processes of other users, whose environment cannot be read, are passed over.
 */
final class ProcessTable {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessTable.class);
    private static final byte[] NEEDLE = (ReplicaTag.VARIABLE + "=").getBytes(StandardCharsets.US_ASCII);

    /** Most environments fit. */
    private static final int BUFFER = 64 * 1024;

    /** The files of one line are shorter, and the kernel gives such a one at a single read. */
    private static final int PAGE = 4 * 1024;

    private final Path proc;

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /**
     * One process, as long as the machine runs.
     *
     * @param pid its number
     * @param startTicks when it was started, in clock ticks since the machine was
     */
    record Identity(long pid, long startTicks) {}

    /**
     * One process of ours.
     *
     * @param pid its number
     * @param startTicks when it was started, in clock ticks since the machine was
     * @param session the number of its session's leader
     * @param tag what its environment says
     */
    record Tagged(long pid, long startTicks, long session, ReplicaTag tag) {

        boolean leadsSession() {
            return pid == session;
        }

        Identity identity() {
            return new Identity(pid, startTicks);
        }
    }

    private record Stat(char state, long session, long startTicks) {

        boolean isOver() {
            return state == 'Z' || state == 'X';
        }
    }

    /**
     * Returns the live processes that carry a tag of {@code instanceId}, in the order of their numbers.
     *
     * @throws UncheckedIOException if there is no process table here
     */
    List<Tagged> taggedFor(String instanceId) {
        List<Tagged> found = new ArrayList<>();
        byte[] buffer = new byte[BUFFER];
        long self = ProcessHandle.current().pid();
        for (long pid : pids()) {
            if (pid != self) {
                tagged(pid, buffer).filter(t -> t.tag().instanceId().equals(instanceId)).ifPresent(found::add);
            }
        }
        return found.stream().sorted((a, b) -> Long.compare(a.pid(), b.pid())).toList();
    }

    /** Returns the numbers of the processes whose program is named {@code name}. Command lines are not read: they may hold secrets. */
    List<Long> named(String name) {
        return pids().stream().filter(pid -> read(pid, "comm").filter(name::equals).isPresent())
                .sorted().toList();
    }

    /** Returns whether the very process still runs; one that only waits to be collected does not. */
    boolean isAlive(Identity process) {
        return stat(process.pid()).filter(s -> !s.isOver() && s.startTicks() == process.startTicks()).isPresent();
    }

    /** Returns this very process; empty if the table does not show it. */
    Optional<Identity> self() {
        return identify(ProcessHandle.current().pid());
    }

    /** Returns the process that has this number now; empty if none has. */
    Optional<Identity> identify(long pid) {
        return stat(pid).map(stat -> new Identity(pid, stat.startTicks()));
    }

    /**
     * Signals the very process, SIGTERM or SIGKILL; does nothing if it is gone or its number is another's now.
     *
     * <p>The handle is taken before the process is recognised, and compares start times at the call: a number that is given to
     * another process in between is noticed. What remains are the microseconds between the handle's comparison and its kill(2).
     */
    void end(Tagged process, boolean kill) {
        Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
        if (handle.isEmpty() || !tagged(process.pid(), new byte[BUFFER]).equals(Optional.of(process))) {
            LOG.debug("Process {} is not the replica any more; no signal sent", process.pid());
            return;
        }
        boolean sent = kill ? handle.get().destroyForcibly() : handle.get().destroy();
        LOG.info("Sent {} to process {}, replica {}{}", kill ? "SIGKILL" : "SIGTERM", process.pid(),
                process.tag().address(), sent ? "" : " (not delivered)");
    }

    private List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : entries) {
                try {
                    pids.add(Long.parseLong(entry.getFileName().toString()));
                } catch (NumberFormatException notAProcess) {
                    LOG.trace("{} is no process", entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
        return pids;
    }

    private Optional<Tagged> tagged(long pid, byte[] buffer) {
        Optional<ReplicaTag> tag = environmentTag(pid, buffer);
        Optional<Stat> stat = tag.isEmpty() ? Optional.empty() : stat(pid);
        return stat.filter(s -> !s.isOver()).map(s -> new Tagged(pid, s.startTicks(), s.session(), tag.orElseThrow()));
    }

    private Optional<ReplicaTag> environmentTag(long pid, byte[] buffer) {
        byte[] environ = buffer;
        int length = 0;
        // This is done for every process of the machine on every look, and takes half as long as by a channel and an array each.
        try (RandomAccessFile file = new RandomAccessFile(proc + "/" + pid + "/environ", "r")) {
            for (int n = file.read(environ, 0, environ.length); n > 0; n = file.read(environ, length,
                    environ.length - length)) {
                length += n;
                environ = length < environ.length ? environ : Arrays.copyOf(environ, 2 * length);
            }
        } catch (IOException goneOrAnothers) {
            return Optional.empty();
        }
        for (int start = 0; start < length;) {
            int end = start;
            while (end < length && environ[end] != 0) {
                end++;
            }
            if (startsWithNeedle(environ, start, end)) {
                return ReplicaTag.parse(new String(environ, start + NEEDLE.length, end - start - NEEDLE.length,
                        StandardCharsets.UTF_8));
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static boolean startsWithNeedle(byte[] bytes, int start, int end) {
        if (end - start < NEEDLE.length) {
            return false;
        }
        for (int i = 0; i < NEEDLE.length; i++) {
            if (bytes[start + i] != NEEDLE[i]) {
                return false;
            }
        }
        return true;
    }

    /** Fields as numbered in proc(5): 3 is the state, 6 the session, 22 the start time. The name in field 2 may hold anything. */
    private Optional<Stat> stat(long pid) {
        return read(pid, "stat").flatMap(text -> {
            String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1);
            return fields.length < 20 ? Optional.empty()
                    : Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[3]), Long.parseLong(fields[19])));
        });
    }

    private Optional<String> read(long pid, String file) {
        try (RandomAccessFile source = new RandomAccessFile(proc + "/" + pid + "/" + file, "r")) {
            byte[] page = new byte[PAGE];
            int length = source.read(page, 0, page.length);
            return length < 0 ? Optional.empty()
                    : Optional.of(new String(page, 0, length, StandardCharsets.ISO_8859_1).strip());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
