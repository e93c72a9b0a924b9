package dev.tunnelmanager.launcher.packaged;

import dev.tunnelmanager.standins.connector.StandInBinary;
import dev.tunnelmanager.standins.connector.StandInCloudflared;
import dev.tunnelmanager.standins.engine.LiveEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The stand-in connector as the program of a container. It needs a JVM: this machine's is shown to its container, with the libraries
 * that it needs.
 */
final class StandInContainer {

    private static final List<String> SYSTEM = List.of("/usr", "/lib", "/lib64", "/etc/nsswitch.conf");

    /**
     * Returns how to make it.
     *
     * @param statusPort where it serves its status pages, inside
     * @param grace its grace period
     * @param options of the container
     * @param more options of the connector
     */
    static LiveEngine.Made of(LiveEngine engine, Bench bench, int statusPort, String grace, List<String> options,
            List<String> more) {
        Path java = Path.of(System.getProperty("java.home"));
        List<Path> libraries = StandInBinary.libraries();
        List<String> shown = new ArrayList<>(SYSTEM);
        libraries.forEach(library -> shown.add(library.toString()));
        shown.add(java.toString());
        shown.add(bench.folder().toString());
        List<String> all = new ArrayList<>(options);
        shown.stream().filter(path -> Files.exists(Path.of(path)))
                .forEach(path -> all.addAll(List.of("-v", path + ":" + path + ":ro")));
        List<String> command = new ArrayList<>(List.of(java.resolve("bin/java").toString(), "-XX:TieredStopAtLevel=1",
                "-Xmx64m", "-cp", libraries.stream().map(Path::toString).collect(Collectors.joining(":")),
                StandInCloudflared.class.getName(), "tunnel", "--no-autoupdate", "--config",
                bench.configFile().toString(), "--metrics", "0.0.0.0:" + statusPort, "--grace-period", grace));
        command.addAll(more);
        command.add("run");
        return engine.connectorRunning(command, all);
    }

    private StandInContainer() {}
}
