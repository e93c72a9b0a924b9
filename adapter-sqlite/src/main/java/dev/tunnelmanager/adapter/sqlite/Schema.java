package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells our database from another, and brings it to the newest schema version by the scripts {@code V1.sql}, {@code V2.sql} and
 * so on. The version is SQLite's {@code user_version}.
 */
final class Schema {

    /** The newest version, and the number of scripts. */
    static final int NEWEST = 2;

    /** SQLite's {@code application_id} of our files: "TunM" in ASCII. */
    static final int APPLICATION_ID = 0x54756E4D;

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    /** Up to this size the file is examined whenever a process begins to use it; a megabyte takes some 10 ms. */
    private static final long EXAMINED_BYTES = 1L << 20;

    /** One page of the smallest size. SQLite takes a shorter file for an empty one, and would write over it. */
    private static final long SHORTEST_BYTES = 512;

    private final DatabaseFile file;
    private final InstantSource clock;
    private final RandomGenerator chance;
    private final ReentrantLock preparing = new ReentrantLock();
    private volatile boolean prepared;

    Schema(DatabaseFile file, InstantSource clock, RandomGenerator chance) {
        this.file = file;
        this.clock = clock;
        this.chance = chance;
    }

    /** Makes sure, once, that the file is there, ours, sound and of the newest version. */
    void prepare() {
        if (prepared) {
            return;
        }
        preparing.lock();
        try {
            if (!prepared) {
                file.createIfMissing();
                file.recognise();
                if (!isReady()) {
                    bringUpToDate();
                }
                prepared = true;
            }
        } catch (SQLException | JdbiException failed) {
            throw SqliteFailures.of(file.path(), failed);
        } finally {
            preparing.unlock();
        }
    }

    /** Refuses to go on when a newer version of the product has taken the file over in the meantime. */
    void requireCurrent(Handle handle) throws SQLException {
        int version = number(handle, "PRAGMA user_version");
        if (version != NEWEST) {
            throw version > NEWEST
                    ? newer(version)
                    : foreign("its schema version went back to " + version);
        }
    }

    /** Returns the first fault that SQLite finds in the whole file. */
    static Optional<String> damage(Session session) {
        Optional<String> broken = session.query("PRAGMA integrity_check(1)").map((rs, c) -> rs.getString(1)).findFirst()
                .filter(answer -> !answer.equals("ok"));
        return broken.isPresent()
                ? broken
                : session.query("PRAGMA foreign_key_check").map((rs,
                        c) -> "a row of table " + rs.getString(1) + " refers to a missing row of " + rs.getString(3))
                        .findFirst();
    }

    /** Returns the version of what stands in a file, and leaves it as it is. */
    static int versionIn(DatabaseFile file) {
        try {
            return new Schema(file, InstantSource.system(), RandomGenerator.getDefault()).version();
        } catch (SQLException | JdbiException failed) {
            throw SqliteFailures.of(file.path(), failed);
        }
    }

    private boolean isReady() throws SQLException {
        return version() == NEWEST;
    }

    private int version() throws SQLException {
        long bytes = file.path().toFile().length();
        if (bytes > 0 && bytes < SHORTEST_BYTES) {
            throw foreign("it has only " + bytes + " bytes");
        }
        try (Handle handle = file.openReader()) {
            // One transaction, one moment: another process may be making the file between two of these questions.
            execute(handle, "BEGIN");
            int version = requireOurs(handle);
            execute(handle, "COMMIT");
            if (version > 0 && bytes <= EXAMINED_BYTES) {
                requireSound(handle);
            }
            return version;
        }
    }

    /** Returns the schema version; 0 for a file that is empty. */
    private int requireOurs(Handle handle) throws SQLException {
        int version = number(handle, "PRAGMA user_version");
        int application = number(handle, "PRAGMA application_id");
        if (application == APPLICATION_ID) {
            if (version > NEWEST) {
                throw newer(version);
            }
            if (version < 1) {
                throw foreign("its schema version is " + version);
            }
            return version;
        }
        if (application != 0 || version != 0 || number(handle, "SELECT count(*) FROM sqlite_schema") != 0) {
            throw foreign("it is another program's, with application id " + application);
        }
        return 0;
    }

    private void requireSound(Handle handle) throws SQLException {
        try (var statement = handle.getConnection().createStatement();
                var answer = statement.executeQuery("PRAGMA quick_check(1)")) {
            String fault = answer.next() ? answer.getString(1) : "no answer";
            if (!fault.equals("ok")) {
                throw SqliteFailures.damaged(file.path(), fault, null);
            }
        }
    }

    private void bringUpToDate() throws SQLException {
        try (Handle handle = file.openWriter()) {
            useWriteAheadLog(handle);
            execute(handle, "BEGIN IMMEDIATE");
            try {
                int version = requireOurs(handle);
                for (int next = version + 1; next <= NEWEST; next++) {
                    execute(handle, script(next));
                }
                if (version == 0) {
                    execute(handle, "PRAGMA application_id = " + APPLICATION_ID);
                    handle.createUpdate("INSERT INTO meta (id, instance_id, created_at) VALUES (1, :instance, :at)")
                            .bind("instance", String.format(Locale.ROOT, "%08x", chance.nextInt()))
                            .bind("at", clock.instant().toEpochMilli()).execute();
                }
                execute(handle, "PRAGMA user_version = " + NEWEST);
                execute(handle, "COMMIT");
                if (version < NEWEST) {
                    LOG.info("The database {} was brought from schema version {} to {}", file.path(), version, NEWEST);
                }
            } catch (RuntimeException | SQLException failed) {
                // Closing the connection takes back what is not committed; the scripts are applied together or not at all.
                LOG.debug("Bringing {} up to date failed", file.path());
                throw failed;
            }
        }
    }

    /** Switching to the log needs the file alone for a moment, and SQLite does not always wait for that by itself. */
    private void useWriteAheadLog(Handle handle) throws SQLException {
        long deadline = System.nanoTime() + DatabaseFile.PATIENCE.toNanos();
        while (true) {
            try {
                execute(handle, "PRAGMA journal_mode = WAL");
                return;
            } catch (SQLException failed) {
                if (!SqliteFailures.isBusy(failed) || System.nanoTime() > deadline) {
                    throw failed;
                }
                LockSupport.parkNanos(chance.nextLong(1_000_000, 20_000_000));
            }
        }
    }

    private PortFailure newer(int version) {
        return new PortFailure(PortFailure.Kind.NEWER,
                "The database " + file.path() + " has schema version " + version
                        + ", and this version of Tunnel Manager knows versions up to " + NEWEST
                        + ". Nothing was changed.",
                "Use the newer version of Tunnel Manager that wrote it, or another state-dir.");
    }

    private PortFailure foreign(String why) {
        return new PortFailure(PortFailure.Kind.CORRUPT,
                "The file " + file.path() + " is not a database of Tunnel Manager: " + why + ". Nothing was changed.",
                "Move it away, or set state-dir to another directory.");
    }

    static String script(int version) {
        String name = "V" + version + ".sql";
        try (InputStream script = Schema.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException("The schema script " + name + " is missing from the program");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static int number(Handle handle, String sql) throws SQLException {
        try (var statement = handle.getConnection().createStatement(); var answer = statement.executeQuery(sql)) {
            return answer.next() ? answer.getInt(1) : 0;
        }
    }

    private static void execute(Handle handle, String script) throws SQLException {
        try (var statement = handle.getConnection().createStatement()) {
            statement.executeUpdate(script);
        }
    }
}
