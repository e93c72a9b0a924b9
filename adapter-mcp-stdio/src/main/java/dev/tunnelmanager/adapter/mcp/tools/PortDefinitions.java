package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolDefinition;
import dev.tunnelmanager.adapter.mcp.protocol.ToolTraits;

/** What clients are told of the tools for ports. */
final class PortDefinitions {

    static final String ALLOCATE = "port_allocate";
    static final String RELEASE = "port_release";
    static final String LIST = "port_list";

    static ToolDefinition allocate() {
        JsonObject arguments = JsonObject.with()
                .put("port",
                        Schemas.port("Which port. Left out: the lowest free one of the project's range on which nothing"
                                + " listens."))
                .put("container",
                        Schemas.argument("The container that serves the port, by name. Needed only if several of the"
                                + " project's containers fit."))
                .put("hostService", Schemas.flag("true if a process on the host, not a container, serves the port."))
                .put("scheme",
                        Schemas.oneOf("How the service is spoken to; http if nothing is said.", "http", "https", "tcp",
                                "ssh", "rdp"))
                .put("tlsVerify", Schemas.flag("false to accept any certificate of an https service; true if nothing is"
                        + " said."))
                .put(Definitions.PROJECT_NAME, Definitions.projectName())
                .build();
        JsonObject answer = port().build();
        return new ToolDefinition(ALLOCATE, "Allocate a port",
                "Takes a port for the project, so that no other project can, and keeps what is said of the service behind it."
                        + " For a port that is the project's already, changes what is said; leaving out all of container,"
                        + " hostService, scheme and tlsVerify keeps it. Starts nothing: the service listens by itself.",
                Schemas.input(arguments),
                Schemas.output(answer, "port", "project", "host_service", "scheme", "tls_verify", "allocated_at"),
                new ToolTraits(false, false, false, false));
    }

    static ToolDefinition release() {
        JsonObject arguments = JsonObject.with().put("port", Schemas.port("A port of the project.")).build();
        JsonObject answer = JsonObject.with()
                .put("port", Schemas.port("The port that is nobody's now."))
                .put("message", Schemas.text("One sentence for people."))
                .build();
        return new ToolDefinition(RELEASE, "Release a port",
                "Gives a port of the project back. Refused while a hostname uses it. A port that is nobody's is answered with"
                        + " success.",
                Schemas.input(arguments, "port"), Schemas.output(answer, "port", "message"),
                new ToolTraits(false, true, true, false));
    }

    static ToolDefinition list() {
        JsonObject arguments = JsonObject.with()
                .put(Definitions.PROJECT_NAME,
                        Schemas.argument("Only this project's. A project sees only its own, and any"
                                + " other name is refused; the meta-supervisor sees all, or this one's."))
                .put("after", Schemas.port("Go on behind this port: next of the answer before."))
                .put("limit", Schemas.limit())
                .build();
        JsonObject answer = JsonObject.with()
                .put("count", Schemas.whole("How many there are, in this answer or not."))
                .put("ports", Schemas.list("By number.", port().build(), "container"))
                .put("next", Schemas.port("Only if more follow: give it as after, the rest as before."))
                .build();
        return new ToolDefinition(LIST, "List ports",
                "Lists the ports that are allocated, by number, each with its project and what was said of the service behind"
                        + " it, 1,000 at a time unless limit says otherwise. Changes nothing.",
                Schemas.input(arguments), Schemas.output(answer, "count", "ports"),
                new ToolTraits(true, false, true, false));
    }

    private static JsonObject.Builder port() {
        return JsonObject.with()
                .put("port", Schemas.port("The port."))
                .put("project", Schemas.text("Whose it is."))
                .put("container", Schemas.text("The container that serves it, if one was named."))
                .put("host_service", Schemas.flag("Whether the project vouches that a process on the host serves it."))
                .put("scheme", Schemas.text("How the service is spoken to."))
                .put("tls_verify", Schemas.flag("Whether the certificate of an https service is checked."))
                .put("allocated_at", Schemas.text("Since when, ISO 8601 UTC."));
    }

    private PortDefinitions() {}
}
