package dev.tunnelmanager.adapter.cloudflaredconfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Config files as people write them; {@code usable} ones were all accepted by gopkg.in/yaml.v3 3.0.1. */
final class Corpus {

    /** A file of the corpus. */
    record Sample(Path path) {
        byte[] bytes() {
            try {
                return Files.readAllBytes(path);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        String name() {
            return String.valueOf(path.getFileName()).replace(".yml", "");
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static Stream<Sample> usable() {
        return samples("/corpus");
    }

    static Stream<Sample> unusable() {
        return samples("/unusable");
    }

    static List<Sample> allUsable() {
        return usable().toList();
    }

    private static Stream<Sample> samples(String directory) {
        try (Stream<Path> files = Files
                .list(Path.of(Objects.requireNonNull(Corpus.class.getResource(directory)).toURI()))) {
            return files.filter(path -> path.toString().endsWith(".yml")).sorted().map(Sample::new).toList().stream();
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private Corpus() {}
}
