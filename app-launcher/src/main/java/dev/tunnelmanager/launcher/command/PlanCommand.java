package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.launcher.Installation.Role;
import dev.tunnelmanager.ports.driving.PlanReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what would have to be done, and does nothing. */
@Command(name = "plan", description = {
        "Shows what would have to be done so that everything is as on record; does nothing.", "",
        "A dry run and a drift report: looks at the rules, the connector, the records and the services of every hostname. The"
                + " leader finishes by itself what is under way; a public hostname that has drifted is put right by"
                + " tunnel-manager apply.",
        "Example: tunnel-manager plan --domain example.com --meta"})
final class PlanCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only hostnames within this domain.")
    private @Nullable String domain;

    @Override
    public Integer call() throws InterruptedException {
        return new ToolRun(options, Role.ASKING).run((plane, caller) -> ToolRun
                .result(plane.plan(caller, Optional.ofNullable(domain)), report -> ToolResult.of(text(report),
                        JsonObject.with().put("success", true).putAll(json(report)).build())));
    }

    /** Returns a plan for people. */
    static String text(PlanReport report) {
        List<String> lines = new ArrayList<>();
        List<String> steps = report.plan().describe();
        lines.add(steps.isEmpty() ? "Nothing is to be done for " + report.hostnames().size() + " hostnames."
                : "To be done (" + steps.size() + "):");
        steps.forEach(step -> lines.add("- " + step));
        report.plan().rejections().forEach((hostname, why) -> lines.add(hostname + " cannot be brought about: "
                + why.problem() + " " + why.recommendation()));
        report.plan().remarks().forEach((hostname, remarks) -> lines.addAll(remarks));
        if (!report.ownWork().isEmpty()) {
            lines.add("The next leader does this by itself for: " + joined(report.ownWork()));
        }
        if (!report.drifted().isEmpty()) {
            lines.add("Drifted, and left as it is until tunnel-manager apply: "
                    + joined(report.drifted()));
        }
        return String.join("\n", lines);
    }

    /** Returns a plan for programs. */
    static JsonObject json(PlanReport report) {
        List<JsonValue> rejections = new ArrayList<>();
        report.plan().rejections().forEach((hostname, why) -> rejections.add(refused(hostname, why)));
        return JsonObject.with().put("hostnames", report.hostnames().size())
                .put("steps", strings(report.plan().describe())).put("rejections", new JsonArray(rejections))
                .put("remarks", strings(report.plan().remarks().values().stream().flatMap(Collection::stream).toList()))
                .put("by_itself", hostnames(report.ownWork()))
                .put("drifted", hostnames(report.drifted())).build();
    }

    static JsonObject refused(HostnamePattern hostname, Refusal why) {
        return JsonObject.with().put("hostname", hostname.text()).put("code", why.code().text())
                .put("error", why.problem()).put("recommendation", why.recommendation()).build();
    }

    static JsonArray hostnames(Collection<HostnamePattern> hostnames) {
        return strings(hostnames.stream().map(HostnamePattern::text).toList());
    }

    static JsonArray strings(List<String> texts) {
        return new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList());
    }

    static String joined(Collection<HostnamePattern> hostnames) {
        return String.join(", ", hostnames.stream().map(HostnamePattern::text).toList());
    }
}
