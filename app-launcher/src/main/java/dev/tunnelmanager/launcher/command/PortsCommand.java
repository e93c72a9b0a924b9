package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.launcher.Installation.Role;
import dev.tunnelmanager.ports.driving.Page;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, allocates and releases ports. */
@Command(name = "ports", description = {"Lists the project's ports; allocates and releases them.", "",
        "A hostname can only lead to a port that is allocated to its project.",
        "Example: tunnel-manager ports allocate 5000 --project shop"}, subcommands = {PortsCommand.Allocate.class,
                PortsCommand.Release.class})
final class PortsCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--for", paramLabel = "NAME", description = "With --meta: only this project's.")
    private @Nullable String owner;

    @Override
    public Integer call() throws InterruptedException {
        return new ToolRun(options, Role.ASKING).tool("port_list",
                JsonObject.with().putIfPresent("projectName", Optional.ofNullable(owner)).put("limit", Page.MOST)
                        .build());
    }

    @Command(name = "allocate", description = {"Allocates a port, or says more of the service behind one.", "",
            "Without PORT, the lowest port of the project's range on which nothing listens.",
            "Example: tunnel-manager ports allocate 5000 --container shop-web --project shop"})
    static final class Allocate implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Parameters(index = "0", arity = "0..1", paramLabel = "PORT", description = "Which port.")
        private @Nullable Long port;

        @Option(names = "--container", paramLabel = "NAME", description = "The container that serves it.")
        private @Nullable String container;

        @Option(names = "--host-service", description = "A process on the host serves it, for sure.")
        private @Nullable Boolean hostService;

        @Option(names = "--scheme", paramLabel = "WORD", description = "http, https, tcp, ssh or rdp.")
        private @Nullable String scheme;

        @Option(names = "--no-tls-verify", description = "Do not check the service's own certificate.")
        private @Nullable Boolean unchecked;

        @Option(names = "--for", paramLabel = "NAME", description = "With --meta: for this project.")
        private @Nullable String owner;

        @Override
        public Integer call() throws InterruptedException {
            JsonObject.Builder arguments = JsonObject.with()
                    .putIfPresent("container", Optional.ofNullable(container))
                    .putIfPresent("scheme", Optional.ofNullable(scheme))
                    .putIfPresent("projectName", Optional.ofNullable(owner));
            if (port != null) {
                arguments.put("port", port);
            }
            if (hostService != null) {
                arguments.put("hostService", hostService);
            }
            if (unchecked != null) {
                arguments.put("tlsVerify", !unchecked);
            }
            return new ToolRun(options, Role.ASKING).tool("port_allocate", arguments.build());
        }
    }

    @Command(name = "release", description = {"Releases a port that no hostname uses.", "",
            "Example: tunnel-manager ports release 5000 --project shop"})
    static final class Release implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Parameters(index = "0", paramLabel = "PORT", description = "Which port.")
        private long port;

        @Override
        public Integer call() throws InterruptedException {
            return new ToolRun(options, Role.ASKING).tool("port_release", JsonObject.with().put("port", port).build());
        }
    }
}
