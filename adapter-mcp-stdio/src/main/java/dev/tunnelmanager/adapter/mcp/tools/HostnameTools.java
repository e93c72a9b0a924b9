package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.ports.driving.Page;
import dev.tunnelmanager.ports.driving.PublishRequest;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Publishes, withdraws and lists hostnames. */
final class HostnameTools {

    static ToolResult request(Ask ask) throws InterruptedException {
        PublishRequest request = new PublishRequest(ask.arguments().requiredText("subdomain"),
                ask.arguments().text("domain"), ask.arguments().requiredWhole("targetPort"), ask.owner(),
                Optional.empty());
        return Results.of(ask.core().publish(ask.caller(), request, ask.progress()), HostnameTools::published);
    }

    static ToolResult delete(Ask ask) throws InterruptedException {
        String hostname = ask.arguments().requiredText("hostname");
        return Results.of(ask.core().withdraw(ask.caller(), hostname, ask.owner(), ask.progress()), route -> {
            String message = route.hostname() + " is withdrawn.";
            return ToolResult.of(message, JsonObject.with()
                    .put("success", true)
                    .put("message", message)
                    .put("hostname", route.hostname().text())
                    .build());
        });
    }

    static ToolResult list(Ask ask) {
        return Results.of(ask.core().hostnames(ask.caller(), ask.owner(), ask.arguments().text("domain"),
                ask.arguments().text("after"), ask.arguments().limit()), HostnameTools::listed);
    }

    private static ToolResult published(PublishedHostname published) {
        Route route = published.route();
        Target target = route.target().orElseThrow(
                () -> new IllegalStateException("Published without a target: " + route.hostname()));
        Set<String> warnings = new LinkedHashSet<>(published.warnings());
        warnings.addAll(target.warnings());
        List<String> distinct = List.copyOf(warnings);
        JsonObject.Builder structured = JsonObject.with()
                .put("success", true)
                .put("url", published.url())
                .put("ingress_target", target.service().text())
                .put("target_type", Results.textOf(target.kind()))
                .putIfPresent("container_name", target.container())
                .putIfPresent("docker_network", target.network());
        if (!distinct.isEmpty()) {
            structured.put("warnings", JsonArray.ofStrings(new ArrayList<>(warnings)));
        }
        structured.put("hostname", route.hostname().text())
                .put("project", route.owner().text())
                .put("port", route.port().value())
                .put("state", route.state().text())
                .put("reason", target.reason());
        String text = published.url() + " is public (" + route.state().text() + ").\nIt leads to " + target.service()
                + ": "
                + target.reason();
        return ToolResult.of(Results.withWarnings(text, distinct), structured.build());
    }

    private static ToolResult listed(Page<Route> page) {
        List<Route> routes = page.items();
        StringBuilder text = new StringBuilder("CNAMEs (").append(page.total()).append("):");
        List<JsonValue> cnames = new ArrayList<>(routes.size());
        for (Route route : routes) {
            Optional<String> target = route.target().map(t -> t.service().text());
            text.append("\n- ").append(route.hostname()).append(" → ")
                    .append(target.orElse("no target yet")).append(" (").append(route.owner()).append(')');
            cnames.add(JsonObject.with()
                    .put("hostname", route.hostname().text())
                    .put("url", "https://" + route.hostname())
                    .putIfPresent("target", target)
                    .put("project", route.owner().text())
                    .put("state", route.state().text())
                    .put("port", route.port().value())
                    .build());
        }
        return Results.listed(text, "cnames", cnames, page, route -> new JsonString(route.hostname().text()));
    }

    private HostnameTools() {}
}
