package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolDefinition;
import dev.tunnelmanager.adapter.mcp.protocol.ToolTraits;
import java.util.List;

/** What clients are told of the tools. Knows neither the core nor the domain, so that it costs next to nothing at start. */
final class Definitions {

    static final String GET_STATUS = "tunnel_get_status";
    static final String REQUEST_CNAME = "tunnel_request_cname";
    static final String DELETE_CNAME = "tunnel_delete_cname";
    static final String LIST_CNAMES = "tunnel_list_cnames";
    static final String LIST_DOMAINS = "tunnel_list_domains";
    static final String GET_OPERATION = "tunnel_get_operation";
    static final String RESTART = "tunnel_restart";

    /** The names of arguments that more than one class needs. */
    static final String PROJECT_NAME = "projectName";
    static final String IS_META = "isMetaSupervisor";

    static final String INSTRUCTIONS = "Tunnel Manager publishes services of this host under public hostnames, over one tunnel"
            + " that all projects share. The usual order: port_allocate takes a port for the project; the service listens on"
            + " it; tunnel_request_cname publishes a hostname that leads to it; tunnel_list_cnames shows what is published;"
            + " tunnel_delete_cname withdraws it, after which port_release gives the port back. tunnel_get_status says how the"
            + " tunnel is. Who is asking was decided when this server was launched; a project sees and changes what is its own."
            + " A refusal has isError true with code, error and recommendation; a result with pending true has not ended, and"
            + " tunnel_get_operation tells its outcome.";

    private static final String OWN_NAME = "The project this is for. Not needed: it is the one that the server was launched"
            + " for, and any other is refused. Launched as the meta-supervisor: the project to act for.";
    private static final String LAUNCHED_AS_META = "Not needed: it was decided when the server was launched, and a value that"
            + " disagrees is refused.";

    static List<ToolDefinition> all() {
        return List.of(getStatus(), requestCname(), deleteCname(), listCnames(), listDomains(), getOperation(),
                PortDefinitions.allocate(), PortDefinitions.release(), PortDefinitions.list(), restart());
    }

    static JsonObject projectName() {
        return Schemas.argument(OWN_NAME);
    }

    private static ToolDefinition getStatus() {
        JsonObject replica = JsonObject.with()
                .put("name", Schemas.text("Names it among its siblings."))
                .put("ready_connections", Schemas.whole("Its links to the edge that are up."))
                .put("restarts", Schemas.whole("How often its keeper has restarted it, as far as the keeper counts."))
                .put("started_at", Schemas.text("Since when it runs, ISO 8601 UTC."))
                .build();
        JsonObject answer = JsonObject.with()
                .put("status", Schemas.oneOf("How the tunnel is, in a word.", "up", "down", "restarting"))
                .put("uptime_seconds", Schemas.whole("Since the oldest connected replica was started; 0 when down."))
                .put("restart_count", Schemas.whole("How often the connector was restarted, as far as is known."))
                .put("last_check", Schemas.text("When this was seen, ISO 8601 UTC."))
                .put("cloudflared_location", Schemas.oneOf("Where the connector runs.", "host", "container", "unknown"))
                .put("ready_connections", Schemas.whole("Links to the edge that are up; absent if that is not known."))
                .put("replicas", Schemas.whole("Connector processes that run; absent if that is not known."))
                .put("replicas_wanted", Schemas.whole("Connector processes that should run."))
                .put("replica_details", Schemas.list("Each process.", replica, "started_at"))
                .put("connector_kind", Schemas.text("How the connector is kept running."))
                .put("diagnosis", Schemas.text("The same in one sentence, with what to do if anything."))
                .put("evidence", Schemas.texts("What was seen that the diagnosis rests on."))
                .put("uptime_24h_percent", Schemas.percent("Looks of the last 24 hours at which the tunnel was up."))
                .put("uptime_7d_percent", Schemas.percent("The same of 7 days."))
                .put("uptime_30d_percent", Schemas.percent("The same of 30 days."))
                .put("leader", Schemas.text("Which process carries changes out."))
                .build();
        return new ToolDefinition(GET_STATUS, "Tunnel status",
                "Looks at the tunnel now and says whether it is up, since when, how often the connector was restarted, where"
                        + " it runs and what is wrong if anything. Changes nothing. Of use when a published hostname does not"
                        + " answer, and before a change. A tunnel that is down is an answer, not an error.",
                Schemas.NO_ARGUMENTS,
                Schemas.output(answer, "status", "uptime_seconds", "restart_count", "last_check",
                        "cloudflared_location",
                        "diagnosis"),
                new ToolTraits(true, false, true, true));
    }

    private static ToolDefinition requestCname() {
        JsonObject arguments = JsonObject.with()
                .put("subdomain",
                        Schemas.argument("What stands before the domain, for example api; @ for the domain itself; a"
                                + " full hostname such as api.example.com is accepted too."))
                .put("targetPort",
                        Schemas.port("The project's port on which the service listens; port_allocate gives one."))
                .put("domain",
                        Schemas.argument("One of tunnel_list_domains, or a name below one. Not needed if there is a"
                                + " default or only one."))
                .put(PROJECT_NAME, projectName())
                .build();
        JsonObject answer = JsonObject.with()
                .put("hostname", Schemas.text("The public name."))
                .put("url", Schemas.text("The public address."))
                .put("ingress_target", Schemas.text("Where the connector finds the service, for example"
                        + " http://localhost:5000."))
                .put("target_type", Schemas.oneOf("What the target is.", "localhost", "container"))
                .put("container_name", Schemas.text("The container, for a container."))
                .put("docker_network", Schemas.text("The network shared with the connector, where one is used."))
                .put("reason", Schemas.text("Why this target was chosen."))
                .put("project", Schemas.text("Whose hostname it is."))
                .put("port", Schemas.port("The project's port."))
                .put("warnings", Schemas.texts("What the project should know, a sentence each."))
                .build();
        return new ToolDefinition(REQUEST_CNAME, "Publish a hostname",
                "Publishes a hostname that leads over the tunnel to a port of the project: finds out where the service runs,"
                        + " chooses the address at which the connector reaches it, writes the ingress rule, has it served, and"
                        + " creates the public record last. Comes back when visitors can reach it, usually within 10 seconds."
                        + " The same request again is answered the same and does nothing twice. If it takes longer, the result"
                        + " has pending true and an operation_id for tunnel_get_operation. Cancelling withdraws the request if"
                        + " nobody has begun it.",
                Schemas.input(arguments, "subdomain", "targetPort"),
                Schemas.pendingOutput(answer, "hostname", "url", "ingress_target", "target_type", "reason", "project",
                        "port", "state"),
                new ToolTraits(false, false, true, true));
    }

    private static ToolDefinition deleteCname() {
        JsonObject arguments = JsonObject.with()
                .put("hostname", Schemas.argument("The hostname in full, for example api.example.com."))
                .put(PROJECT_NAME, projectName())
                .put(IS_META, Schemas.flag(LAUNCHED_AS_META))
                .build();
        JsonObject answer = JsonObject.with()
                .put("hostname", Schemas.text("The name that is public no longer."))
                .build();
        return new ToolDefinition(DELETE_CNAME, "Withdraw a hostname",
                "Withdraws a hostname of the project: removes its public record, then its ingress rule. Records and rules that"
                        + " somebody else made or changed are left alone and reported. A hostname that was withdrawn before is"
                        + " answered with success. The port stays allocated.",
                Schemas.input(arguments, "hostname"),
                Schemas.pendingOutput(answer, "message", "hostname"),
                new ToolTraits(false, true, true, true));
    }

    private static ToolDefinition listCnames() {
        JsonObject arguments = JsonObject.with()
                .put(PROJECT_NAME,
                        Schemas.argument("Only this project's. A project sees only its own, and any other name is"
                                + " refused; the meta-supervisor sees all, or this one's."))
                .put("domain", Schemas.argument("Only hostnames within this domain."))
                .put(IS_META, Schemas.flag(LAUNCHED_AS_META))
                .put("after", Schemas.argument("Go on behind this hostname: next of the answer before."))
                .put("limit", Schemas.limit())
                .build();
        JsonObject cname = JsonObject.with()
                .put("hostname", Schemas.text("The public name."))
                .put("url", Schemas.text("The public address."))
                .put("target", Schemas.text("Where the connector finds the service; absent before it is chosen."))
                .put("project", Schemas.text("Whose it is."))
                .put("state",
                        Schemas.text(
                                "reserved, routed, live, verified, suspended or withdrawing; only live and verified"
                                        + " are public."))
                .put("port", Schemas.port("The project's port."))
                .build();
        JsonObject answer = JsonObject.with()
                .put("count", Schemas.whole("How many there are, in this answer or not."))
                .put("cnames", Schemas.list("By name.", cname, "target"))
                .put("next", Schemas.text("Only if more follow: give it as after, the rest as before."))
                .build();
        return new ToolDefinition(LIST_CNAMES, "List hostnames",
                "Lists the hostnames that are held, by name, each with its target and its project, 1,000 at a time unless limit"
                        + " says otherwise. Changes nothing.",
                Schemas.input(arguments), Schemas.output(answer, "count", "cnames"),
                new ToolTraits(true, false, true, false));
    }

    private static ToolDefinition listDomains() {
        JsonObject domain = JsonObject.with()
                .put("name", Schemas.text("The domain."))
                .put("zone_id", Schemas.text("The provider's id of it."))
                .put("status", Schemas.oneOf("Whether names in it are served.", "active", "not_serving", "unusable"))
                .put("notes", Schemas.texts("What a publisher should know, a sentence each."))
                .build();
        JsonObject answer = JsonObject.with()
                .put("count", Schemas.whole("How many."))
                .put("domains", Schemas.list("By name.", domain))
                .build();
        return new ToolDefinition(LIST_DOMAINS, "List domains",
                "Lists the domains in which hostnames can be published, each with the provider's zone id. Changes nothing. Of"
                        + " use before tunnel_request_cname when more than one domain may be meant.",
                Schemas.NO_ARGUMENTS, Schemas.output(answer, "count", "domains"),
                new ToolTraits(true, false, true, true));
    }

    private static ToolDefinition getOperation() {
        JsonObject arguments = JsonObject.with()
                .put("operationId", Schemas.argument("The operation_id of an earlier result."))
                .build();
        JsonObject answer = JsonObject.with()
                .put("action", Schemas.oneOf("What was asked for.", "publish", "withdraw"))
                .put("hostname", Schemas.text("Which hostname it is about."))
                .put("url", Schemas.text("The public address, once it is published."))
                .put("project", Schemas.text("Whose hostname it is."))
                .put("port", Schemas.port("The project's port, for publish."))
                .put("warnings", Schemas.texts("What the project should know, a sentence each."))
                .build();
        return new ToolDefinition(GET_OPERATION, "Outcome of an operation",
                "Tells how a publication or withdrawal stands that took longer than its call could wait. The result is what the"
                        + " call itself would have said: success true when it is done; isError with code, error and"
                        + " recommendation when it was refused or has failed; pending true while it goes on. Changes nothing.",
                Schemas.input(arguments, "operationId"),
                Schemas.pendingOutput(answer, "operation_id", "state", "message", "action", "hostname", "project"),
                new ToolTraits(true, false, true, false));
    }

    private static ToolDefinition restart() {
        JsonObject answer = JsonObject.with()
                .put("restarted", Schemas.texts("The connector's processes that were replaced, by name."))
                .build();
        return new ToolDefinition(RESTART, "Restart the connector",
                "Replaces every process of the connector by a fresh one, one after the other, so that with several of them no"
                        + " request is lost. Only the meta-supervisor may. Of use when something is wrong that the watch does"
                        + " not see; the watch restarts by itself what a restart helps. Written to the audit log.",
                Schemas.NO_ARGUMENTS, Schemas.pendingOutput(answer, "message", "restarted"),
                new ToolTraits(false, true, false, true));
    }

    private Definitions() {}
}
