package dev.tunnelmanager.adapter.host;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What the operating system and the JDK say, made fit for a place inside a sentence. */
final class Sentences {

    /** Returns what {@code cause} says, on one line and without a full stop; its class where it says nothing. */
    static String reason(Throwable cause) {
        // These two say nothing but the path.
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        String line = message.strip().replaceAll("\\s+", " ");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private Sentences() {}
}
