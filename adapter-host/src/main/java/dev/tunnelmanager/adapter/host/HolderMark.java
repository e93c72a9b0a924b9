package dev.tunnelmanager.adapter.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the holder of the lock writes into the lock file: its process id and when that process was started, in the kernel's
 * ticks since boot. Wiped before the lock is let go.
 *
 * <p>It shows up locks that exclude nobody, as on some network and shared-folder file systems: whoever is granted the lock
 * and finds the mark of a process that is alive knows that the lock means nothing there. Works where there is a
 * {@code /proc}, and elsewhere does nothing.
 *
 * @param pid process id
 * @param startTicks field 22 of {@code /proc/PID/stat}; with it, a number that was given to a later process is not mistaken
 */
record HolderMark(long pid, long startTicks) {

    private static final Logger LOG = LoggerFactory.getLogger(HolderMark.class);
    private static final int LONGEST = 64;

    /**
     * Reads the mark in {@code file}, which the caller has just locked.
     *
     * @throws IOException if another process that is alive has left it there and not wiped it
     */
    static void refuseOther(RandomAccessFile file) throws IOException {
        Optional<HolderMark> other = others(file);
        if (other.isPresent()) {
            throw new IOException("the lock was granted while process " + other.get().pid
                    + " has it, so locks exclude nobody on this file system");
        }
    }

    /** Returns whether another process that is alive has put its mark into {@code file}, of which we have the lock. */
    static boolean isOthers(RandomAccessFile file) throws IOException {
        return others(file).isPresent();
    }

    private static Optional<HolderMark> others(RandomAccessFile file) throws IOException {
        return read(file).filter(mark -> mark.pid != ProcessHandle.current().pid() && mark.isAlive());
    }

    /** Writes this process's mark. A full disk must not keep anybody from leading, so a failure is only noted. */
    static void leave(RandomAccessFile file) {
        long pid = ProcessHandle.current().pid();
        Optional<Long> start = aliveSince(pid);
        try {
            file.setLength(0);
            if (start.isPresent()) {
                file.seek(0);
                file.write((pid + " " + start.get() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException unwritten) {
            LOG.debug("The leader's mark could not be written", unwritten);
        }
    }

    /** Removes the mark. */
    static void wipe(RandomAccessFile file) {
        try {
            file.setLength(0);
        } catch (IOException unwritten) {
            LOG.warn(
                    "The leader's mark could not be wiped from the lock file, so no other process will lead until this one"
                            + " ends. End this process.",
                    unwritten);
        }
    }

    private static Optional<HolderMark> read(RandomAccessFile file) throws IOException {
        byte[] bytes = new byte[LONGEST];
        file.seek(0);
        int length = Math.max(0, file.read(bytes));
        String[] words = new String(bytes, 0, length, StandardCharsets.US_ASCII).strip().split(" ", -1);
        if (words.length != 2) {
            return Optional.empty();
        }
        try {
            return Optional.of(new HolderMark(Long.parseLong(words[0]), Long.parseLong(words[1])));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    private boolean isAlive() {
        return aliveSince(pid).equals(Optional.of(startTicks));
    }

    /** Returns the start of a process; empty if it has ended, is ending, or cannot be seen. */
    private static Optional<Long> aliveSince(long pid) {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return Optional.empty();
        }
        return startOfLiving(stat);
    }

    /**
     * Understands a line of {@code /proc/PID/stat}, see proc_pid_stat(5): the command in parentheses, which may contain
     * anything, then field 3 (state), …, 22 (start) and 23 (size of virtual memory). A process gives up its memory before
     * its files, so one whose lock has just been freed by its death shows a size of 0, or is a zombie already.
     */
    static Optional<Long> startOfLiving(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length < 21) {
            return Optional.empty();
        }
        boolean ending = "ZX".contains(fields[0]) || "0".equals(fields[20]);
        return ending ? Optional.empty() : Optional.of(Long.parseLong(fields[19]));
    }
}
