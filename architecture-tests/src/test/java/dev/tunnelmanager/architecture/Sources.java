package dev.tunnelmanager.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The source files of all modules. */
final class Sources {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Sources() {}

    /** Returns the Java files below {@code part} of any module, which are never few. */
    static List<Path> below(String part) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> found = modules.map(module -> module.resolve(part)).filter(Files::isDirectory)
                    .flatMap(Sources::walk).sorted().toList();
            assertThat(found).as("source files below " + part).hasSizeGreaterThan(50);
            return found;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<Path> walk(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Returns the name of the type that a file declares. */
    static String typeName(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    /** Returns the folder of the module that a file belongs to. */
    static String module(Path file) {
        return ROOT.relativize(file).getName(0).toString();
    }
}
