package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.launcher.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the whole story on one machine. */
@Command(name = "demo", description = {"Shows the whole story on this machine: no account, no root, no network.", "",
        "Simulated are the provider, its edge and the connector; the rest is real. Takes a few seconds.",
        "Example: tunnel-manager demo --keep"})
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--keep", description = "Keep the files, to look at them.")
    private boolean keep;

    @Override
    public Integer call() throws IOException {
        Path directory = Files.createTempDirectory("tunnel-manager-demo");
        try {
            return new Demo(System.out, directory).run() ? Printer.DONE : Printer.FAILED;
        } finally {
            if (!keep) {
                delete(directory);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
