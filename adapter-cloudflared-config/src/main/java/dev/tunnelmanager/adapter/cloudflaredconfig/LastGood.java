package dev.tunnelmanager.adapter.cloudflaredconfig;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The content on which the connector was last seen well, beside the backups, readable by its owner only. */
final class LastGood {

    static final String NAME = "last-good.yml";

    /** The kernel tells when a process was started by a clock of whole seconds, so that one started on a file may seem older than it. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

    private final Path directory;

    LastGood(Path directory) {
        this.directory = directory;
    }

    /** Keeps the content, unless it is kept already or the file was written after {@code runningSince}. */
    void keep(Snapshot current, Instant runningSince) {
        try {
            Instant written = Files.getLastModifiedTime(current.real()).toInstant();
            if (written.minus(CLOCKS_DIFFER).isAfter(runningSince)) {
                return;
            }
            byte[] bytes = current.bytes();
            if (content().filter(kept -> Arrays.equals(kept, bytes)).isPresent()) {
                return;
            }
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path unfinished = directory.resolve(NAME + ".tmp");
            Files.deleteIfExists(unfinished);
            Files.createFile(unfinished,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(unfinished, Set.of(StandardOpenOption.WRITE))) {
                Backups.writeFully(channel, bytes);
                channel.force(true);
            }
            Files.move(unfinished, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw FileTrouble.nothingWritten("The last good content could not be kept in " + directory, directory,
                    failed);
        }
    }

    /** Returns what is kept, if anything. */
    Optional<byte[]> content() {
        Path kept = directory.resolve(NAME);
        try {
            return Optional.of(Files.readAllBytes(kept));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failed) {
            throw FileTrouble.nothingWritten(kept + " could not be read", kept, failed);
        }
    }
}
