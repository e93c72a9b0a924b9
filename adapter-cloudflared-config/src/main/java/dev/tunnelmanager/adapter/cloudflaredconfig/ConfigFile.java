package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.Snapshot.Identity;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.FileReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The config file on disk: read whole, replaced whole. New content is written beside, made durable, and only then moved into
 * place.
 */
final class ConfigFile {

    /** A config file of 10,000 rules has about 1 MB. */
    static final int MAX_BYTES = 5 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);
    private static final String MARKER = ".tunnel-manager-";
    private static final String CANDIDATE = ".candidate";
    static final String PREVIOUS = ".previous";

    private static final Pattern LEFT_OVER = Pattern.compile(Pattern.quote(MARKER) + ".*\\.(\\d{1,18})("
            + Pattern.quote(CANDIDATE) + "|" + Pattern.quote(PREVIOUS) + ")");

    /** Gives a file another name; a seam for tests of what only some file systems do. */
    interface Mover {
        void move(Path from, Path to) throws IOException;
    }

    private final Path path;
    private final Mover mover;

    ConfigFile(Path path) {
        this(path, (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    ConfigFile(Path path, Mover mover) {
        this.path = path;
        this.mover = mover;
    }

    /** Reads the file, or says why it is none that could be edited. */
    Verdict<Snapshot> read() {
        try {
            Path real = path.toRealPath();
            if (!Files.isRegularFile(real)) {
                return unusable(path + " is " + (Files.isDirectory(real) ? "a directory" : "not a regular file") + ".");
            }
            if (Files.size(real) > MAX_BYTES) {
                return unusable(path + " has " + Files.size(real) + " bytes, and at most " + MAX_BYTES + " are read.");
            }
            Identity identity = Identity.of(real);
            byte[] bytes;
            try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ)) {
                bytes = readAll(channel);
            }
            LOG.debug("Read {} bytes of {}", bytes.length, real);
            return Verdict.granted(new Snapshot(real, bytes, identity));
        } catch (NoSuchFileException missing) {
            return unusable("There is no file " + path + ".");
        } catch (IOException failed) {
            throw FileTrouble.nothingWritten(path + " could not be read", path, failed);
        }
    }

    private static Verdict<Snapshot> unusable(String problem) {
        return Verdict.refused(RefusalCode.INGRESS_INVALID, problem,
                "Set ingress.config-file to the config.yml that cloudflared is started with.");
    }

    /** Writes {@code content} beside {@code current}, with its owner and mode, and returns where. */
    Path writeBeside(Snapshot current, byte[] content) {
        Path candidate = beside(current.real(), CANDIDATE);
        try {
            // Copying brings owner, mode, access lists and labels along; the content of the original is as secret as the new one.
            Files.copy(current.real(), candidate, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            Identity made = Identity.of(candidate);
            if (!made.sameOwnerAndMode(current.identity())) {
                Files.setAttribute(candidate, "unix:uid", current.identity().uid());
                Files.setAttribute(candidate, "unix:gid", current.identity().gid());
            }
            try (FileChannel channel = FileChannel.open(candidate,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING))) {
                Backups.writeFully(channel, content);
            }
            // Writing as another than the owner takes the set-id bits away.
            Files.setAttribute(candidate, "unix:mode", current.identity().mode());
            try (FileChannel channel = FileChannel.open(candidate, Set.of(StandardOpenOption.READ))) {
                channel.force(true);
                if (!Arrays.equals(readAll(channel), content)) {
                    throw new IOException("what was read back differs from what was written");
                }
            }
            if (!Identity.of(candidate).sameOwnerAndMode(current.identity())) {
                throw new FileSystemException(candidate.toString(), null,
                        "Operation not permitted: keeping owner and mode");
            }
            return candidate;
        } catch (IOException failed) {
            discard(candidate);
            throw FileTrouble.nothingWritten("No new version of " + current.real() + " could be written beside it",
                    current.real(), failed);
        }
    }

    /** Puts the file that {@link #writeBeside} has made in the place of {@code current}, unless that has changed meanwhile. */
    Replacement.Ended replace(Snapshot current, Path candidate, byte[] content) {
        return new Replacement(path, mover, current, content).by(candidate);
    }

    /** Removes what a crash has left beside the file: candidates, and second names of the file. */
    void removeLeftOvers() {
        try {
            Path real = path.toRealPath();
            String prefix = MARKER + real.getFileName();
            try (Stream<Path> all = Files.list(directory(real))) {
                all.filter(found -> String.valueOf(found.getFileName()).startsWith(prefix)).filter(ConfigFile::isOrphan)
                        .forEach(ConfigFile::discard);
            }
        } catch (IOException unreadable) {
            // Reading the file itself will say what is the matter.
            LOG.debug("Not looked for left-overs beside {}: {}", path, FileReason.of(unreadable));
        }
    }

    static void discard(Path leftOver) {
        try {
            Files.deleteIfExists(leftOver);
        } catch (IOException kept) {
            LOG.warn("{} was not removed ({}). Remove it by hand.", leftOver, FileReason.of(kept));
        }
    }

    /** Returns whether a left-over's maker is gone, or is this process, which works on one change at a time. */
    private static boolean isOrphan(Path found) {
        Matcher marked = LEFT_OVER.matcher(String.valueOf(found.getFileName()));
        return marked.matches() && ProcessHandle.of(Long.parseLong(marked.group(1)))
                .map(process -> process.pid() == ProcessHandle.current().pid() || hasStartedAfter(process, found))
                .orElse(true);
    }

    /** Numbers of processes come again. */
    private static boolean hasStartedAfter(ProcessHandle process, Path found) {
        try {
            FileTime made = (FileTime) Files.getAttribute(found, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            return process.info().startInstant().map(start -> start.isAfter(made.toInstant())).orElse(false);
        } catch (IOException unreadable) {
            return false;
        }
    }

    static Path beside(Path real, String suffix) {
        return directory(real).resolve(MARKER + real.getFileName() + "." + ProcessHandle.current().pid() + suffix);
    }

    static Path directory(Path real) {
        Path parent = real.getParent();
        return parent == null ? real.getRoot() : parent;
    }

    static byte[] readAll(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_BYTES) + 1);
        channel.position(0);
        while (true) {
            if (!buffer.hasRemaining()) {
                buffer = ByteBuffer.allocate(buffer.capacity() * 2).put(buffer.flip());
            }
            if (channel.read(buffer) < 0) {
                return Arrays.copyOf(buffer.array(), buffer.position());
            }
        }
    }
}
