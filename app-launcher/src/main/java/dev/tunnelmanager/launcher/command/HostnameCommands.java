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

/** The commands about hostnames, domains and the tunnel: each runs the tool of the same purpose. */
final class HostnameCommands {

    private HostnameCommands() {}

    @Command(name = "status", description = {"Shows how the tunnel is.", "",
            "Looks at the connector now: whether it is connected to the edge, with how many replicas, since when.",
            "Example: tunnel-manager status --project shop"})
    static final class Status implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Override
        public Integer call() throws InterruptedException {
            return new ToolRun(options, Role.ASKING).tool("tunnel_get_status", JsonObject.EMPTY);
        }
    }

    @Command(name = "request", description = {"Publishes a hostname that leads to one of the project's ports.", "",
            "The port must be the project's own; allocate it first with: tunnel-manager ports allocate PORT.",
            "Example: tunnel-manager request api 5000 --domain example.com --project shop"})
    static final class Request implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Parameters(index = "0", paramLabel = "SUBDOMAIN", description = "What stands before the domain; @ for the domain itself.")
        private String subdomain = "";

        @Parameters(index = "1", paramLabel = "PORT", description = "The project's port behind it.")
        private long port;

        @Option(names = "--domain", paramLabel = "DOMAIN", description = "The domain, if not the default one.")
        private @Nullable String domain;

        @Option(names = "--for", paramLabel = "NAME", description = "With --meta: act on behalf of this project.")
        private @Nullable String owner;

        @Override
        public Integer call() throws InterruptedException {
            return new ToolRun(options, Role.CARRYING_OUT).tool("tunnel_request_cname",
                    JsonObject.with().put("subdomain", subdomain).put("targetPort", port)
                            .putIfPresent("domain", Optional.ofNullable(domain))
                            .putIfPresent("projectName", Optional.ofNullable(owner)).build());
        }
    }

    @Command(name = "delete", description = {"Withdraws a hostname: first the record, then the ingress rule.", "",
            "Example: tunnel-manager delete api.example.com --project shop"})
    static final class Delete implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Parameters(index = "0", paramLabel = "HOSTNAME", description = "The whole hostname.")
        private String hostname = "";

        @Override
        public Integer call() throws InterruptedException {
            return new ToolRun(options, Role.CARRYING_OUT).tool("tunnel_delete_cname",
                    JsonObject.with().put("hostname", hostname).build());
        }
    }

    @Command(name = "list", description = {"Lists hostnames: a project's own, or with --meta everybody's.", "",
            "Example: tunnel-manager list --meta --for shop --domain example.com"})
    static final class ListHostnames implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only those within this domain.")
        private @Nullable String domain;

        @Option(names = "--for", paramLabel = "NAME", description = "With --meta: only this project's.")
        private @Nullable String owner;

        @Override
        public Integer call() throws InterruptedException {
            return new ToolRun(options, Role.ASKING).tool("tunnel_list_cnames",
                    JsonObject.with().putIfPresent("domain", Optional.ofNullable(domain))
                            .putIfPresent("projectName", Optional.ofNullable(owner)).put("limit", Page.MOST).build());
        }
    }

    @Command(name = "domains", description = {"Lists the zones in which hostnames can be published.", "",
            "Example: tunnel-manager domains --project shop"})
    static final class Domains implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Override
        public Integer call() throws InterruptedException {
            return new ToolRun(options, Role.ASKING).tool("tunnel_list_domains", JsonObject.EMPTY);
        }
    }

    @Command(name = "operation", description = {"Shows how far an operation has come, and how it has ended.", "",
            "Example: tunnel-manager operation op-0123456789abcdef --project shop"})
    static final class ShowOperation implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Parameters(index = "0", paramLabel = "ID", description = "The id that a request was answered with.")
        private String id = "";

        @Override
        public Integer call() throws InterruptedException {
            return new ToolRun(options, Role.ASKING).tool("tunnel_get_operation",
                    JsonObject.with().put("operationId", id).build());
        }
    }
}
