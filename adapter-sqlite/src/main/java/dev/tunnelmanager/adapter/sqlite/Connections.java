package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.ports.driven.PortFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kept connections of one process: one that writes, for one thread at a time in the order of asking, and a few that only
 * read. Opening one costs 0.5 to 1 ms, using a kept one 0.03 ms.
 *
 * <p>Transactions are begun and ended by SQL on autocommit connections. The driver's own transactions take the write lock once
 * more inside {@code commit()}, so that a commit can be reported as failed although it took effect.
 */
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int READERS = 4;

    private final DatabaseFile file;
    private final Schema schema;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Semaphore reading = new Semaphore(READERS, true);
    private final Deque<Kept> idle = new ArrayDeque<>();
    private volatile boolean closed;

    Connections(DatabaseFile file, Schema schema) {
        this.file = file;
        this.schema = schema;
    }

    /** Runs {@code query} in a transaction that sees one moment. */
    <T> T read(Function<Session, T> query) {
        enter(reading::tryAcquire);
        try {
            return translated(() -> {
                Kept kept = take(false);
                boolean reusable = false;
                try {
                    execute(kept.handle(), "BEGIN DEFERRED");
                    T answer = inSession(kept.handle(), query);
                    reusable = ended(kept.handle(), "COMMIT");
                    return answer;
                } catch (RuntimeException | Error | SQLException thrown) {
                    reusable = ended(kept.handle(), "ROLLBACK");
                    throw thrown;
                } finally {
                    giveBack(kept, reusable);
                }
            });
        } finally {
            reading.release();
        }
    }

    /** Runs {@code work} on a connection that only reads, outside any transaction. */
    void outsideTransaction(Work work) {
        enter(reading::tryAcquire);
        try {
            translated(() -> {
                Kept kept = take(false);
                boolean reusable = false;
                try {
                    schema.requireCurrent(kept.handle());
                    work.on(kept.handle());
                    reusable = true;
                    return kept;
                } finally {
                    giveBack(kept, reusable);
                }
            });
        } finally {
            reading.release();
        }
    }

    /** Runs {@code work} in a transaction that nobody else's change overlaps. */
    <T> T write(Function<Session, T> work) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("A change was asked for inside a change of the same state");
        }
        enter(writing::tryLock);
        try {
            return translated(() -> {
                Kept kept = take(true);
                boolean reusable = false;
                try {
                    execute(kept.handle(), "BEGIN IMMEDIATE");
                    T answer = inSession(kept.handle(), work);
                    commit(kept.handle());
                    reusable = true;
                    return answer;
                } catch (RuntimeException | Error | SQLException thrown) {
                    reusable = ended(kept.handle(), "ROLLBACK");
                    throw thrown;
                } finally {
                    giveBack(kept, reusable);
                }
            });
        } finally {
            writing.unlock();
        }
    }

    /** Closes every connection, waiting a while for what is going on. */
    void close() {
        closed = true;
        boolean quietWriter = false;
        boolean quietReaders = false;
        try {
            quietWriter = writing.tryLock(DatabaseFile.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            quietReaders = reading.tryAcquire(READERS, DatabaseFile.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            closeIdle();
            if (quietReaders) {
                reading.release(READERS);
            }
            if (quietWriter) {
                writing.unlock();
            }
        }
    }

    private <T> T inSession(Handle handle, Function<Session, T> work) throws SQLException {
        schema.requireCurrent(handle);
        Session session = new Session(handle);
        try {
            return work.apply(session);
        } finally {
            session.end();
        }
    }

    private void commit(Handle handle) {
        try {
            execute(handle, "COMMIT");
        } catch (SQLException failed) {
            throw SqliteFailures.ofCommit(file.path(), failed);
        }
    }

    /** Ends a transaction; false if the connection cannot be used any more. */
    private boolean ended(Handle handle, String how) {
        try {
            execute(handle, how);
            return true;
        } catch (SQLException unusable) {
            // SQLite has ended some transactions by itself after a failure; closing the connection ends every other.
            LOG.debug("{} on {} failed: {}", how, file.path(), unusable.getMessage());
            return false;
        }
    }

    private Kept take(boolean writer) {
        schema.prepare();
        file.requireUnmoved();
        synchronized (idle) {
            for (Kept kept : idle) {
                if (kept.writer() == writer) {
                    idle.remove(kept);
                    return kept;
                }
            }
        }
        return new Kept(writer ? file.openWriter() : file.openReader(), writer);
    }

    private void giveBack(Kept kept, boolean reusable) {
        synchronized (idle) {
            if (reusable && !closed) {
                idle.addLast(kept);
                return;
            }
        }
        kept.handle().close();
    }

    /** Closes the readers before the writer, which can fold the write-ahead log into the file when it is the last one. */
    private void closeIdle() {
        synchronized (idle) {
            idle.stream().sorted((a, b) -> Boolean.compare(a.writer(), b.writer()))
                    .forEach(kept -> kept.handle().close());
            idle.clear();
        }
    }

    private void enter(TimedEntrance entrance) {
        requireOpen();
        Duration patience = DatabaseFile.PATIENCE;
        try {
            if (!entrance.tryEnter(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                        "Other threads of this process kept the database " + file.path() + " busy for "
                                + patience.toSeconds() + " s.",
                        "Try again.");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                    "Waiting for the database " + file.path() + " was interrupted.", "Try again.", stop);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "The state in " + file.path() + " has been closed.",
                    "Open it again.");
        }
    }

    private <T> T translated(Attempt<T> attempt) {
        try {
            requireOpen();
            return attempt.run();
        } catch (SQLException | JdbiException failed) {
            throw SqliteFailures.of(file.path(), failed);
        }
    }

    private static void execute(Handle handle, String sql) throws SQLException {
        try (var statement = handle.getConnection().createStatement()) {
            statement.execute(sql);
        }
    }

    /** Something to be done with a connection. */
    interface Work {
        void on(Handle handle) throws SQLException;
    }

    /** A connection between two uses. */
    private record Kept(Handle handle, boolean writer) {}

    private interface TimedEntrance {
        boolean tryEnter(long time, TimeUnit unit) throws InterruptedException;
    }

    private interface Attempt<T> {
        T run() throws SQLException;
    }
}
