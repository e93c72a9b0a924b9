package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.adapter.cloudflaredruntime.ProcessTable.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A note in the state directory that a child process is told to end. It is written before the signal is sent and once more after
 * it, so that whoever finds it knows that the signal was sent, or who was about to send it.
 *
 * @param killAt when the process is to be killed if it has not ended by itself, on the {@link BootClock}: a time of day that is set
 *            anew would have it killed in the middle of its requests, or never
 * @param writer the process that was about to send the signal; empty once it has been sent
 */
record EndingNote(Instant killAt, Optional<Identity> writer) {

    private static final Logger LOG = LoggerFactory.getLogger(EndingNote.class);

    static final String SUFFIX = ".ending";

    boolean isSent() {
        return writer.isEmpty();
    }

    EndingNote sent() {
        return new EndingNote(killAt, Optional.empty());
    }

    /** Returns where the note on a process is kept. */
    static Path file(Path folder, ProcessTable.Tagged process) {
        return folder.resolve(process.pid() + "-" + process.startTicks() + SUFFIX);
    }

    /**
     * Reads a note; empty if there is none. One that is not understood, or says a time that no note can say, such as the time of day,
     * counts as sent, and is replaced by one that can be understood.
     *
     * @param latest the latest time that a note can say now
     */
    static Optional<EndingNote> read(Path file, Instant latest) {
        try {
            Optional<EndingNote> understood = parse(Files.readString(file))
                    .filter(note -> !note.killAt().isAfter(latest));
            if (understood.isPresent()) {
                return understood;
            }
        } catch (IOException none) {
            return Optional.empty();
        }
        EndingNote fresh = new EndingNote(latest, Optional.empty());
        try {
            fresh.write(file);
        } catch (IOException unwritable) {
            LOG.debug("Could not replace {}: {}", file, unwritable.toString());
        }
        return Optional.of(fresh);
    }

    private static Optional<EndingNote> parse(String text) {
        String[] words = text.strip().split(" ", -1);
        try {
            return switch (words[0]) {
                case "sent" -> Optional.of(new EndingNote(Instant.parse(words[1]), Optional.empty()));
                case "about" -> Optional.of(new EndingNote(Instant.parse(words[1]),
                        Optional.of(new Identity(Long.parseLong(words[2]), Long.parseLong(words[3])))));
                default -> Optional.empty();
            };
        } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException garbled) {
            return Optional.empty();
        }
    }

    /** Writes the note so that a reader sees all of it or nothing. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, writer.map(who -> "about " + killAt + " " + who.pid() + " " + who.startTicks())
                .orElse("sent " + killAt) + "\n");
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
