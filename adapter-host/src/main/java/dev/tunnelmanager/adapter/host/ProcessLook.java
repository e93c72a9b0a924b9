package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.ports.driven.Leadership.ProcessState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Looks at a process of this machine, see proc_pid_stat(5). Knows nothing where there is no {@code /proc}. */
final class ProcessLook {

    private static final Path PROC = Path.of("/proc");
    /** The kernel counts from its boot, and the clock may have been set since; a number is not reused within seconds. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private ProcessLook() {}

    /** Returns what can be seen of the process of this number that ran at {@code since} already. */
    static ProcessState at(long pid, Instant since) {
        if (!Files.exists(PROC.resolve("self/stat"))) {
            return ProcessState.UNKNOWN;
        }
        boolean anothers = ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant())
                .filter(start -> start.isAfter(since.plus(TOLERANCE))).isPresent();
        if (anothers) {
            return ProcessState.GONE;
        }
        try {
            return ofStat(Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"),
                    StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException gone) {
            return ProcessState.GONE;
        } catch (IOException unreadable) {
            return ProcessState.UNKNOWN;
        }
    }

    /** Understands a line of {@code /proc/PID/stat}: field 3, behind the command in parentheses, is the state. */
    static ProcessState ofStat(String stat) {
        String rest = stat.substring(stat.lastIndexOf(')') + 1).strip();
        return switch (rest.isEmpty() ? ' ' : rest.charAt(0)) {
            case 'T', 't' -> ProcessState.STOPPED;
            case 'Z', 'X', 'x' -> ProcessState.GONE;
            case ' ' -> ProcessState.UNKNOWN;
            default -> ProcessState.RUNNING;
        };
    }
}
