package dev.tunnelmanager.launcher.keeping;

import dev.tunnelmanager.adapter.host.FileLeadership;
import dev.tunnelmanager.adapter.host.FileUsers;
import dev.tunnelmanager.adapter.sqlite.SqliteReplacement;
import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Puts the state of a backup into the place of the state in a state directory. The state that was there is kept aside first, as a
 * backup of its own; where it cannot be copied any more, its files are.
 *
 * <p>Nobody may lead meanwhile, and nobody else may have the database open, unless it is forced. Not for use while this process has
 * the state open.
 */
public final class Restore {

    private static final String LOCK = FileLeadership.FILE_NAME;
    private static final Set<String> FILES = Set.of(Backup.DATABASE, Backup.DATABASE + "-wal", Backup.DATABASE + "-shm",
            LOCK);

    private final Path stateDir;
    private final Path database;
    private final Path configFile;
    private final String version;
    private final boolean forced;
    private final FileUsers users = new FileUsers();

    /**
     * Makes one.
     *
     * @param stateDir whose state is replaced; made if it is missing
     * @param configFile the connector's, kept aside with the state that was there
     * @param version of this product
     * @param forced true to replace the state while others use it, or by another instance's
     */
    public Restore(Path stateDir, Path configFile, String version, boolean forced) {
        this.stateDir = stateDir;
        this.database = stateDir.resolve(Backup.DATABASE);
        this.configFile = configFile;
        this.version = version;
        this.forced = forced;
    }

    /**
     * A state that was restored.
     *
     * @param manifest of the backup
     * @param contents what is in the state now
     * @param previous where the state that was there is kept; empty if there was none
     */
    public record Restored(Manifest manifest, OpenedBackup.Contents contents, Optional<Path> previous) {}

    /** Returns why this caller may not restore this backup where nobody can be asked because the state cannot be read. */
    public static Optional<Refusal> forbidden(OpenedBackup backup, Caller caller) {
        return backup.metaToken().filter(needed -> !caller.token().map(needed::matches).orElse(false))
                .map(needed -> new Refusal(RefusalCode.TOKEN_REJECTED,
                        "The present state cannot be read, and the one in the backup has a token set for meta, which this"
                                + " process did not present.",
                        "Set TUNNEL_MANAGER_TOKEN in the environment of this process to that token."));
    }

    /** Puts the backup's state in place. */
    public Verdict<Restored> from(OpenedBackup backup, Instant now) {
        try {
            Files.createDirectories(stateDir);
            Optional<Leadership.Term> term = new FileLeadership(stateDir).tryLead();
            try {
                return blocked(term.isPresent()).<Verdict<Restored>>map(Verdict::refused)
                        .orElseGet(() -> replace(backup, now));
            } finally {
                term.ifPresent(Leadership.Term::close);
            }
        } catch (IOException failed) {
            return Verdict.refused(RefusalCode.STATE_UNAVAILABLE,
                    "The state directory " + stateDir + " cannot be used (" + failed + ").",
                    "Make it a directory that this user may write to.");
        } catch (PortFailure failure) {
            return Verdict.refused(RefusalCode.STATE_UNAVAILABLE, failure.problem(), failure.recommendation());
        }
    }

    /** Returns who stands in the way. */
    private Optional<Refusal> blocked(boolean nobodyLeads) {
        List<String> who = new ArrayList<>(users.of(stateDir, FILES).stream().map(Object::toString).toList());
        if (who.isEmpty() && !nobodyLeads) {
            who.add("the leader, which this user cannot see");
        }
        return forced || who.isEmpty() ? Optional.empty() : Optional.of(inUse(String.join(", ", who)));
    }

    private Refusal inUse(String who) {
        return new Refusal(RefusalCode.STATE_IN_USE,
                "The state directory " + stateDir + " is in use by " + who + ". Nothing was changed.",
                "End these processes and restore again, or add --force to replace the state under them.");
    }

    private Verdict<Restored> replace(OpenedBackup backup, Instant now) {
        SqliteReplacement replacement = new SqliteReplacement(database);
        Optional<Path> previous;
        switch (keepAside(backup, replacement, now)) {
            case Verdict.Refused<Optional<Path>> refused -> {
                return Verdict.refused(refused.refusal());
            }
            case Verdict.Granted<Optional<Path>> kept -> previous = kept.value();
        }
        backup.noteRestoring(now, previous.map(path -> "what is kept in " + path).orElse("nothing"));
        OpenedBackup.Contents contents = backup.contents();
        return switch (replacement.replaceBy(backup.database(), forced)) {
            case IN_USE -> Verdict.refused(inUse("a process that this user cannot see"));
            case REPLACED -> Verdict.granted(new Restored(backup.manifest(), contents, previous));
        };
    }

    private Verdict<Optional<Path>> keepAside(OpenedBackup backup, SqliteReplacement replacement, Instant now) {
        if (!Files.exists(database) || database.toFile().length() == 0) {
            return Verdict.granted(Optional.empty());
        }
        try (SqliteStateStore current = SqliteStateStore.open(database, Clock.systemUTC(),
                RandomGenerator.getDefault())) {
            String instance = current.read(StateReader::instanceId);
            OpenedBackup.Contents contents = current.read(OpenedBackup.Contents::of);
            if (!forced && !contents.isEmpty() && !instance.equals(backup.manifest().instanceId())) {
                return Verdict.refused(RefusalCode.STATE_FOREIGN,
                        "The backup is of instance " + backup.manifest().instanceId() + ", and the state in " + stateDir
                                + " is of instance " + instance + ", with " + contents.hostnames()
                                + " hostnames: what that has published would be nobody's. Nothing was changed.",
                        "Restore it into another state-dir, or add --force to replace the state all the same.");
            }
            return new Backup(current, configFile, version)
                    .write(Backup.usualPlace(stateDir, "before-restore", now), now)
                    .then(written -> Verdict.granted(Optional.of(written.file())));
        } catch (PortFailure failure) {
            if (failure.kind() != PortFailure.Kind.CORRUPT && failure.kind() != PortFailure.Kind.NEWER) {
                throw failure;
            }
        }
        // Whoever has it open would go on with the files that were moved away, so this is not for forcing.
        List<FileUsers.User> open = users.of(stateDir, FILES);
        if (!open.isEmpty()) {
            return Verdict.refused(RefusalCode.STATE_IN_USE,
                    "The state in " + stateDir
                            + " cannot be copied, so its files are to be moved aside, and they are open in "
                            + String.join(", ", open.stream().map(Object::toString).toList())
                            + ". Nothing was changed.",
                    "End these processes and restore again.");
        }
        String name = String.valueOf(Backup.usualPlace(stateDir, "before-restore", now).getFileName());
        Path aside = stateDir.resolve("backups").resolve(name.substring(0, name.length() - ".zip".length()));
        replacement.moveTo(aside);
        return Verdict.granted(Optional.of(aside));
    }
}
