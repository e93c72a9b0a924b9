package dev.tunnelmanager.launcher.checkup;

import dev.tunnelmanager.adapter.host.FileLeadership;
import dev.tunnelmanager.adapter.host.FileUsers;
import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.launcher.Installation;
import dev.tunnelmanager.launcher.checkup.Examination.Found;
import dev.tunnelmanager.ports.driven.StateReader;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The state directory and what is in it. */
final class StateChecks {

    private static final long MEBIBYTE = 1L << 20;
    private static final long TOO_LITTLE_BYTES = 8 * MEBIBYTE;
    private static final long LITTLE_BYTES = 100 * MEBIBYTE;

    /** Where a lock may exclude nobody, or only on one of the machines that see the file. */
    private static final Set<String> SHARED_FILE_SYSTEMS = Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p",
            "vboxsf",
            "fuse.sshfs", "fuse.glusterfs", "ceph", "afs", "virtiofs");

    private StateChecks() {}

    static Found directory(Path stateDir) {
        @Nullable
        Path existing = stateDir.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing)) {
            return Found.fail(RefusalCode.STATE_UNAVAILABLE, existing + " is not a directory, so the state directory "
                    + stateDir + " cannot be there.", "Set state-dir to a directory.");
        }
        if (!Files.isWritable(existing)) {
            return Found.fail(RefusalCode.STATE_UNAVAILABLE,
                    "This user (" + System.getProperty("user.name") + ") may not write to " + existing
                            + ", or its file system is read-only, so no state can be kept in " + stateDir + ".",
                    "Make it writable for this user, or set state-dir to another directory.");
        }
        return room(stateDir, existing);
    }

    private static Found room(Path stateDir, Path existing) {
        try {
            FileStore store = Files.getFileStore(existing);
            long free = store.getUsableSpace();
            String room = free / MEBIBYTE + " MiB are free";
            if (free < TOO_LITTLE_BYTES) {
                return Found.fail(RefusalCode.STATE_UNAVAILABLE,
                        "Only " + room + " where the state directory " + stateDir + " is.",
                        "Free space: df -h " + existing);
            }
            if (SHARED_FILE_SYSTEMS.contains(store.type())) {
                return Found.warn(stateDir + " is on a file system of type " + store.type()
                        + ", where locks may exclude nobody.", "Set state-dir to a directory on a local disk.");
            }
            return free < LITTLE_BYTES
                    ? Found.warn("Only " + room + " where " + stateDir + " is.", "Free space: df -h " + existing)
                    : Found.pass(stateDir + (existing.equals(stateDir.toAbsolutePath()) ? " is writable, "
                            : " is made when it is needed, ") + room + " (" + store.type() + ").");
        } catch (IOException unknown) {
            return Found.warn("How much room there is for " + stateDir + " cannot be seen (" + unknown + ").",
                    "Look at it: df -h " + existing);
        }
    }

    /** Opens the database for reading only, and not at all if that would bring its schema up to date. */
    static Found database(Path stateDir) {
        Path database = stateDir.resolve(Installation.DATABASE);
        if (!Files.exists(database)) {
            return Found.pass("There is no state yet; it is made when it is needed.");
        }
        int version = SqliteStateStore.schemaVersionIn(database);
        if (version != SqliteStateStore.schemaVersion()) {
            return Found.pass("The state has schema version " + version + ", and is brought to version "
                    + SqliteStateStore.schemaVersion() + " when it is used next.");
        }
        try (SqliteStateStore state = SqliteStateStore.open(database, Clock.systemUTC(),
                RandomGenerator.getDefault())) {
            Optional<String> damage = state.damage();
            return damage.isPresent()
                    ? Found.fail(RefusalCode.STATE_DAMAGED, "The database " + database + " is damaged: " + damage.get(),
                            "Put back the newest backup: tunnel-manager restore FILE --meta")
                    : Found.pass("The state is sound: instance " + state.read(StateReader::instanceId)
                            + ", schema version " + version + ".");
        }
    }

    /** Says who works there; that nobody does is no fault. */
    static Found users(Path stateDir) {
        List<FileUsers.User> users = new FileUsers().of(stateDir, Set.of(Installation.DATABASE,
                FileLeadership.FILE_NAME));
        return Found.pass(users.isEmpty() ? "No other process that this user can see uses the state."
                : "Used by " + String.join(", ", users.stream().map(Object::toString).toList()) + ".");
    }
}
