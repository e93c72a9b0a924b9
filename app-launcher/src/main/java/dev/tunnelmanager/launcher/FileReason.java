package dev.tunnelmanager.launcher;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** Why a file could not be made or written, in the words of the operating system and without the names of classes. */
public final class FileReason {

    /** Completes a sentence about the file. */
    public static String of(IOException failed) {
        return switch (failed) {
            case AccessDeniedException denied -> "permission denied";
            case UserPrincipalNotFoundException nobody -> "there is no user " + nobody.getName();
            case FileSystemException system when system.getReason() != null -> system.getReason();
            case FileSystemException system -> "something else is at " + system.getFile();
            default -> failed.getMessage() == null ? "no reason was given" : failed.getMessage();
        };
    }

    private FileReason() {}
}
