package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.adapter.mcp.json.JsonNumber;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.port.ServiceScheme;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driving.Page;
import dev.tunnelmanager.ports.driving.PortRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Allocates, releases and lists ports. */
final class PortTools {

    static ToolResult allocate(Ask ask) {
        Optional<String> container = ask.arguments().text("container");
        Optional<Boolean> hostService = ask.arguments().flag("hostService");
        if (container.isPresent() && hostService.orElse(false)) {
            return ToolResult.refused(new Refusal(RefusalCode.INVALID_ARGUMENT,
                    "Argument \"container\" is \"" + container.get() + "\" and argument \"hostService\" is true, and a"
                            + " service runs in a container or on the host, not both.",
                    "Leave one of container and hostService out."));
        }
        PortRequest request = new PortRequest(ask.arguments().whole("port"), ask.owner(), hint(ask.arguments()));
        return Results.of(ask.core().allocatePort(ask.caller(), request), allocation -> ToolResult.of(
                "Port " + allocation.port() + " belongs to " + allocation.owner() + ": " + words(allocation.service())
                        + ".",
                JsonObject.with().put("success", true).putAll(json(allocation)).build()));
    }

    static ToolResult release(Ask ask) {
        return Results.of(ask.core().releasePort(ask.caller(), ask.arguments().requiredWhole("port")), port -> {
            String message = "Port " + port + " is allocated to nobody.";
            return ToolResult.of(message, JsonObject.with()
                    .put("success", true)
                    .put("port", port)
                    .put("message", message)
                    .build());
        });
    }

    static ToolResult list(Ask ask) {
        return Results.of(ask.core().ports(ask.caller(), ask.owner(), ask.arguments().whole("after"),
                ask.arguments().limit()), PortTools::listed);
    }

    private static ToolResult listed(Page<PortAllocation> page) {
        List<PortAllocation> allocations = page.items();
        StringBuilder text = new StringBuilder("Ports (").append(page.total()).append("):");
        List<JsonValue> ports = new ArrayList<>(allocations.size());
        for (PortAllocation allocation : allocations) {
            text.append("\n- ").append(allocation.port()).append(" (").append(allocation.owner()).append("): ")
                    .append(words(allocation.service()));
            ports.add(json(allocation));
        }
        return Results.listed(text, "ports", ports, page, allocation -> JsonNumber.of(allocation.port().value()));
    }

    /** Returns what the call says of the service; empty if it says nothing, which keeps what was said earlier. */
    private static Optional<ServiceHint> hint(Arguments arguments) {
        Optional<String> container = arguments.text("container");
        Optional<Boolean> hostService = arguments.flag("hostService");
        Optional<String> scheme = arguments.text("scheme");
        Optional<Boolean> tlsVerify = arguments.flag("tlsVerify");
        if (container.isEmpty() && hostService.isEmpty() && scheme.isEmpty() && tlsVerify.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ServiceHint(container, hostService.orElse(false),
                scheme.map(text -> ServiceScheme.valueOf(text.toUpperCase(Locale.ROOT))).orElse(ServiceScheme.HTTP),
                tlsVerify.orElse(true)));
    }

    private static JsonObject json(PortAllocation allocation) {
        ServiceHint service = allocation.service();
        return JsonObject.with()
                .put("port", allocation.port().value())
                .put("project", allocation.owner().text())
                .putIfPresent("container", service.container())
                .put("host_service", service.hostService())
                .put("scheme", service.scheme().text())
                .put("tls_verify", service.tlsVerify())
                .put("allocated_at", allocation.allocatedAt().toString())
                .build();
    }

    private static String words(ServiceHint service) {
        String where = service.container().map(name -> " in container " + name)
                .orElse(service.hostService() ? " on the host" : "");
        return service.scheme().text() + where + (service.tlsVerify() ? "" : ", certificate not checked");
    }

    private PortTools() {}
}
