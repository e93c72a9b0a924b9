package dev.tunnelmanager.adapter.mcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonReader;
import dev.tunnelmanager.adapter.mcp.json.MalformedJson;
import dev.tunnelmanager.adapter.mcp.protocol.ToolContext;
import dev.tunnelmanager.adapter.mcp.protocol.ToolDefinition;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.nio.charset.StandardCharsets;

/** Calls tools over a scripted core; every result is held against its schema. JSON is written with single quotes. */
final class ToolBench {

    final ScriptedControlPlane core = new ScriptedControlPlane();

    ToolResult call(String tool, String arguments) {
        return callAs(Verdict.granted(Examples.SUPERVISOR), tool, arguments);
    }

    ToolResult callAs(Verdict<Caller> caller, String name, String arguments) {
        TunnelTools tools = new TunnelTools(() -> caller, () -> Verdict.granted(core));
        ToolDefinition tool = tools.definitions().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
        JsonObject given = json(arguments);
        try {
            ToolResult result = tools.call(name, given, ToolContext.silent());
            Schema.assertConforms(tool, result);
            if (!result.isError() && !arguments.contains("null")) {
                assertThat(Schema.faults(tool.inputSchema(), given)).isEmpty();
            }
            return result;
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    static void assertRefused(ToolResult result, RefusalCode code, String mentioned) {
        assertThat(result.isError()).isTrue();
        assertThat(result.code()).contains(code);
        assertThat(result.text().get(0)).startsWith(code.text() + ": ").contains(mentioned);
    }

    static JsonObject json(String singleQuoted) {
        byte[] bytes = singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        try {
            return (JsonObject) JsonReader.read(bytes, 0, bytes.length);
        } catch (MalformedJson malformed) {
            throw new AssertionError(malformed);
        }
    }
}
