package dev.tunnelmanager.adapter.cloudflaredconfig;

import java.nio.file.Path;

/** What is kept of a config file before it is changed. */
public sealed interface BackupPolicy {

    /** How many copies are kept unless somebody says otherwise. */
    int DEFAULT_COPIES = 50;

    /** For how many days the last copy of each is kept besides, unless somebody says otherwise. */
    int DEFAULT_DAYS = 30;

    /**
     * Copies with the time in their name. Never more than {@code copies + days} are kept. The days are there because a busy hour makes
     * many copies, and the one that is wanted is often yesterday's.
     *
     * @param directory where they are put; made if it is missing
     * @param copies how many are kept, the newest ones; at least 1
     * @param days of how many days (UTC), counted back from the newest copy's, the last copy is kept besides; 0 or more
     */
    record Files(Path directory, int copies, int days) implements BackupPolicy {

        public Files {
            if (copies < 1 || days < 0) {
                throw new IllegalArgumentException(
                        "At least one copy must be kept, and no negative number of days: " + copies + ", " + days);
            }
        }
    }

    /**
     * Commits in the git repository in whose work tree the file lies.
     *
     * @param otherwise what is done if there is no such repository, or it cannot be used
     */
    record Git(Files otherwise) implements BackupPolicy {}

    /** Nothing is kept. */
    record Off() implements BackupPolicy {}

    /** Returns the policy that keeps {@link #DEFAULT_COPIES} copies, and those of {@link #DEFAULT_DAYS} days, in {@code directory}. */
    static Files files(Path directory) {
        return new Files(directory, DEFAULT_COPIES, DEFAULT_DAYS);
    }

    /** Returns the policy that commits, and keeps copies in {@code directory} where that is not possible. */
    static Git git(Path directory) {
        return new Git(files(directory));
    }

    /** Returns the policy that keeps nothing. */
    static Off off() {
        return new Off();
    }
}
