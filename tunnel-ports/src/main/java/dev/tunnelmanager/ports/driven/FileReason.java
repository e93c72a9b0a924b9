package dev.tunnelmanager.ports.driven;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/**
 * Why something could not be done with a file, in words that complete a sentence of an adapter: as the operating system says it,
 * on one line, without a full stop, without the path (which the sentence names anyway) and without the names of classes.
 */
public final class FileReason {

    /** Returns the reason; a sentence that can be understood also where the JDK gives none. */
    public static String of(IOException failed) {
        return switch (failed) {
            // These say nothing but a path or a name: their class is the reason.
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "no such file or directory";
            case FileAlreadyExistsException there -> "something else is at " + there.getFile();
            case NotDirectoryException file -> file.getFile() + " is not a directory";
            case DirectoryNotEmptyException full -> full.getFile() + " is not empty";
            case FileSystemLoopException loop -> "symbolic links go round in a circle";
            case UserPrincipalNotFoundException nobody -> "there is no user " + nobody.getName();
            case FileSystemException system when system.getReason() != null -> oneLine(system.getReason());
            default -> failed.getMessage() == null || failed.getMessage().isBlank() ? "no reason was given"
                    : oneLine(failed.getMessage());
        };
    }

    private static String oneLine(String words) {
        String line = words.strip().replaceAll("\\s+", " ");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private FileReason() {}
}
