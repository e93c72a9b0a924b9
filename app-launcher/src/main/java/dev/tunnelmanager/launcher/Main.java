package dev.tunnelmanager.launcher;

import dev.tunnelmanager.launcher.command.TunnelManagerCommand;
import java.nio.file.Path;
import java.util.Optional;

/** The entry point. */
public final class Main {

    private Main() {}

    /** Runs the command line, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int code = arguments.length > 0 && arguments[0].equals("mcp") ? mcp(arguments)
                : TunnelManagerCommand.run(arguments);
        // Daemon threads may wait in the kernel; the exit code must not wait for them.
        System.exit(code);
    }

    /** Reads the few options of {@code mcp} by hand: the library for that costs more than all else until the first answer. */
    private static int mcp(String[] arguments) {
        String project = null;
        String config = null;
        boolean meta = false;
        for (int i = 1; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--meta")) {
                meta = true;
            } else if (argument.startsWith("--project=")) {
                project = argument.substring("--project=".length());
            } else if (argument.startsWith("--config=")) {
                config = argument.substring("--config=".length());
            } else if (argument.equals("--project") && i + 1 < arguments.length) {
                project = arguments[++i];
            } else if (argument.equals("--config") && i + 1 < arguments.length) {
                config = arguments[++i];
            } else {
                // Help, or a mistake: both are told by the full command line.
                return TunnelManagerCommand.run(arguments);
            }
        }
        return McpProcess.serve(Optional.ofNullable(project), meta, Optional.ofNullable(config).map(Path::of));
    }
}
