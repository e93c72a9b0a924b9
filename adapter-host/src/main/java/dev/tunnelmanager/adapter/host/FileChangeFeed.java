package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Told by the operating system that an SQLite database, its log or its journal was written to.
 *
 * <p>Safe for use by many threads and of use across processes. The files are watched only while somebody listens, because
 * Linux gives each user a small number of watches (128 by default) and many processes share one state. Writing precedes
 * being visible to readers, see {@link DirectoryWatch}, so one change wakes a listener several times: look, and wait on.
 */
public final class FileChangeFeed implements ChangeFeed {

    private final Path directory;
    private final String filePrefix;
    private final DirectoryWatch.Means means;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    private long changes;
    private int listeners;
    private boolean closed;
    private @Nullable DirectoryWatch watch;

    /**
     * Makes a feed; touches nothing until somebody listens.
     *
     * @param directory where the database is
     * @param filePrefix the database's file name, with which the names of its log and journal begin
     */
    public FileChangeFeed(Path directory, String filePrefix) {
        this(directory, filePrefix, DirectoryWatch.Means.USUAL);
    }

    FileChangeFeed(Path directory, String filePrefix, DirectoryWatch.Means means) {
        this.directory = directory;
        this.filePrefix = filePrefix;
        this.means = means;
    }

    /**
     * {@inheritDoc}
     *
     * @throws PortFailure UNAVAILABLE, if there is no such directory or the feed is closed
     */
    @Override
    public Listening listen() {
        lock.lock();
        try {
            if (closed) {
                throw new PortFailure(Kind.UNAVAILABLE, "The change feed of " + directory + " is closed.",
                        "Start the program again.");
            }
            if (watch == null) {
                watch = DirectoryWatch.start(directory, filePrefix, this::nudge, means);
            }
            listeners++;
            return new FileListening(changes);
        } catch (IOException missing) {
            throw new PortFailure(Kind.UNAVAILABLE,
                    "The directory " + directory + " cannot be watched for changes (" + missing + ").",
                    "Create it, or set state-dir to a directory that exists.", missing);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void nudge() {
        lock.lock();
        try {
            changes++;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            stopWatching();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void stopWatching() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    private final class FileListening implements Listening {

        private long seen;
        private boolean ended;

        private FileListening(long seen) {
            this.seen = seen;
        }

        @Override
        public boolean await(Duration atMost) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = TimeUnit.NANOSECONDS.convert(atMost);
                while (seen == changes && !closed && !ended) {
                    if (left <= 0) {
                        return false;
                    }
                    left = moved.awaitNanos(left);
                }
                seen = changes;
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!ended) {
                    ended = true;
                    listeners--;
                    moved.signalAll();
                    if (listeners == 0) {
                        stopWatching();
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
