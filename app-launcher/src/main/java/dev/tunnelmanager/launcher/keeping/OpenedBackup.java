package dev.tunnelmanager.launcher.keeping;

import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.ownership.TokenHash;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A backup whose state was unpacked into a directory for temporary files, and found whole, sound and ours. Closing it removes that
 * copy.
 */
public final class OpenedBackup implements AutoCloseable {

    private static final int MANIFEST_BYTES = 1 << 20;
    private static final String OTHER = "Choose another backup; those made by the program are in the directory backups of state-dir.";

    private final Path file;
    private final Manifest manifest;
    private final Path directory;
    private final Path database;

    private OpenedBackup(Path file, Manifest manifest, Path directory) {
        this.file = file;
        this.manifest = manifest;
        this.directory = directory;
        this.database = directory.resolve(Backup.DATABASE);
    }

    /**
     * How many things there are in a state.
     *
     * @param hostnames held now
     * @param projects on record
     * @param ports allocated
     * @param unfinished operations that have not ended
     */
    public record Contents(int hostnames, int projects, int ports, int unfinished) {

        static Contents of(StateReader state) {
            return new Contents(state.routes(Optional.empty()).size(), state.projects().size(),
                    state.ports(Optional.empty()).size(), state.unfinished().size());
        }

        /** Returns whether nobody has used the state yet. */
        boolean isEmpty() {
            return hostnames == 0 && projects == 0 && ports == 0 && unfinished == 0;
        }
    }

    /** Unpacks and checks a backup; what is wrong with it is said, and nothing else was touched. */
    public static Verdict<OpenedBackup> open(Path file) {
        Path directory;
        try {
            directory = Files.createTempDirectory("tunnel-manager-restore");
        } catch (IOException noRoom) {
            return Verdict.refused(RefusalCode.BACKUP_FAILED,
                    "There is no place for temporary files (" + noRoom + ").", "Make room in the directory for them.");
        }
        boolean kept = false;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            OpenedBackup opened = new OpenedBackup(file, manifest(zip), directory);
            opened.unpack(zip);
            opened.requireSound();
            kept = true;
            return Verdict.granted(opened);
        } catch (Manifest.Unreadable | ZipException damaged) {
            return unusable(file, String.valueOf(damaged.getMessage()));
        } catch (NoSuchFileException missing) {
            return Verdict.refused(RefusalCode.BACKUP_UNUSABLE, "There is no file " + file + ".",
                    "Name a backup; those made by the program are in the directory backups of state-dir.");
        } catch (PortFailure wrong) {
            return unusable(file, wrong.problem().replace(directory.toString(), file.toString()));
        } catch (IOException unreadable) {
            return Verdict.refused(RefusalCode.BACKUP_FAILED,
                    "The backup " + file + " cannot be read (" + unreadable + ").",
                    "Make it readable for this user.");
        } finally {
            if (!kept) {
                remove(directory);
            }
        }
    }

    private static Manifest manifest(ZipFile zip) throws IOException, Manifest.Unreadable {
        ZipEntry entry = zip.getEntry(Backup.MANIFEST);
        if (entry == null) {
            throw new Manifest.Unreadable("It has no manifest, so it is not a backup of Tunnel Manager.");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] text = in.readNBytes(MANIFEST_BYTES + 1);
            if (text.length > MANIFEST_BYTES) {
                throw new Manifest.Unreadable("Its manifest is longer than 1 MiB.");
            }
            return Manifest.parse(text);
        }
    }

    private void unpack(ZipFile zip) throws IOException, Manifest.Unreadable {
        if (manifest.schemaVersion() > SqliteStateStore.schemaVersion()) {
            throw new Manifest.Unreadable("Its state has schema version " + manifest.schemaVersion()
                    + ", and this version of Tunnel Manager knows versions up to " + SqliteStateStore.schemaVersion()
                    + ".");
        }
        Manifest.Part promised = manifest.parts().get(Backup.DATABASE);
        ZipEntry entry = zip.getEntry(Backup.DATABASE);
        if (promised == null || entry == null) {
            throw new Manifest.Unreadable("It holds no database.");
        }
        try (InputStream in = zip.getInputStream(entry); OutputStream out = Files.newOutputStream(database)) {
            Manifest.Part found = Digests.copy(in, out, promised.bytes());
            if (!found.equals(promised)) {
                throw new Manifest.Unreadable("Its database has " + found.bytes() + " bytes with the checksum "
                        + found.sha256() + ", and its manifest says " + promised.bytes() + " bytes with "
                        + promised.sha256() + ".");
            }
        }
    }

    /** Also brings the copy, and not the backup, to the newest schema version. */
    private void requireSound() throws Manifest.Unreadable {
        try (SqliteStateStore state = store()) {
            Optional<String> damage = state.damage();
            if (damage.isPresent()) {
                throw new Manifest.Unreadable("Its database is damaged: " + damage.get());
            }
            String instance = state.read(StateReader::instanceId);
            if (!instance.equals(manifest.instanceId())) {
                throw new Manifest.Unreadable("Its database is of instance " + instance
                        + ", and its manifest says instance " + manifest.instanceId() + ".");
            }
        }
    }

    private static <T> Verdict<T> unusable(Path file, String why) {
        String sentence = why.endsWith(".") ? why : why + ".";
        return Verdict.refused(RefusalCode.BACKUP_UNUSABLE,
                file + " cannot be restored. " + sentence + " Nothing was changed.", OTHER);
    }

    /** Returns what it says of itself. */
    public Manifest manifest() {
        return manifest;
    }

    Path database() {
        return database;
    }

    /** Returns what is in its state. */
    public Contents contents() {
        try (SqliteStateStore state = store()) {
            return state.read(Contents::of);
        }
    }

    /** Returns the hash of the meta-supervisor's token in its state. */
    Optional<TokenHash> metaToken() {
        try (SqliteStateStore state = store()) {
            return state.read(StateReader::metaToken);
        }
    }

    /** Writes into its copy of the state that this was restored. */
    void noteRestoring(Instant now, String before) {
        try (SqliteStateStore state = store()) {
            state.change(writer -> {
                writer.append(new AuditEntry(now, ProjectName.META, ProjectName.META, "state.restore", file.toString(),
                        Optional.empty(), true, Optional.empty(), Optional.of(before),
                        Optional.of("the state of " + manifest.createdAt())));
                return writer;
            });
        }
    }

    private SqliteStateStore store() {
        return SqliteStateStore.open(database, Clock.systemUTC(), RandomGenerator.getDefault());
    }

    @Override
    public void close() {
        remove(directory);
    }

    private static void remove(Path directory) {
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path each : files) {
                Files.deleteIfExists(each);
            }
            Files.deleteIfExists(directory);
        } catch (IOException left) {
            // It lies among temporary files, its owner's only, and harms nobody there.
            directory.toFile().deleteOnExit();
        }
    }
}
