package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds programs as a shell does. */
final class Executables {

    /** Returns where {@code program}, a name or a path, is; empty if it is not there or cannot be executed. */
    static Optional<Path> find(String program) {
        try {
            if (program.contains("/")) {
                return Optional.of(Path.of(program).toAbsolutePath()).filter(Executables::isProgram);
            }
            String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/local/bin:/usr/bin:/bin");
            for (String folder : path.split(File.pathSeparator, -1)) {
                Path candidate = Path.of(folder.isEmpty() ? "." : folder).resolve(program).toAbsolutePath();
                if (isProgram(candidate)) {
                    return Optional.of(candidate);
                }
            }
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }

    private Executables() {}
}
