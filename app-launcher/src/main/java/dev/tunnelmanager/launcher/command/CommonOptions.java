package dev.tunnelmanager.launcher.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class CommonOptions {

    @Option(names = "--project", paramLabel = "NAME", description = "Act for this project (or TUNNEL_MANAGER_PROJECT).")
    private @Nullable String project;

    @Option(names = "--meta", description = "Act as the meta-supervisor (or TUNNEL_MANAGER_META=true).")
    private boolean meta;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration file (default: TUNNEL_MANAGER_CONFIG, ./tunnel-manager.yml,"
            + " /etc/tunnel-manager/tunnel-manager.yml).")
    private @Nullable Path config;

    @Option(names = "--json", description = "Print one JSON object, for scripts.")
    private boolean json;

    @Option(names = {"-v", "--verbose"}, description = "Tell on standard error what is being done.")
    private boolean verbose;

    /** Returns whom to tell what is being done. */
    Consumer<String> progress() {
        return words -> {
            if (verbose) {
                System.err.println("… " + words);
            }
        };
    }

    Optional<String> project() {
        return Optional.ofNullable(project);
    }

    boolean meta() {
        return meta;
    }

    Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    boolean json() {
        return json;
    }
}
