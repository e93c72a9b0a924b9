package dev.tunnelmanager.adapter.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which other processes have files open, as {@code /proc} shows it: those of this user, or everybody's for root. Nothing is opened
 * but links, so no lock of this process is touched. Safe for use by many threads.
 */
public final class FileUsers {

    private static final int LONGEST_WORDS = 80;

    private final Path processes;

    /** Makes one for this machine. */
    public FileUsers() {
        this(Path.of("/proc"));
    }

    FileUsers(Path processes) {
        this.processes = processes;
    }

    /**
     * Returns who has one of these files open, in the order of the process ids; never this process.
     *
     * @param directory where the files are
     * @param names their names in it
     */
    public List<User> of(Path directory, Set<String> names) {
        List<User> users = new ArrayList<>();
        Path real;
        try {
            real = directory.toRealPath();
        } catch (IOException noSuchDirectory) {
            return List.of();
        }
        long self = ProcessHandle.current().pid();
        ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(pid -> pid != self).sorted()
                .filter(pid -> hasOpen(pid, real, names)).forEach(pid -> users.add(new User(pid, words(pid))));
        return List.copyOf(users);
    }

    private boolean hasOpen(long pid, Path directory, Set<String> names) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(processes.resolve(Long.toString(pid))
                .resolve("fd"))) {
            for (Path link : links) {
                if (target(link).filter(file -> directory.equals(file.getParent())
                        && names.contains(String.valueOf(file.getFileName()))).isPresent()) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException endedOrAnotherUsers) {
            return false;
        }
    }

    private static Optional<Path> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link));
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }

    /** Returns what the process was told to do: the arguments of our own program, or the program's name of another. */
    private String words(long pid) {
        Path process = processes.resolve(Long.toString(pid));
        try {
            String[] arguments = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0", -1);
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i].endsWith("/tunnel-manager.jar") || arguments[i].endsWith(".launcher.Main")) {
                    String told = String.join(" ", List.of(arguments).subList(i + 1, arguments.length)).strip();
                    return shortened("tunnel-manager " + told);
                }
            }
            return shortened(Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1).strip());
        } catch (IOException ended) {
            return "it has just ended";
        }
    }

    private static String shortened(String words) {
        String visible = words.replaceAll("\\p{Cntrl}", "?");
        return visible.length() > LONGEST_WORDS ? visible.substring(0, LONGEST_WORDS) + "…" : visible;
    }

    /**
     * A process that has a file open.
     *
     * @param pid its number
     * @param words what it was told to do, for people
     */
    public record User(long pid, String words) {

        @Override
        public String toString() {
            return "process " + pid + " (" + words + ")";
        }
    }
}
