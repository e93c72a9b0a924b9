package dev.tunnelmanager.adapter.cloudflaredconfig;

import java.nio.file.Path;

/** What is kept of a config file before it is changed. */
public sealed interface BackupPolicy {

    /** How many copies are kept unless somebody says otherwise. */
    int DEFAULT_COPIES = 50;

    /**
     * Copies with the time in their name.
     *
     * @param directory where they are put; made if it is missing
     * @param copies how many are kept, the newest ones; at least 1
     */
    record Files(Path directory, int copies) implements BackupPolicy {

        public Files {
            if (copies < 1) {
                throw new IllegalArgumentException("At least one copy must be kept, not " + copies);
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

    /** Returns the policy that keeps {@link #DEFAULT_COPIES} copies in {@code directory}. */
    static Files files(Path directory) {
        return new Files(directory, DEFAULT_COPIES);
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
