package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.launcher.Installation.Role;
import dev.tunnelmanager.ports.driving.ApplyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Does what the plan command shows. */
@Command(name = "apply", description = {
        "Puts everything right that tunnel-manager plan shows as drifted, and waits for it.", "",
        "Each hostname is asked for again as it is on record, and answered like a request of its owner's. What others have"
                + " made in its place is left, and told.",
        "Example: tunnel-manager apply --domain example.com --meta"})
final class ApplyCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only hostnames within this domain.")
    private @Nullable String domain;

    @Override
    public Integer call() throws InterruptedException {
        return new ToolRun(options, Role.CARRYING_OUT).run((plane, caller) -> ToolRun
                .result(plane.apply(caller, Optional.ofNullable(domain), options.progress()), ApplyCommand::result));
    }

    private static ToolResult result(ApplyReport report) {
        JsonObject json = json(report);
        if (report.left().isEmpty()) {
            String text = report.applied().isEmpty()
                    ? "Nothing is to be done for " + report.plan().hostnames().size() + " hostnames."
                    : "Put right: " + PlanCommand.joined(report.applied().keySet());
            return ToolResult.of(text, JsonObject.with().put("success", true).putAll(json).build());
        }
        Map.Entry<HostnamePattern, Refusal> first = report.left().firstEntry();
        Refusal why = first.getValue();
        String others = report.left().size() == 1 ? ""
                : " So it is, for one reason or another, with " + (report.left().size() - 1) + " more; see: "
                        + "tunnel-manager plan";
        return ToolResult.refused(new Refusal(why.code(), first.getKey() + " was not put right: " + why.problem()
                + others, why.recommendation(), why.retryAfter()), json);
    }

    private static JsonObject json(ApplyReport report) {
        List<JsonValue> left = new ArrayList<>();
        report.left().forEach((hostname, why) -> left.add(PlanCommand.refused(hostname, why)));
        return JsonObject.with()
                .put("applied", PlanCommand.hostnames(report.applied().keySet()))
                .put("left", new JsonArray(left))
                .put("by_itself", PlanCommand.hostnames(report.plan().ownWork())).build();
    }
}
