package dev.tunnelmanager.adapter.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A note on disk of what was switched, so that whoever comes after a crash can undo it.
 *
 * @param link the name of the network interface
 * @param index its number, as the kernel has it
 * @param servers what was asked over it before; empty if nothing was
 */
record ResolverSwitch(String link, String index, List<String> servers) {

    ResolverSwitch {
        servers = List.copyOf(servers);
    }

    /** Reads the note; empty if there is none. One that is damaged is told as a failure to read. */
    static Optional<ResolverSwitch> read(Path file) throws IOException {
        List<String> words;
        try {
            words = List.of(Files.readString(file, StandardCharsets.UTF_8).strip().split("\\s+", -1));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        if (words.size() < 2) {
            throw new IOException("it is damaged");
        }
        return Optional.of(new ResolverSwitch(words.get(0), words.get(1), words.subList(2, words.size())));
    }

    /** Writes the note so that it is on disk, whole, when this returns. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, link + " " + index + " " + String.join(" ", servers) + "\n");
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
