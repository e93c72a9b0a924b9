package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.ports.driven.FileReason;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies of the config file, named after the time (UTC, milliseconds), readable by their owner only. */
final class Backups {

    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern NAME = Pattern.compile("config-(\\d{8}T\\d{6}\\.\\d{3}Z)\\.yml");

    private final BackupPolicy.Files policy;
    private final InstantSource clock;

    Backups(BackupPolicy.Files policy, InstantSource clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /** Keeps {@code content}, durably, and lets go of the oldest copies. */
    Path keep(byte[] content) throws PortFailure {
        Path directory = policy.directory();
        Path copy;
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path unfinished = directory.resolve("unfinished.tmp");
            Files.deleteIfExists(unfinished);
            Files.createFile(unfinished,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(unfinished, Set.of(StandardOpenOption.WRITE))) {
                writeFully(channel, content);
                channel.force(true);
            }
            copy = named(directory, unfinished);
        } catch (IOException failed) {
            throw FileTrouble.nothingWritten("No backup could be kept in " + directory, directory, failed);
        }
        LOG.debug("Kept a copy as {}", copy);
        prune(directory);
        return copy;
    }

    /** Names are in the order of the copies, whatever the clock does: the newest one must not look old and be let go of. */
    private Path named(Path directory, Path unfinished) throws IOException {
        Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Path> earlier = copies(directory);
        if (!earlier.isEmpty()) {
            Instant next = time(earlier.getLast()).orElse(time).plusMillis(1);
            time = next.isAfter(time) ? next : time;
        }
        return Files.move(unfinished, directory.resolve("config-" + TIME.format(time) + ".yml"),
                StandardCopyOption.ATOMIC_MOVE);
    }

    private void prune(Path directory) {
        try {
            List<Path> copies = copies(directory);
            for (Path old : superfluous(copies)) {
                Files.deleteIfExists(old);
            }
        } catch (IOException kept) {
            LOG.warn("Old copies in {} were not removed ({}). Remove them by hand.", directory,
                    FileReason.of(kept));
        }
    }

    /**
     * Returns the copies to let go of: those that are neither among the newest nor the last of their day, and those of days long ago.
     *
     * @param copies oldest first
     */
    private List<Path> superfluous(List<Path> copies) {
        int older = Math.max(0, copies.size() - policy.copies());
        LocalDate oldestDay = day(copies.getLast()).minusDays(policy.days() - 1L);
        List<Path> superfluous = new ArrayList<>();
        for (int i = 0; i < older; i++) {
            LocalDate day = day(copies.get(i));
            boolean lastOfItsDay = !day.equals(day(copies.get(i + 1)));
            if (!lastOfItsDay || day.isBefore(oldestDay)) {
                superfluous.add(copies.get(i));
            }
        }
        return superfluous;
    }

    private static LocalDate day(Path copy) {
        return LocalDate.ofInstant(time(copy).orElseThrow(), ZoneOffset.UTC);
    }

    private static List<Path> copies(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> time(path).isPresent()).sorted().toList();
        }
    }

    /** Returns the time in a copy's name; empty if the file is none of our copies. */
    private static Optional<Instant> time(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        try {
            return name.matches() ? Optional.of(TIME.parse(name.group(1), Instant::from)) : Optional.empty();
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    static void writeFully(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
