package dev.tunnelmanager.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A working directory and an environment in which a configuration is read. */
final class Desk {

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    Desk(Path directory) {
        this.directory = directory;
    }

    /** Returns the place that stands for the one in /etc. */
    Path systemFile() {
        return directory.resolve("etc/tunnel-manager.yml");
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    Desk with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Path write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Verdict<Configuration> read(Optional<Path> named) {
        return new ConfigurationReader(environment, directory, List.of(Path.of("tunnel-manager.yml"), systemFile()))
                .read(named);
    }

    /** Returns what the keys of this text, in a file of version 1, amount to. */
    Verdict<Configuration> keys(String keys) {
        write("tunnel-manager.yml", "version: 1\n" + keys);
        return read(Optional.empty());
    }

    Configuration good() {
        return good(read(Optional.empty()));
    }

    static Configuration good(Verdict<Configuration> verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Granted.class);
        return ((Verdict.Granted<Configuration>) verdict).value();
    }

    static Refusal refusal(Verdict<Configuration> verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        Refusal refusal = ((Verdict.Refused<Configuration>) verdict).refusal();
        assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_CONFIGURATION);
        return refusal;
    }
}
