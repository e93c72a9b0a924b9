package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.ports.driven.FileReason;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.sqlite3.SQLitePlugin;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The file as such: makes it, opens connections to it, notices when it goes away.
 *
 * <p>While a connection is open, nothing in this process may open the file by other means: closing any descriptor of a file
 * drops all of the process's locks on it (POSIX), and with them SQLite's.
 */
final class DatabaseFile {

    /** How long a call waits for others. SQLite is not fair to those who wait, so it is long. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What the log has when all goes well: SQLite folds it into the database after some 4 MB. */
    private static final int LOG_BYTES_KEPT = 8 << 20;

    private final Path path;
    private volatile Optional<Object> identity = Optional.empty();

    DatabaseFile(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    Path path() {
        return path;
    }

    /** Makes the file, empty, and its directory, where they are missing. */
    void createIfMissing() {
        Path directory = path.getParent();
        try {
            if (directory != null && !Files.isDirectory(directory)) {
                Files.createDirectories(directory, ownerOnly("rwx------"));
            }
            if (!Files.exists(path)) {
                Files.createFile(path, ownerOnly("rw-------"));
            }
        } catch (FileAlreadyExistsException somebodyElseMadeIt) {
            if (!Files.isRegularFile(path)) {
                throw unusable("something that is not a directory stands at " + somebodyElseMadeIt.getFile(),
                        somebodyElseMadeIt);
            }
        } catch (IOException failed) {
            throw unusable(FileReason.of(failed), failed);
        }
        if (!Files.isRegularFile(path)) {
            throw unusable("it is not a file", null);
        }
    }

    /** Remembers which file it is that stands here now. */
    void recognise() {
        identity = currentIdentity();
    }

    /** Refuses to go on when another file stands here than the one that was opened: what is written would be lost. */
    void requireUnmoved() {
        if (!currentIdentity().equals(identity)) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                    "The database " + path + " was removed or replaced while this process used it.",
                    "Start this process again, after putting the file back if it should not have gone.");
        }
    }

    Handle openReader() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return open(config);
    }

    Handle openWriter() {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.enforceForeignKeys(true);
        // With WAL, NORMAL keeps acknowledged changes through kill -9, but not through a loss of power. A public record may
        // follow a change at once and must never be without its row, so FULL; measured, it costs a third of the throughput.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        // A reader that is stuck lets the log grow; without a limit the file would keep that size for as long as anybody uses it.
        config.setJournalSizeLimit(LOG_BYTES_KEPT);
        return open(config);
    }

    private Handle open(SQLiteConfig config) {
        config.setOpenMode(SQLiteOpenMode.OPEN_URI);
        config.setBusyTimeout((int) PATIENCE.toMillis());
        config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
        // As a URI, so that ? and % in the path stay what they are, and the driver makes no trial file of its own.
        String url = "jdbc:sqlite:" + path.toUri().toASCIIString().replaceFirst("^file:/+", "file:/");
        Jdbi jdbi = Jdbi.create(() -> connect(config, url)).installPlugin(new SQLitePlugin());
        jdbi.getConfig(SqlStatements.class).setTemplateEngine((sql, context) -> sql)
                .setSqlParser(new NamedParameters());
        return jdbi.open();
    }

    private static Connection connect(SQLiteConfig config, String url) throws SQLException {
        try {
            return config.createConnection(url);
        } catch (LinkageError notLoaded) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                    "SQLite's native library could not be loaded: " + notLoaded.getMessage() + ".",
                    "Make sure that the directory for temporary files may hold programs, or set -Djava.io.tmpdir to one that may.",
                    notLoaded);
        }
    }

    private Optional<Object> currentIdentity() {
        try {
            return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (IOException gone) {
            return Optional.of("nothing that can be seen");
        }
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    private PortFailure unusable(String why, @Nullable Throwable cause) {
        return new PortFailure(PortFailure.Kind.UNAVAILABLE,
                "The database " + path + " could not be made or opened: " + why + ".",
                "Make its directory one that this user may read and write, or set state-dir to another.", cause);
    }
}
