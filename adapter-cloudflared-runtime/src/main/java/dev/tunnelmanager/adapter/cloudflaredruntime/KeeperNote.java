package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A note in the state directory of who kept the connector running when it was last found: {@code systemd}, {@code docker} or
 * {@code process}. It helps to find again what is gone, and does without where it cannot be kept. Safe for use by many threads.
 */
final class KeeperNote {

    private static final Logger LOG = LoggerFactory.getLogger(KeeperNote.class);

    private final Path file;

    KeeperNote(Path stateDir) {
        this.file = stateDir.toAbsolutePath().resolve("connector-kind");
    }

    /** Returns what was noted last, by whatever process; empty if nothing was that can be understood. */
    Optional<ConnectorSettings.Kind> read() {
        try {
            String text = Files.readString(file).strip();
            return Stream.of(ConnectorSettings.Kind.values()).filter(kind -> kind.text().equals(text)).findFirst();
        } catch (IOException none) {
            LOG.trace("No note of the connector's kind: {}", none.getMessage());
            return Optional.empty();
        }
    }

    /** Notes {@code kind} if that is news. */
    void write(ConnectorSettings.Kind kind) {
        if (read().equals(Optional.of(kind))) {
            return;
        }
        try {
            Path beside = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(beside, kind.text() + "\n");
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            LOG.debug("The connector's kind could not be noted: {}", unwritable.toString());
        }
    }
}
