package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.refusal.Verdict;
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

/**
 * The content on which the connector was last seen well, our own rules in it as last written; beside the backups, readable by its
 * owner only.
 */
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
            replace(current.bytes());
        } catch (IOException failed) {
            throw FileTrouble.nothingWritten("The last good content could not be kept in " + directory, directory,
                    failed);
        }
    }

    /**
     * Makes an edit of our own rules in what is kept, if anything is, as far as no rule of others is in the way.
     *
     * @param before what stood in the file until the edit; mostly that is what is kept, and then nothing has to be read again
     * @param after what stands in the file since
     */
    void follow(IngressEdit edit, ConfigEditor editor, byte[] before, byte[] after) {
        Optional<byte[]> kept = content();
        if (kept.isEmpty()) {
            return;
        }
        try {
            if (Arrays.equals(kept.get(), before)) {
                replace(after);
            } else if (editor.read(kept.get()) instanceof Verdict.Granted<ConfigDocument> document
                    && edited(document.value(), edit, editor) instanceof EditedConfig.Ready ready) {
                replace(ready.document().text().bytes());
            }
        } catch (IOException failed) {
            throw FileTrouble.nothingWritten("The last good content in " + directory + " could not be changed",
                    directory, failed);
        }
    }

    private static EditedConfig edited(ConfigDocument document, IngressEdit edit, ConfigEditor editor) {
        EditedConfig edited = editor.apply(document, edit);
        IngressEdit possible = edit;
        while (edited instanceof EditedConfig.Refused refused && refused.culprit().isPresent()) {
            possible = possible.without(Set.of(refused.culprit().get()));
            edited = editor.apply(document, possible);
        }
        return edited;
    }

    private void replace(byte[] bytes) throws IOException {
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
