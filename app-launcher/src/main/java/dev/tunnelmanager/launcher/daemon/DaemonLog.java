package dev.tunnelmanager.launcher.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.tunnelmanager.launcher.MaskingLayout;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log files of the daemon, beside standard error: {@code tunnel-manager.log} with everything, {@code tunnel-errors.log} with what
 * needs somebody, and {@code health-checks.log} with a line of each look. A file is rotated at midnight and at 10 MB, compressed, kept
 * for two weeks, and each kind together stays below 100 MB.
 *
 * <p>Two processes that rotate one file destroy it, so the files belong to the first daemon of a state directory; a second one writes
 * to standard error only, as all other commands do.
 */
public final class DaemonLog implements AutoCloseable {

    private static final String OWNERS_ONLY = "rwx------";
    private static final String HEALTH = "health-checks.log";
    private static final FileSize FILE = new FileSize(10 * FileSize.MB_COEFFICIENT);
    private static final FileSize TOGETHER = new FileSize(90 * FileSize.MB_COEFFICIENT);
    private static final int DAYS = 14;

    private final FileSize fileSize;
    private final LoggerContext context;
    private final Path folder;
    private @Nullable FileChannel lock;

    private DaemonLog(LoggerContext context, Path folder, FileSize fileSize) {
        this.context = context;
        this.folder = folder;
        this.fileSize = fileSize;
    }

    /**
     * Begins to write files below {@code stateDir}, and tells everything of at least this level.
     *
     * @throws IOException if the folder cannot be written
     */
    public static DaemonLog open(Path stateDir, Level level) throws IOException {
        return open((LoggerContext) LoggerFactory.getILoggerFactory(), stateDir, level, FILE);
    }

    static DaemonLog open(LoggerContext context, Path stateDir, Level level, FileSize fileSize) throws IOException {
        Path folder = stateDir.toAbsolutePath().resolve("logs");
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(OWNERS_ONLY));
        DaemonLog log = new DaemonLog(context, folder, fileSize);
        log.begin(level);
        return log;
    }

    private void begin(Level level) throws IOException {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        context.getLogger("dev.tunnelmanager").setLevel(level);
        context.getLogger("tunnel-manager").setLevel(level);
        Logger health = context.getLogger(Pulse.LOGGER);
        health.setLevel(Level.INFO);
        health.setAdditive(false);
        FileChannel channel = FileChannel.open(folder.resolve("daemon.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            return;
        }
        lock = channel;
        root.addAppender(file("tunnel-manager.log"));
        Appender<ILoggingEvent> errors = file("tunnel-errors.log");
        ThresholdFilter threshold = new ThresholdFilter();
        threshold.setLevel(Level.WARN.levelStr);
        threshold.start();
        errors.addFilter(threshold);
        root.addAppender(errors);
        health.addAppender(file(HEALTH));
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        }
    }

    private Appender<ILoggingEvent> file(String name) {
        OwnersFile appender = new OwnersFile();
        appender.setContext(context);
        appender.setName(name);
        appender.setFile(folder.resolve(name).toString());
        appender.setEncoder(MaskingLayout.encoder(context));
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setMaxFileSize(fileSize);
        policy.setParent(appender);
        policy.setFileNamePattern(folder.resolve(name.replace(".log", "")) + ".%d{yyyy-MM-dd, UTC}.%i.log.gz");
        policy.setMaxHistory(DAYS);
        policy.setTotalSizeCap(TOGETHER);
        policy.setCleanHistoryOnStart(true);
        policy.start();
        appender.setRollingPolicy(policy);
        appender.start();
        return appender;
    }

    /** Returns whether the files are this process's to write. */
    public boolean isWritten() {
        return lock != null;
    }

    /** Writes what is left, and lets another daemon have the files. */
    @Override
    public void close() throws IOException {
        context.stop();
        if (lock != null) {
            lock.close();
        }
    }
}
