package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonNumber;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driving.TunnelHistory;
import dev.tunnelmanager.ports.driving.TunnelStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Looks at the tunnel, its domains and its operations. */
final class OverviewTools {

    /** The spans of which the history is told, as {@link TunnelHistory} names them. */
    private static final List<String> SPANS = List.of("24h", "7d", "30d");

    static ToolResult status(Ask ask) {
        return Results.of(ask.core().status(ask.caller()), OverviewTools::told);
    }

    static ToolResult domains(Ask ask) {
        return Results.of(ask.core().zones(ask.caller(), false), OverviewTools::listed);
    }

    static ToolResult operation(Ask ask) {
        return Results.of(ask.core().operation(ask.caller(), ask.arguments().requiredText("operationId")),
                OverviewTools::outcome);
    }

    static ToolResult restart(Ask ask) throws InterruptedException {
        return Results.of(ask.core().restartConnector(ask.caller(), ask.progress()), OverviewTools::restarted);
    }

    private static ToolResult restarted(List<String> names) {
        String message = names.isEmpty() ? "Nothing ran that could be restarted."
                : "Restarted " + String.join(", ", names) + ".";
        return ToolResult.of(message, JsonObject.with().put("success", true).put("message", message)
                .put("restarted", JsonArray.ofStrings(names)).build());
    }

    private static ToolResult told(TunnelStatus status) {
        String word = Results.textOf(status.condition());
        JsonObject.Builder structured = JsonObject.with()
                .put("success", true)
                .put("status", word)
                .put("uptime_seconds", status.uptime().toSeconds())
                .put("restart_count", status.restarts())
                .put("last_check", status.lastCheck().toString())
                .put("cloudflared_location", locationOf(status.connector()));
        String text = "Tunnel " + word + ", up for " + status.uptime().toSeconds() + " s, " + status.restarts()
                + " restart(s).";
        if (status.connector() instanceof ConnectorObservation.Found found) {
            structured.put("ready_connections", found.readyConnections())
                    .put("replicas", found.replicas().size())
                    .put("replicas_wanted", found.wanted())
                    .put("replica_details", details(found.replicas()))
                    .put("connector_kind", found.kind().text());
            text += " " + found.readyConnections() + " connection(s) of " + found.replicas().size() + " replica(s), "
                    + found.wanted() + " wanted.";
        }
        List<String> lines = new ArrayList<>(List.of(text, status.diagnosis().sentence()));
        status.diagnosis().evidence().forEach(seen -> lines.add("- " + seen));
        structured.put("diagnosis", status.diagnosis().sentence())
                .put("evidence", JsonArray.ofStrings(status.diagnosis().evidence()))
                .putIfPresent("leader", status.leader());
        SortedMap<String, JsonNumber> history = history(status.history());
        history.forEach((span, percent) -> structured.put("uptime_" + span + "_percent", percent));
        if (!history.isEmpty()) {
            lines.add("Up at " + history.entrySet().stream()
                    .map(known -> known.getValue().text() + " % of the looks of " + known.getKey())
                    .collect(Collectors.joining(", ")) + ".");
        }
        return ToolResult.of(String.join("\n", lines), structured.build());
    }

    /** Returns what is known of the past, in percent by the length of the time. Rounded down: 100 means that there was no outage. */
    private static SortedMap<String, JsonNumber> history(TunnelHistory history) {
        SortedMap<String, JsonNumber> known = new TreeMap<>(Comparator.comparingInt(SPANS::indexOf));
        List<OptionalDouble> parts = List.of(history.lastDay(), history.lastWeek(), history.lastMonth());
        for (int i = 0; i < parts.size(); i++) {
            String span = SPANS.get(i);
            parts.get(i).ifPresent(part -> known.put(span, new JsonNumber(BigDecimal.valueOf(part).movePointRight(2)
                    .setScale(3, RoundingMode.DOWN).stripTrailingZeros().toPlainString())));
        }
        return known;
    }

    private static JsonArray details(List<Replica> replicas) {
        List<JsonValue> details = new ArrayList<>(replicas.size());
        for (Replica replica : replicas) {
            details.add(JsonObject.with()
                    .put("name", replica.name())
                    .put("ready_connections", replica.readyConnections())
                    .put("restarts", replica.restarts())
                    .putIfPresent("started_at", replica.startedAt().map(Object::toString))
                    .build());
        }
        return new JsonArray(details);
    }

    private static String locationOf(ConnectorObservation connector) {
        return switch (connector) {
            case ConnectorObservation.Found found -> switch (found.place()) {
                case ConnectorPlace.OnHost onHost -> "host";
                case ConnectorPlace.InContainer inContainer -> "container";
                case ConnectorPlace.Unknown unknown -> found.kind() == ConnectorKind.DOCKER ? "container" : "unknown";
            };
            case ConnectorObservation.NotFound notFound -> "unknown";
            case ConnectorObservation.Unknown unknown -> "unknown";
        };
    }

    private static ToolResult listed(List<Zone> zones) {
        StringBuilder text = new StringBuilder("Available domains (").append(zones.size()).append("):");
        List<JsonValue> domains = new ArrayList<>(zones.size());
        for (Zone zone : zones) {
            text.append("\n- ").append(zone.name()).append(" (").append(zone.id()).append(')');
            domains.add(JsonObject.with()
                    .put("name", zone.name())
                    .put("zone_id", zone.id())
                    .put("status", Results.textOf(zone.standing()))
                    .put("notes", JsonArray.ofStrings(zone.notes()))
                    .build());
        }
        return ToolResult.of(text.toString(), JsonObject.with()
                .put("success", true)
                .put("count", zones.size())
                .put("domains", new JsonArray(domains))
                .build());
    }

    private static ToolResult outcome(Operation operation) {
        JsonObject about = about(operation);
        if (operation.outcome().isEmpty()) {
            String remaining = operation.progress().isBlank() ? "nobody has begun it yet." : operation.progress();
            return Results.pending(operation, remaining, about);
        }
        return switch (operation.outcome().get()) {
            case OperationOutcome.NotDone notDone -> ToolResult.refused(notDone.refusal(), JsonObject.with()
                    .put("operation_id", operation.id().text())
                    .put("state", Results.textOf(operation.state()))
                    .putAll(about)
                    .build());
            case OperationOutcome.Done done -> done(operation, done.warnings(), about);
        };
    }

    private static ToolResult done(Operation operation, List<String> warnings, JsonObject about) {
        boolean published = operation.intent() instanceof Intent.Publish;
        String message = operation.intent().hostname() + (published ? " is published." : " is withdrawn.");
        JsonObject.Builder structured = JsonObject.with()
                .put("success", true)
                .put("operation_id", operation.id().text())
                .put("state", Results.textOf(operation.state()))
                .put("message", message)
                .putAll(about);
        if (published) {
            structured.put("url", "https://" + operation.intent().hostname());
        }
        if (!warnings.isEmpty()) {
            structured.put("warnings", JsonArray.ofStrings(warnings));
        }
        return ToolResult.of(Results.withWarnings(message, warnings), structured.build());
    }

    private static JsonObject about(Operation operation) {
        JsonObject.Builder about = JsonObject.with();
        switch (operation.intent()) {
            case Intent.Publish publish -> about.put("action", "publish").put("port", publish.port().value());
            case Intent.Withdraw withdraw -> about.put("action", "withdraw");
        }
        return about.put("hostname", operation.intent().hostname().text())
                .put("project", operation.owner().text())
                .build();
    }

    private OverviewTools() {}
}
