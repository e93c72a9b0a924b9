package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.ports.driven.FileReason;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Puts a copy of a state into the place of the state in a file.
 *
 * <p>It is written into the file that stands there, by SQLite and in one transaction, and no other file is moved into its place:
 * whoever has the file open would go on with the one that is gone, and the write-ahead log of the one would be taken for that of
 * the other. A crash leaves the state as it was or as it is to be. Not for use while this process has the file open.
 */
public final class SqliteReplacement {

    private static final List<String> PARTS = List.of("", "-wal", "-shm", "-journal");

    /** How long others are waited for who have the file open for a moment only, in milliseconds. */
    private static final int SHORT_PATIENCE = 1_000;

    /** What has become of it. */
    public enum Outcome {
        /** The state is the copy's. */
        REPLACED,
        /** Another process has the file open; nothing was changed. */
        IN_USE
    }

    private final DatabaseFile file;

    /** Makes one for the state in {@code databaseFile}; touches nothing yet. */
    public SqliteReplacement(Path databaseFile) {
        this.file = new DatabaseFile(databaseFile);
    }

    /**
     * Makes the state what {@code copy} holds. The file is made if it is missing.
     *
     * @param copy a sound database of ours that nobody has open
     * @param whileInUse true to do it even if other processes have the file open; they see the new state from their next
     *            transaction on
     * @throws PortFailure UNAVAILABLE, or CORRUPT if what stands there cannot even be opened
     */
    public Outcome replaceBy(Path copy, boolean whileInUse) {
        file.createIfMissing();
        try (Handle handle = file.openWriter(); Statement statement = handle.getConnection().createStatement()) {
            if (!whileInUse && !takeAlone(statement)) {
                return Outcome.IN_USE;
            }
            statement.executeUpdate("restore from '" + copy.toAbsolutePath().toString().replace("'", "''") + "'");
            statement.execute("PRAGMA locking_mode = NORMAL");
            statement.execute("PRAGMA journal_mode = WAL");
            return Outcome.REPLACED;
        } catch (SQLException | JdbiException failed) {
            throw SqliteFailures.of(file.path(), failed);
        }
    }

    /**
     * Moves the file away as it is, with all that belongs to it, for a file that SQLite cannot copy.
     *
     * @param directory where to; made if it is missing
     * @throws PortFailure UNAVAILABLE
     */
    public void moveTo(Path directory) {
        try {
            Files.createDirectories(directory);
            for (String part : PARTS) {
                Path from = Path.of(file.path() + part);
                if (Files.exists(from)) {
                    Files.move(from, directory.resolve(from.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException failed) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                    "The database " + file.path() + " could not be moved to " + directory + ": "
                            + FileReason.of(failed) + ".",
                    "Make both places writable for this user.", failed);
        }
    }

    /**
     * Takes the file for this connection alone, until it is closed. Everybody who has used the write-ahead log keeps a shared lock on
     * the file, so the log can be switched off only when nobody else has it open.
     */
    private static boolean takeAlone(Statement statement) throws SQLException {
        statement.execute("PRAGMA busy_timeout = " + SHORT_PATIENCE);
        try {
            statement.execute("PRAGMA journal_mode = DELETE");
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("COMMIT");
            return true;
        } catch (SQLException busy) {
            if (SqliteFailures.isBusy(busy)) {
                return false;
            }
            throw busy;
        }
    }
}
