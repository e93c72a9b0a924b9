package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.Snapshot.Identity;
import dev.tunnelmanager.ports.driven.FileReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replacement of a file by a new one, made only if the file is still the one that was read. Who holds it open for writing at
 * that very moment is noticed right afterwards and wins.
 */
final class Replacement {

    private static final int LATE_LOOKS = 10;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

    /** What has become of a replacement. */
    enum Ended {
        /** By moving the new file into place. */
        MOVED,
        /** By writing into the file itself, because its name cannot be given to another file. */
        IN_PLACE,
        /** Not at all: the file is not the one that was read any more. */
        CHANGED_MEANWHILE
    }

    private final Path path;
    private final ConfigFile.Mover mover;
    private final Snapshot current;
    private final Path real;
    private final byte[] content;

    /**
     * Prepares a replacement.
     *
     * @param path by which the file is known; symbolic links are followed
     * @param current the file as it was read
     * @param content what it shall hold
     */
    Replacement(Path path, ConfigFile.Mover mover, Snapshot current, byte[] content) {
        this.path = path;
        this.mover = mover;
        this.current = current;
        this.real = current.real();
        this.content = content.clone();
    }

    /** Moves {@code candidate} into place, or writes its content there. */
    Ended by(Path candidate) {
        Optional<Path> previous = current.identity().links() == 1 ? hold() : Optional.empty();
        try {
            if (!isStill()) {
                return Ended.CHANGED_MEANWHILE;
            }
            if (current.identity().links() > 1) {
                return writeInto();
            }
            try {
                mover.move(candidate, real);
            } catch (IOException notMoved) {
                if (isNameFixed(notMoved)) {
                    return writeInto();
                }
                throw afterMove(notMoved);
            }
            forceDirectory();
            if (previous.isPresent() && wasWrittenTo(previous.get())) {
                return giveBack(previous.get());
            }
            LOG.info("Replaced {} ({} bytes)", real, content.length);
            return Ended.MOVED;
        } finally {
            previous.ifPresent(ConfigFile::discard);
        }
    }

    /** Gives the file a second name, under which it can be looked at after it was replaced; not every file system can. */
    private Optional<Path> hold() {
        Path previous = ConfigFile.beside(real, ConfigFile.PREVIOUS);
        try {
            Files.deleteIfExists(previous);
            return Optional.of(Files.createLink(previous, real));
        } catch (IOException | UnsupportedOperationException impossible) {
            LOG.debug("No second name for {}: {}", real, impossible.getMessage());
            return Optional.empty();
        }
    }

    private boolean isStill() {
        try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ)) {
            Identity now = Identity.of(real);
            return path.toRealPath().equals(real) && now.key().equals(current.identity().key())
                    && now.sameOwnerAndMode(current.identity()) && current.hasBytes(ConfigFile.readAll(channel));
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException failed) {
            throw FileTrouble.nothingWritten(real + " could not be read again", real, failed);
        }
    }

    /** Looks for some milliseconds, which is what a program needs that had opened the file to write into it. */
    private boolean wasWrittenTo(Path previous) {
        for (int look = 0; look < LATE_LOOKS; look++) {
            try (FileChannel channel = FileChannel.open(previous, StandardOpenOption.READ)) {
                if (!current.hasBytes(ConfigFile.readAll(channel))) {
                    return true;
                }
            } catch (IOException unreadable) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return false;
    }

    /** Somebody wrote into the file while it was being replaced: that file comes back. */
    private Ended giveBack(Path previous) {
        try {
            if (Arrays.equals(Files.readAllBytes(real), content)) {
                mover.move(previous, real);
                forceDirectory();
                LOG.debug("{} was written to while it was replaced; that content was put back", real);
            } else {
                Path kept = real.resolveSibling(real.getFileName() + ".written-meanwhile");
                mover.move(previous, kept);
                LOG.warn("{} was changed twice while it was replaced. Compare it with {}.", real, kept);
            }
            return Ended.CHANGED_MEANWHILE;
        } catch (IOException failed) {
            throw FileTrouble.unknown(real + " was changed by somebody else in the moment in which it was replaced",
                    real, failed);
        }
    }

    private Ended writeInto() {
        try (FileChannel channel = FileChannel.open(real, StandardOpenOption.WRITE)) {
            Backups.writeFully(channel, content);
            channel.truncate(content.length);
            channel.force(true);
            LOG.info("Wrote {} bytes into {}", content.length, real);
            return Ended.IN_PLACE;
        } catch (IOException failed) {
            throw putBack(failed);
        }
    }

    private RuntimeException putBack(IOException cause) {
        try (FileChannel channel = FileChannel.open(real, StandardOpenOption.WRITE)) {
            Backups.writeFully(channel, current.bytes());
            channel.truncate(current.bytes().length);
            channel.force(true);
        } catch (IOException again) {
            cause.addSuppressed(again);
            boolean untouched = Files.isReadable(real) && isUntouched();
            return untouched ? FileTrouble.nothingWritten(real + " could not be written", real, cause)
                    : FileTrouble.unknown(real + " could be written only in part", real, cause);
        }
        return FileTrouble.nothingWritten(real + " could not be written", real, cause);
    }

    private boolean isUntouched() {
        try {
            return current.hasBytes(Files.readAllBytes(real));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private RuntimeException afterMove(IOException cause) {
        if (isUntouched()) {
            return FileTrouble.nothingWritten(real + " could not be replaced", real, cause);
        }
        return FileTrouble.unknown(
                real + " may or may not have been replaced by " + content.length + " new bytes",
                real, cause);
    }

    /** A file that is mounted, as containers do with single files, cannot be replaced by another: EBUSY, or EXDEV. */
    private static boolean isNameFixed(IOException notMoved) {
        return notMoved instanceof AtomicMoveNotSupportedException || FileReason.of(notMoved).contains("busy")
                || FileReason.of(notMoved).contains("cross-device");
    }

    private void forceDirectory() {
        try (FileChannel channel = FileChannel.open(ConfigFile.directory(real), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notDurable) {
            throw FileTrouble.unknown(real + " was replaced, but that may not outlast a power failure", real,
                    notDurable);
        }
    }

}
