package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One output file of child replicas. Earlier output is kept in one further file, so that the two stay below about 20 MB. */
final class ReplicaLog {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaLog.class);
    private static final long ROTATE_AT = 10L * 1024 * 1024;
    private static final int TAIL = 64 * 1024;

    private final Path file;
    private final long begin;

    /** Opens the file for one start: what is in it already is not part of {@link #lines()}. */
    ReplicaLog(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.exists(file) && Files.size(file) > ROTATE_AT) {
            // A replica that still writes to it goes on in the renamed file.
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.notExists(file) && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            // Requests and addresses of all projects may stand in it, and the state directory may be open to others.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        this.file = file;
        this.begin = Files.exists(file) ? Files.size(file) : 0;
    }

    Path file() {
        return file;
    }

    /** Returns what was written since, at most the last 64 KB of it. */
    List<String> lines() {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            long end = reader.length();
            long from = Math.max(begin, end - TAIL);
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
