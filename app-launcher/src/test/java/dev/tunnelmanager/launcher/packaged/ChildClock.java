package dev.tunnelmanager.launcher.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock as the program and the connectors see it, set by a test while they run. The clock that only counts is left alone,
 * as it is when somebody sets a machine's clock. Needs libfaketime, because Linux has no namespaces for the wall clock.
 */
final class ChildClock {

    private final Path offset;

    private ChildClock(Path offset) {
        this.offset = offset;
    }

    /** Gives the clock to everything that the bench starts from now on; empty where libfaketime is missing. */
    static Optional<ChildClock> of(Bench bench, Path folder) throws IOException {
        Optional<Path> library = library();
        if (library.isEmpty()) {
            return Optional.empty();
        }
        ChildClock clock = new ChildClock(folder.resolve("clock"));
        clock.set(0);
        bench.environment("LD_PRELOAD", library.get().toString());
        bench.environment("FAKETIME_TIMESTAMP_FILE", clock.offset.toString());
        // How many seconds go by until a process notices that the clock was set.
        bench.environment("FAKETIME_CACHE_DURATION", "1");
        bench.environment("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        // Waits of the JVM end at once with the library's repair of a C library that it takes this one for.
        bench.environment("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        bench.environment("NO_FAKE_STAT", "1");
        return Optional.of(clock);
    }

    /** Sets it this far ahead of the machine's, or behind it. */
    void set(long seconds) throws IOException {
        Path next = Files.writeString(offset.resolveSibling("clock.next"), String.format("%+d%n", seconds));
        Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Where Debian puts it, by architecture. */
    private static Optional<Path> library() throws IOException {
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            return architectures.map(folder -> folder.resolve("faketime").resolve("libfaketime.so.1"))
                    .filter(Files::exists).findFirst();
        }
    }
}
