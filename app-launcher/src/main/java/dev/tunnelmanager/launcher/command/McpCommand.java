package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.launcher.McpProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The help of {@code mcp}. Its start goes past this class, which would cost the better part of a quick start. */
@Command(name = "mcp", description = {"Serves the tools over MCP on standard input and output.", "",
        "This is what a supervisor's MCP client launches. Nothing but the protocol is written to standard output.",
        "Example: tunnel-manager mcp --project shop"})
final class McpCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public Integer call() {
        return McpProcess.serve(options.project(), options.meta(), options.config());
    }
}
