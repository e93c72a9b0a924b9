package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.adapter.cloudflaredruntime.ProcessTable.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A note in the state directory that a child process is told to end. It is written before the signal is sent and once more after
 * it, so that whoever finds it knows that the signal was sent, or who was about to send it.
 *
 * @param killAt when the process is to be killed if it has not ended by itself
 * @param writer the process that was about to send the signal; empty once it has been sent
 */
record EndingNote(Instant killAt, Optional<Identity> writer) {

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
     * Reads a note; empty if there is none. One that cannot be read counts as sent, with {@code grace} from when it was written.
     */
    static Optional<EndingNote> read(Path file, Duration grace) {
        try {
            String text = Files.readString(file);
            return Optional.of(parse(text).orElse(new EndingNote(
                    Files.getLastModifiedTime(file).toInstant().plus(grace), Optional.empty())));
        } catch (IOException none) {
            return Optional.empty();
        }
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
