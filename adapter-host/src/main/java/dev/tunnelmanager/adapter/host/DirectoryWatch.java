package dev.tunnelmanager.adapter.host;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread that watches the files of a database and tells of each change, and again some times after it.
 *
 * <p>Again, because an SQLite commit writes the log, which is seen, then waits for the disk, and only then becomes visible to
 * readers by a change of shared memory, which is not seen. A reader that is woken by the write looks too early; the echoes
 * wake it again. The wait for the disk is about 1 to 100 ms, and seconds on a bad day.
 *
 * <p>Where the system gives no watch, sizes and times of the files are polled.
 */
final class DirectoryWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);
    private static final Path INSTANCE_LIMIT = Path.of("/proc/sys/fs/inotify/max_user_instances");

    private static final List<Long> ECHOES_MS = List.of(2L, 8L, 32L, 128L, 512L, 2048L);
    private static final long POLL_SHORTEST_MS = 50;
    private static final long POLL_LONGEST_MS = 250;
    /** So many polls until the next try to watch. */
    private static final int POLLS_PER_TRY = 20;
    /** Times of files are as coarse as the kernel's tick, 1 to 10 ms. */
    private static final long COARSENESS_MS = 50;
    private static final long NEVER_NANOS = TimeUnit.DAYS.toNanos(365);

    private final Path directory;
    private final List<Path> files;
    private final Runnable changed;
    private final boolean events;
    private final List<Long> echoesMs;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Empty while polling. Written by the thread only, except for the first time. */
    private volatile @Nullable WatchService service;

    private List<Seen> lastSeen = List.of();
    private long pollMs = POLL_SHORTEST_MS;
    private int polls;
    private long changedAt;
    private int echoesDone;

    private DirectoryWatch(Path directory, String database, Runnable changed, Means means) {
        this.directory = directory;
        this.files = List.of(directory.resolve(database), directory.resolve(database + "-wal"),
                directory.resolve(database + "-journal"));
        this.changed = changed;
        this.events = means.events;
        this.echoesMs = means.echoesMs;
        this.echoesDone = echoesMs.size();
    }

    /**
     * Begins to watch; changes made after this returns are told of.
     *
     * @throws IOException if there is no such directory
     */
    static DirectoryWatch start(Path directory, String database, Runnable changed, Means means) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        DirectoryWatch watch = new DirectoryWatch(directory, database, changed, means);
        boolean told = means.events && watch.tryToWatch();
        watch.lastSeen = watch.look();
        if (!told) {
            // A change right after this look may leave no trace in the times of the files.
            watch.changedAt = System.nanoTime();
            watch.echoesDone = 0;
        }
        Thread.ofPlatform().daemon().name("state-watch").start(watch::run);
        return watch;
    }

    @Override
    public void close() {
        closed.countDown();
        closeService();
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                long untilEcho = echoesDone == echoesMs.size() ? NEVER_NANOS
                        : echoAt() - System.nanoTime();
                WatchService watching = service;
                boolean seen = watching == null ? poll(untilEcho) : takeEvents(watching, untilEcho);
                if (seen) {
                    changedAt = System.nanoTime();
                    echoesDone = 0;
                    changed.run();
                } else if (echoesDone < echoesMs.size() && echoAt() - System.nanoTime() <= 0) {
                    echoesDone++;
                    changed.run();
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException ended) {
            LOG.debug("Watching {} has ended", directory);
        } finally {
            closeService();
        }
    }

    private long echoAt() {
        return changedAt + TimeUnit.MILLISECONDS.toNanos(echoesMs.get(echoesDone));
    }

    /** Returns whether something relevant happened within {@code atMostNanos}. */
    private boolean takeEvents(WatchService watching, long atMostNanos) throws InterruptedException {
        WatchKey key = watching.poll(Math.max(0, atMostNanos), TimeUnit.NANOSECONDS);
        if (key == null) {
            return false;
        }
        boolean relevant = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            relevant = relevant || isRelevant(event);
        }
        if (!key.reset()) {
            LOG.debug("{} was removed; its files are polled until it can be watched again", directory);
            closeService();
            service = null;
            return true;
        }
        return relevant;
    }

    /**
     * Not every event is a change: a reader that opens the database makes an empty log, and if it is root sets the log's owner
     * to what it is. A listener that looks would wake itself for ever.
     */
    private boolean isRelevant(WatchEvent<?> event) {
        if (event.kind().equals(StandardWatchEventKinds.OVERFLOW) || event.context() == null) {
            return true;
        }
        String name = event.context().toString();
        return files.stream().anyMatch(file -> file.endsWith(name)) && (differs() || isRecent());
    }

    private boolean poll(long untilEchoNanos) throws InterruptedException {
        long untilPoll = TimeUnit.MILLISECONDS.toNanos(pollMs);
        if (closed.await(Math.max(0, Math.min(untilEchoNanos, untilPoll)), TimeUnit.NANOSECONDS)) {
            return false;
        }
        if (events && ++polls % POLLS_PER_TRY == 0 && Files.isDirectory(directory) && tryToWatch()) {
            return true;
        }
        boolean seen = differs();
        pollMs = seen ? POLL_SHORTEST_MS : Math.min(POLL_LONGEST_MS, pollMs + POLL_SHORTEST_MS);
        return seen;
    }

    private boolean differs() {
        List<Seen> now = look();
        boolean differs = !now.equals(lastSeen);
        lastSeen = now;
        return differs;
    }

    /** Returns whether a file was written to so lately that its time may not tell one write from the next. */
    private boolean isRecent() {
        long now = System.currentTimeMillis();
        return lastSeen.stream().anyMatch(file -> Math.abs(now - file.modifiedMs) < COARSENESS_MS);
    }

    private List<Seen> look() {
        List<Seen> seen = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
                FileTime modified = is.lastModifiedTime();
                seen.add(is.size() == 0 ? Seen.NOTHING
                        : new Seen(is.size(), modified.toString(), String.valueOf(is.fileKey()), modified.toMillis()));
            } catch (IOException absent) {
                seen.add(Seen.NOTHING);
            }
        }
        return seen;
    }

    private boolean tryToWatch() {
        @Nullable
        WatchService made = null;
        try {
            made = directory.getFileSystem().newWatchService();
            directory.register(made, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            service = made;
            if (closed.getCount() == 0) {
                closeService();
            }
            return true;
        } catch (IOException | UnsupportedOperationException refused) {
            LOG.debug(
                    "{} cannot be watched ({}; inotify instances per user: {}), so its files are looked at every {} to {} ms",
                    directory, refused.toString(), instanceLimit(), POLL_SHORTEST_MS, POLL_LONGEST_MS);
            close(made);
            return false;
        }
    }

    private static String instanceLimit() {
        try {
            return Files.readString(INSTANCE_LIMIT).strip();
        } catch (IOException unknown) {
            return "unknown";
        }
    }

    private void closeService() {
        close(service);
    }

    private static void close(@Nullable WatchService service) {
        if (service == null) {
            return;
        }
        try {
            service.close();
        } catch (IOException useless) {
            LOG.debug("Closing a watch failed; nobody uses it any more", useless);
        }
    }

    /** A file at one moment; an empty one is like none. Times in milliseconds since the epoch. */
    private record Seen(long size, String modified, String key, long modifiedMs) {
        private static final Seen NOTHING = new Seen(0, "", "", 0);
    }

    /**
     * How to watch.
     *
     * @param events false to poll, as where the system gives no watch
     * @param echoesMs when to tell again, in milliseconds after the last change, ascending
     */
    record Means(boolean events, List<Long> echoesMs) {

        /** What is good for SQLite. */
        static final Means USUAL = new Means(true, ECHOES_MS);

        Means {
            echoesMs = List.copyOf(echoesMs);
        }
    }
}
