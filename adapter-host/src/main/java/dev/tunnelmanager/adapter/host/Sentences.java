package dev.tunnelmanager.adapter.host;

/** What the operating system and the JDK say, made fit for a place inside a sentence. */
final class Sentences {

    /** Returns what {@code cause} says, on one line and without a full stop; its class where it says nothing. */
    static String reason(Throwable cause) {
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        String line = message.strip().replaceAll("\\s+", " ");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private Sentences() {}
}
