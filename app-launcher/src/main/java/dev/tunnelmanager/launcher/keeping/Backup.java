package dev.tunnelmanager.launcher.keeping;

import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.StateReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a backup: one zip file with a consistent copy of the state's database, the connector's config file as it is, and a manifest.
 * Secrets are not in it; hashes of the projects' tokens are, so it is readable by its owner only.
 *
 * <p>The config file is in it for people to compare: restoring does not touch that file, of which most is not ours.
 */
public final class Backup {

    static final String MANIFEST = "manifest.json";
    static final String DATABASE = "tunnel-manager.db";
    static final String CONFIG_FILE = "config.yml";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final long ANY_LENGTH = Long.MAX_VALUE;

    private final SqliteStateStore state;
    private final Path configFile;
    private final String version;

    /**
     * Makes one.
     *
     * @param state what is copied; others may change it meanwhile
     * @param configFile the connector's; left out if it cannot be read
     * @param version of this product
     */
    public Backup(SqliteStateStore state, Path configFile, String version) {
        this.state = state;
        this.configFile = configFile;
        this.version = version;
    }

    /**
     * A backup that was written.
     *
     * @param file where it is
     * @param bytes how long it is
     * @param manifest what is in it
     */
    public record Written(Path file, long bytes, Manifest manifest) {}

    /** Returns where a backup of this moment is put when nobody says where. */
    public static Path usualPlace(Path stateDir, String prefix, Instant now) {
        return stateDir.resolve("backups").resolve(prefix + "-" + TIME.format(now) + ".zip");
    }

    /**
     * Writes a backup into {@code file}, which must not exist, durably.
     *
     * @throws dev.tunnelmanager.ports.driven.PortFailure if the state cannot be read
     */
    public Verdict<Written> write(Path file, Instant now) {
        Path target = file.toAbsolutePath().normalize();
        try {
            Path directory = target.getParent();
            if (directory != null && !Files.isDirectory(directory)) {
                Files.createDirectories(directory,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path copy = NewFile.beside(target);
            try {
                state.copyTo(copy);
                Manifest[] manifest = new Manifest[1];
                NewFile.write(target, out -> manifest[0] = pack(copy, out, now));
                return Verdict.granted(new Written(target, Files.size(target), manifest[0]));
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (FileAlreadyExistsException taken) {
            return Verdict.refused(RefusalCode.BACKUP_EXISTS,
                    "Something stands at " + taken.getFile() + ", and a backup never overwrites anything.",
                    "Name a file that does not exist, or none at all.");
        } catch (IOException failed) {
            return Verdict.refused(new Refusal(RefusalCode.BACKUP_FAILED,
                    "The backup could not be written to " + target + " (" + failed + ").",
                    "Name a place that this user may write to and that has room: df -h " + target.getParent()));
        }
    }

    /** The manifest comes last, because it says what the others are; a reader finds it by its name. */
    private Manifest pack(Path database, OutputStream out, Instant now) throws IOException {
        SortedMap<String, Manifest.Part> parts = new TreeMap<>();
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        parts.put(DATABASE, add(zip, DATABASE, database));
        if (Files.isReadable(configFile) && Files.isRegularFile(configFile)) {
            parts.put(CONFIG_FILE, add(zip, CONFIG_FILE, configFile));
        }
        Manifest manifest = new Manifest(version, state.read(StateReader::instanceId), now,
                SqliteStateStore.schemaVersion(), parts);
        zip.putNextEntry(new ZipEntry(MANIFEST));
        zip.write(manifest.text().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        zip.flush();
        return manifest;
    }

    private static Manifest.Part add(ZipOutputStream zip, String name, Path file) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        try (InputStream in = Files.newInputStream(file)) {
            return Digests.copy(in, zip, ANY_LENGTH);
        } finally {
            zip.closeEntry();
        }
    }
}
