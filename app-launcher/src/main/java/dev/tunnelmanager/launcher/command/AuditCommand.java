package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.launcher.Installation.Role;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what was done and refused. */
@Command(name = "audit", description = {"Shows what was done and refused, newest first.", "",
        "A project sees what it asked for and what was about its own things; --meta sees everything.",
        "Example: tunnel-manager audit --subject api.example.com --meta"})
final class AuditCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--subject", paramLabel = "NAME", description = "Only about this hostname, port or project.")
    private @Nullable String subject;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit = 50;

    @Override
    public Integer call() throws InterruptedException {
        return new ToolRun(options, Role.ASKING).run((plane, caller) -> ToolRun
                .result(plane.audit(caller, Optional.ofNullable(subject), limit), AuditCommand::result));
    }

    private static ToolResult result(List<AuditEntry> entries) {
        List<JsonValue> lines = entries.stream().map(AuditCommand::json).toList();
        StringBuilder text = new StringBuilder("Audit (" + entries.size() + "):");
        entries.forEach(entry -> text.append('\n').append(line(entry)));
        return ToolResult.of(text.toString(), JsonObject.with().put("success", true).put("count", entries.size())
                .put("entries", new JsonArray(lines)).build());
    }

    private static String line(AuditEntry entry) {
        return entry.at() + " " + entry.actor() + " " + entry.action() + " " + entry.subject()
                + (entry.success() ? " ok" : " failed") + entry.error().map(error -> ": " + error).orElse("")
                + entry.before().map(words -> " [was: " + words + "]").orElse("")
                + entry.after().map(words -> " [now: " + words + "]").orElse("");
    }

    private static JsonValue json(AuditEntry entry) {
        return JsonObject.with().put("at", entry.at().toString()).put("actor", entry.actor().text())
                .put("project", entry.owner().text()).put("action", entry.action()).put("subject", entry.subject())
                .putIfPresent("operation_id", entry.operation().map(id -> id.text())).put("success", entry.success())
                .putIfPresent("error", entry.error()).putIfPresent("before", entry.before())
                .putIfPresent("after", entry.after()).build();
    }
}
