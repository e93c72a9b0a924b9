package dev.tunnelmanager.launcher.daemon;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.FileReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file for systemd that is ours to write.
 *
 * @param path where it belongs
 * @param text all of it, with {@link #MARKER} in its first line
 */
public record UnitFile(Path path, String text) {

    /** In the first line of every file that we write; a file without it is somebody else's. */
    public static final String MARKER = "# Written by tunnel-manager install";

    public UnitFile {
        if (!text.startsWith(MARKER)) {
            throw new IllegalArgumentException(path + " would not carry our marker");
        }
    }

    /** Returns a file with our marker at its top. */
    static UnitFile of(Path path, String text) {
        return new UnitFile(path,
                MARKER + ", which writes it again. For changes of your own use a drop-in: systemctl edit "
                        + path.getFileName() + "\n" + text);
    }

    /**
     * Writes the file, readable by everybody; returns whether it is another than before. Refused if somebody else's file is there, or
     * if it cannot be written.
     */
    public Verdict<Boolean> write() {
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                String there = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.readString(path) : "";
                if (!there.startsWith(MARKER)) {
                    return Verdict.refused(RefusalCode.INVALID_ARGUMENT,
                            path + " is there and was not written by tunnel-manager install, so it is left as it is.",
                            "Look at it, move it away, and run this again; or see what would be written with --print.");
                }
                if (there.equals(text)) {
                    return Verdict.granted(false);
                }
            }
            Path folder = path.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path beside = Files.createTempFile(folder, ".tunnel-manager", ".part");
            Files.write(beside, text.getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
            return Verdict.granted(true);
        } catch (IOException unwritable) {
            return Verdict.refused(RefusalCode.INVALID_ARGUMENT,
                    path + " cannot be written: " + FileReason.of(unwritable) + ".",
                    "Run this as root, or see what would be written with --print.");
        }
    }
}
