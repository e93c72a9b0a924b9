package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says what SQLite's result codes mean: https://www.sqlite.org/rescode.html, looked up 2026-11-20. */
final class SqliteFailures {

    private static final int PRIMARY_CODE = 0xff;

    /** Returns the failure of a call whose transaction did not reach its commit. */
    static RuntimeException of(Path file, Throwable thrown) {
        SQLiteErrorCode code = codeOf(thrown);
        String words = reason(thrown);
        if (code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
            // The index of the log, which has a file of its own, cannot grow.
            return full(file, thrown);
        }
        return switch (primary(code)) {
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL -> new PortFailure(Kind.UNAVAILABLE,
                    "Another process kept the database " + file + " locked for " + DatabaseFile.PATIENCE.toSeconds()
                            + " s (" + code.name() + ").",
                    "Try again; if it stays so, find the process with: fuser -v " + file, thrown);
            case SQLITE_FULL -> full(file, thrown);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH, SQLITE_NOLFS -> new PortFailure(
                    Kind.UNAVAILABLE, "The database " + file + " could not be opened or written: " + words + ".",
                    "Make the file and its directory readable and writable for this user, or set state-dir to another.",
                    thrown);
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT, SQLITE_ERROR, SQLITE_SCHEMA ->
                damaged(file, words, thrown);
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_MISUSE, SQLITE_RANGE -> new IllegalStateException(
                    "The database refused a value that the program should not have given: " + words, thrown);
            default -> new PortFailure(Kind.UNAVAILABLE,
                    "The database " + file + " could not be read or written: " + words + ".",
                    "Check the disk with: dmesg --level=err,warn; then try again.", thrown);
        };
    }

    private static PortFailure full(Path file, Throwable thrown) {
        return new PortFailure(Kind.UNAVAILABLE,
                "The disk that holds the database " + file + " is full, so nothing was changed.",
                "Free space on it with the help of: df -h " + file, thrown);
    }

    /** Returns the failure of a commit. Only some codes prove that nothing reached the file. */
    static RuntimeException ofCommit(Path file, SQLException thrown) {
        return switch (primary(codeOf(thrown))) {
            // BUSY leaves the transaction open; FULL means that its last part, without which the rest is void, was not written.
            case SQLITE_BUSY, SQLITE_FULL -> of(file, thrown);
            default -> new PortFailure(Kind.OUTCOME_UNKNOWN,
                    "Writing a change to the database " + file + " failed at its very end: " + reason(thrown)
                            + ". It may have been stored.",
                    "Look whether the change is there before asking for it again.", thrown);
        };
    }

    /** Returns the failure of a file whose content makes no sense. */
    static PortFailure damaged(Path file, String fault, @Nullable Throwable cause) {
        return new PortFailure(Kind.CORRUPT,
                "The database " + file + " is damaged, or is no database: " + fault + ". Nothing was changed.",
                "Keep the file for examination, and put the newest backup in its place.", cause);
    }

    static boolean isBusy(SQLException thrown) {
        return primary(codeOf(thrown)) == SQLiteErrorCode.SQLITE_BUSY;
    }

    /** Returns whether a statement failed because of a UNIQUE constraint or index. */
    static boolean isDuplicate(Throwable thrown) {
        return codeOf(thrown) == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE;
    }

    private static SQLiteErrorCode codeOf(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return sqlite.getResultCode();
            }
        }
        return SQLiteErrorCode.UNKNOWN_ERROR;
    }

    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return code == SQLiteErrorCode.UNKNOWN_ERROR ? code : SQLiteErrorCode.getErrorCode(code.code & PRIMARY_CODE);
    }

    private static String reason(Throwable thrown) {
        Throwable innermost = thrown;
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        String words = String.valueOf(innermost.getMessage()).strip().replaceAll("\\s+", " ");
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    }

    private SqliteFailures() {}
}
