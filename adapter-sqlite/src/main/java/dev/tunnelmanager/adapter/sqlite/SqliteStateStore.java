package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The state in one SQLite file; any number of these, in any number of processes on one host, may share it.
 *
 * <p>The file, and its directory if that is missing, are made by the first call, readable by their owner only. A change waits
 * up to ten seconds for those of others. It is on the disk when it returns, so it also survives a loss of power.
 */
public final class SqliteStateStore implements StateStore {

    private final Connections connections;

    private SqliteStateStore(Connections connections) {
        this.connections = connections;
    }

    /**
     * Returns a store that keeps its state in {@code databaseFile}. Nothing is read or written before the first call.
     *
     * @param databaseFile on a local disk: SQLite's locks do not work on network file systems
     * @param clock says when a new state was made
     * @param chance draws the instance id of a new state
     */
    public static SqliteStateStore open(Path databaseFile, InstantSource clock, RandomGenerator chance) {
        DatabaseFile file = new DatabaseFile(databaseFile);
        return new SqliteStateStore(new Connections(file, new Schema(file, clock, chance)));
    }

    @Override
    public <T> T read(Function<StateReader, T> query) {
        return connections.read(session -> query.apply(new SqliteReader(session)));
    }

    @Override
    public <T> T change(Function<StateWriter, T> work) {
        return connections.write(session -> work.apply(new SqliteWriter(session)));
    }

    /**
     * Reads the whole file and returns what is wrong with it, in words; empty if it is sound. Takes about a second per hundred
     * megabytes.
     *
     * @throws PortFailure UNAVAILABLE or NEWER
     */
    public Optional<String> damage() {
        try {
            return connections.read(Schema::damage);
        } catch (PortFailure failure) {
            if (failure.kind() == PortFailure.Kind.CORRUPT) {
                return Optional.of(failure.problem());
            }
            throw failure;
        }
    }

    /**
     * Writes the whole state, as it is at one moment, into a file of its own, durably. Others read and write meanwhile. The copy is a
     * database of the same schema version, without a write-ahead log beside it.
     *
     * @param target where to; an empty file, or none yet. After a failure it may hold a part
     * @throws PortFailure UNAVAILABLE, CORRUPT or NEWER
     */
    public void copyTo(Path target) {
        String quoted = "'" + target.toAbsolutePath().toString().replace("'", "''") + "'";
        connections.outsideTransaction(handle -> {
            try (var statement = handle.getConnection().createStatement()) {
                statement.execute("VACUUM INTO " + quoted);
            }
        });
    }

    /**
     * Returns the schema version of the state in a file, without bringing it up to date or changing anything else.
     *
     * @param databaseFile an existing file; 0 stands for one that is empty
     * @throws PortFailure UNAVAILABLE, CORRUPT or NEWER
     */
    public static int schemaVersionIn(Path databaseFile) {
        return Schema.versionIn(new DatabaseFile(databaseFile));
    }

    /** Returns the schema version of every state that this version of the product has opened. */
    public static int schemaVersion() {
        return Schema.NEWEST;
    }

    @Override
    public void close() {
        connections.close();
    }
}
