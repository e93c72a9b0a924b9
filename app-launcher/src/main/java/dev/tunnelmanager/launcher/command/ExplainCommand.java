package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.domain.topology.TargetDecision;
import dev.tunnelmanager.launcher.Installation.Role;
import dev.tunnelmanager.ports.driving.Explanation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says why a hostname or a port leads where it leads. */
@Command(name = "explain", description = {"Says why a hostname or a port leads where it leads, or why it cannot.", "",
        "Decides anew, from what runs now, exactly as for a request, and changes nothing.",
        "Example: tunnel-manager explain api.example.com --project shop"})
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(index = "0", paramLabel = "HOSTNAME|PORT", description = "A hostname that is held, or an allocated port.")
    private String subject = "";

    @Override
    public Integer call() throws InterruptedException {
        return new ToolRun(options, Role.ASKING)
                .run((plane, caller) -> ToolRun.result(plane.explain(caller, subject), ExplainCommand::result));
    }

    private static ToolResult result(Explanation explained) {
        JsonObject.Builder json = JsonObject.with().put("project", explained.owner().text())
                .put("port", explained.port().value());
        explained.route().ifPresent(route -> json.put("hostname", route.hostname().text())
                .put("state", route.state().text())
                .putIfPresent("serves", route.target().map(target -> target.service().text())));
        return switch (explained.decision()) {
            case TargetDecision.Chosen chosen -> chosen(explained, chosen.target(), json);
            case TargetDecision.Refused refused -> ToolResult.refused(refused.refusal(),
                    json.put("evidence", PlanCommand.strings(refused.evidence())).build());
        };
    }

    private static ToolResult chosen(Explanation explained, Target target, JsonObject.Builder json) {
        StringBuilder text = new StringBuilder("Port " + explained.port() + " of " + explained.owner() + " leads to "
                + target.service().text() + ".\n" + target.reason());
        explained.route()
                .filter(route -> route.target().filter(now -> now.service().equals(target.service())).isEmpty())
                .ifPresent(route -> text.append("\n" + route.hostname() + " leads to "
                        + route.target().map(old -> old.service().text()).orElse("nothing yet") + " at present."));
        append(text, "Seen", target.evidence());
        append(text, "Mind", target.warnings());
        return ToolResult.of(text.toString(), JsonObject.with().put("success", true).putAll(json.build())
                .put("ingress_target", target.service().text()).put("reason", target.reason())
                .put("evidence", PlanCommand.strings(target.evidence()))
                .put("warnings", PlanCommand.strings(target.warnings())).build());
    }

    private static void append(StringBuilder text, String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            text.append('\n').append(title).append(':');
            sentences.forEach(sentence -> text.append("\n- ").append(sentence));
        }
    }
}
