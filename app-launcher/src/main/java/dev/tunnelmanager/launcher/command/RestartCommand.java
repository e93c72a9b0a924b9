package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.launcher.Installation.Role;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has the connector restarted by hand. */
@Command(name = "restart", description = {
        "Replaces every process of the connector by a fresh one, one after the other; meta only.", "",
        "Of use when something is wrong that the watch does not see. With several replicas no request is lost.",
        "Example: tunnel-manager restart --meta"})
final class RestartCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException {
        return new ToolRun(options, Role.CARRYING_OUT).tool("tunnel_restart", JsonObject.EMPTY);
    }
}
