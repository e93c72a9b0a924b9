package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.ports.driven.FileReason;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Turns what the operating system says about a file into a {@link PortFailure}. */
final class FileTrouble {

    /**
     * Returns the failure of something that surely has not changed the config file.
     *
     * @param what could not be done, the beginning of a sentence
     * @param path with which it has to do
     */
    static PortFailure nothingWritten(String what, Path path, IOException cause) {
        String reason = FileReason.of(cause);
        String problem = what + " (" + reason + "), so nothing was changed.";
        if (reason.contains("Operation not permitted")) {
            return new PortFailure(PortFailure.Kind.DENIED, problem,
                    "Run Tunnel Manager as the owner of " + path + " or as root.",
                    cause);
        }
        if (cause instanceof AccessDeniedException || reason.contains("Read-only file system")) {
            return new PortFailure(PortFailure.Kind.DENIED, problem,
                    "Let the user that Tunnel Manager runs as read and write " + path + " and its directory.", cause);
        }
        String advice = reason.contains("No space left") || reason.contains("quota")
                ? "Free space on the file system of " + path + "."
                : "Look at " + path + " and its directory: `ls -ld " + path + "`.";
        return new PortFailure(PortFailure.Kind.UNAVAILABLE, problem, advice, cause);
    }

    /** Returns the failure of something after which the content of the config file is not known for sure. */
    static PortFailure unknown(String problem, Path path, IOException cause) {
        return new PortFailure(PortFailure.Kind.OUTCOME_UNKNOWN, problem + " (" + FileReason.of(cause) + ").",
                "Compare " + path + " with its newest backup.", cause);
    }

    private FileTrouble() {}
}
