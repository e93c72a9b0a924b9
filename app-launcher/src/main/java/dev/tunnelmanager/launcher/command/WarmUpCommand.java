package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.launcher.WarmUp;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The training run for the class-data archive. The start script adds what makes the JVM write the archive. */
@Command(name = "warm-up", description = {"Makes the class-data archive that lets later starts be fast.", "",
        "Run it once after unpacking, as a user that may write into lib/. Without it everything works, a little slower.",
        "Example: tunnel-manager warm-up"})
final class WarmUpCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        WarmUp.run();
        return Printer.DONE;
    }
}
