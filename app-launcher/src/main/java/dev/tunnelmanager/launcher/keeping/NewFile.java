package dev.tunnelmanager.launcher.keeping;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** A file that appears whole or not at all, readable by its owner only, and never in the place of another. */
final class NewFile {

    private NewFile() {}

    /** What a file holds. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes the content beside {@code path}, durably, and then gives it its name.
     *
     * @throws FileAlreadyExistsException if something stands there; it is left as it is
     */
    static void write(Path path, Content content) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Path unfinished = beside(path);
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                OutputStream out = Channels.newOutputStream(channel);
                content.writeTo(out);
                channel.force(true);
            }
            name(unfinished, path);
            syncDirectory(path);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Makes an empty file, its owner's only, in the directory of {@code path}. */
    static Path beside(Path path) throws IOException {
        String name = "." + path.getFileName() + "." + UUID.randomUUID() + ".tmp";
        Path beside = path.toAbsolutePath().resolveSibling(name);
        return Files.createFile(beside,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** A second name refuses an existing one in the same step, which moving does not. */
    private static void name(Path unfinished, Path path) throws IOException {
        try {
            Files.createLink(path, unfinished);
        } catch (UnsupportedOperationException | java.nio.file.FileSystemException noLinksHere) {
            if (noLinksHere instanceof FileAlreadyExistsException taken) {
                throw taken;
            }
            Files.move(unfinished, path);
        }
    }

    private static void syncDirectory(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (UncheckedIOException unknown) {
                throw unknown.getCause();
            }
        }
    }
}
