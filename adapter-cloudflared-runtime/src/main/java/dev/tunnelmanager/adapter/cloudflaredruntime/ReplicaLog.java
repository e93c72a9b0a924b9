package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One output file of child replicas. Earlier output is kept in one further file, so that the two stay below about 20 MB.
 *
 * <p>A replica may run for months, and nothing but its end makes it let go of the file. So the file is copied and emptied under it: it
 * writes at the end, wherever that is, as the file was opened for appending. What it writes between the copy and the emptying is lost,
 * which are at most a few lines.
 */
final class ReplicaLog {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaLog.class);
    private static final long ROTATE_AT = 10L * 1024 * 1024;
    /** Of what is put aside, at most so much is kept. */
    private static final long KEPT = 2 * ROTATE_AT;
    private static final int TAIL = 64 * 1024;

    private final Path file;
    private final long begin;

    /** Opens the file for one start: what is in it already is not part of {@link #lines()}. */
    ReplicaLog(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        bound(file);
        if (Files.notExists(file)) {
            createPrivately(file);
        }
        this.file = file;
        this.begin = Files.exists(file) ? Files.size(file) : 0;
    }

    /**
     * Puts aside what is in a file of more than 10 MB, in place of what was put aside before; if that is not possible, the file stays as
     * it is, and that is told. Only the leader does that.
     */
    static void bound(Path file) {
        try {
            if (Files.exists(file) && Files.size(file) > ROTATE_AT) {
                putAside(file);
            }
        } catch (IOException full) {
            LOG.warn("{} could not be put aside: {}; free some space on the disk of the state directory", file,
                    full.toString());
        }
    }

    private static void putAside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".1");
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        // Of a file that has grown beyond measure, only the end is worth the space.
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Files.deleteIfExists(beside);
            createPrivately(beside);
            try (FileChannel to = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                long at = Math.max(0, from.size() - KEPT);
                for (long moved = 1; moved > 0; at += moved) {
                    moved = from.transferTo(at, KEPT, to);
                }
            }
            Files.move(beside, aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            from.truncate(0);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void createPrivately(Path file) throws IOException {
        // Requests and addresses of all projects may stand in it, and the state directory may be open to others.
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    Path file() {
        return file;
    }

    /** Returns what was written since, at most the last 64 KB of it. */
    List<String> lines() {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            long end = reader.length();
            // A file that is shorter than it was has been put aside since.
            long from = Math.max(end < begin ? 0 : begin, end - TAIL);
            if (from >= end) {
                return List.of();
            }
            byte[] bytes = new byte[(int) (end - from)];
            reader.seek(from);
            reader.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException unreadable) {
            LOG.debug("Could not read {}: {}", file, unreadable.toString());
            return List.of();
        }
    }
}
