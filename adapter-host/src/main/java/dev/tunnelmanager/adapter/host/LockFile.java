package dev.tunnelmanager.adapter.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place of this process that opens lock files.
 *
 * <p>A POSIX record lock belongs to a process and a file: it ends when the process closes any descriptor of that file, and
 * it excludes nobody in the same process. So whoever wants a lock first waits for the file's turn within this process, and
 * only who has the turn has the file open.
 */
final class LockFile {

    private static final Logger LOG = LoggerFactory.getLogger(LockFile.class);

    /** By identity of the file, as there are symbolic links and bind mounts. Static, because the locks are the process's. */
    private static final ConcurrentMap<Object, LockFile> FILES = new ConcurrentHashMap<>();

    private final Object identity;
    private final Semaphore turn = new Semaphore(1, true);

    /** Touched only by who has the turn. Kept here, so that it is not collected, which would close it. */
    private @Nullable RandomAccessFile open;

    private LockFile(Object identity) {
        this.identity = identity;
    }

    /** Takes the lock if nobody has it. */
    static Optional<Held> tryHold(Path path) throws IOException {
        while (true) {
            LockFile file = at(path);
            if (!file.turn.tryAcquire()) {
                return Optional.empty();
            }
            Optional<Held> held = file.takeOrPass(path, false);
            if (held.isEmpty() || held.get().isValid()) {
                return held;
            }
            held.get().release();
        }
    }

    /** Waits for the lock in the kernel. An interrupt ends the wait with an exception of either kind. */
    static Held hold(Path path) throws IOException, InterruptedException {
        while (true) {
            LockFile file = at(path);
            file.turn.acquire();
            Held held = file.takeOrPass(path, true)
                    .orElseThrow(() -> new IOException("another copy of this program in this process holds it"));
            if (held.isValid()) {
                return held;
            }
            // The file was deleted or replaced while we waited; whoever came later locks the new one.
            held.release();
        }
    }

    private static LockFile at(Path path) throws IOException {
        while (true) {
            try {
                return FILES.computeIfAbsent(identity(path), LockFile::new);
            } catch (NoSuchFileException missing) {
                create(path, missing);
            }
        }
    }

    private static void create(Path path, NoSuchFileException missing) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw missing;
        }
        try {
            // Opens and closes a descriptor, which harms nothing here: a file that is new has no lock.
            Files.createFile(path, ownersOnly(path));
            LOG.info("Made {}", path);
        } catch (FileAlreadyExistsException madeByAnother) {
            LOG.debug("{} was made by another process at this moment", path);
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }

    /** Returns what tells the file from all others of this machine, without opening it. */
    private static Object identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path.toRealPath() : key;
    }

    /** Takes the lock for whoever has the turn; without the lock, the turn passes on. */
    private Optional<Held> takeOrPass(Path path, boolean wait) throws IOException {
        boolean taken = false;
        try {
            @Nullable
            FileLock lock = take(path, wait);
            if (lock == null) {
                return Optional.empty();
            }
            taken = true;
            return Optional.of(new Held(this, path, lock));
        } finally {
            if (!taken) {
                turn.release();
            }
        }
    }

    private @Nullable FileLock take(Path path, boolean wait) throws IOException {
        RandomAccessFile file = open;
        if (file == null || !file.getChannel().isOpen()) {
            // A RandomAccessFile, because reading and writing it survive an interrupt, which a FileChannel's do not.
            file = new RandomAccessFile(path.toFile(), "rw");
            open = file;
        }
        boolean keepOpen = false;
        try {
            FileLock lock = wait ? file.getChannel().lock() : file.getChannel().tryLock();
            if (lock != null) {
                HolderMark.refuseOther(file);
                HolderMark.leave(file);
                keepOpen = true;
            }
            return lock;
        } catch (OverlappingFileLockException heldByAnotherClassLoader) {
            // Loaded twice, this class cannot take turns with itself. Closing would end the other's lock, so it stays open.
            keepOpen = true;
            return null;
        } finally {
            if (!keepOpen) {
                close(file);
            }
        }
    }

    private void close(RandomAccessFile file) {
        open = null;
        try {
            file.close();
        } catch (IOException useless) {
            LOG.debug("Closing a lock file failed; its descriptor is gone all the same", useless);
        }
    }

    /** The lock, until released. Safe for use by many threads. */
    static final class Held {

        private final LockFile file;
        private final Path path;
        private final FileLock lock;
        private final AtomicBoolean released = new AtomicBoolean();

        private Held(LockFile file, Path path, FileLock lock) {
            this.file = file;
            this.path = path;
            this.lock = lock;
        }

        /**
         * Returns whether the lock is held, the file that is locked is still the one that others would lock, and nobody else has
         * been granted the same lock, as happens where locks exclude nobody.
         */
        synchronized boolean isValid() {
            if (released.get() || !lock.isValid()) {
                return false;
            }
            try {
                RandomAccessFile opened = file.open;
                return identity(path).equals(file.identity) && (opened == null || !HolderMark.isOthers(opened));
            } catch (NoSuchFileException deleted) {
                return false;
            } catch (IOException unknown) {
                LOG.debug("Whether {} is still the file that is locked could not be seen; the lock is held", path,
                        unknown);
                return true;
            }
        }

        synchronized void release() {
            if (!released.compareAndSet(false, true)) {
                return;
            }
            RandomAccessFile opened = file.open;
            if (opened != null) {
                HolderMark.wipe(opened);
                file.close(opened);
            }
            file.turn.release();
        }
    }
}
