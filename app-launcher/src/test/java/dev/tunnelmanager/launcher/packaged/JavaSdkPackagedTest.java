package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapperSupplier;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same story by a client that others wrote: the official SDK for Java, which checks results against their schemas. */
class JavaSdkPackagedTest {

    @Test
    void the_official_client_publishes_a_hostname_and_withdraws_it() throws Exception {
        try (Bench bench = Bench.start()) {
            String before = bench.config();
            int port = bench.service("shop");
            try (McpSyncClient client = client(bench)) {
                client.initialize();
                client.ping();
                assertThat(client.listTools().tools()).extracting(Tool::name).contains("tunnel_request_cname");

                assertThat(structured(call(client, "port_allocate", Map.of("port", port)))).containsEntry("success",
                        true);
                assertThat(structured(call(client, "tunnel_request_cname", Map.of("subdomain", "api", "targetPort",
                        port)))).containsEntry("url", "https://api.example.com").containsEntry("target_type",
                                "localhost");
                assertThat(bench.ask("api.example.com")).isEqualTo(new EdgeReply(200, "shop answers /hello"));
                assertThat(text(call(client, "tunnel_list_cnames", Map.of())))
                        .isEqualTo("CNAMEs (1):\n- api.example.com → http://localhost:" + port + " (shop)");
                assertThat(structured(call(client, "tunnel_get_status", Map.of()))).containsEntry("status", "up");
                assertThat(text(call(client, "tunnel_list_domains", Map.of()))).startsWith(
                        "Available domains (1):\n- example.com (");
                assertThat(structured(call(client, "tunnel_delete_cname", Map.of("hostname", "api.example.com"))))
                        .containsEntry("success", true);

                CallToolResult refused = client.callTool(CallToolRequest.builder("tunnel_request_cname")
                        .arguments(Map.of("subdomain", "api", "targetPort", 1)).build());
                assertThat(refused.isError()).isTrue();
                assertThat(structured(refused)).containsEntry("code", "port_not_allocated");
            }
            assertThat(bench.ask("api.example.com")).isEqualTo(EdgeReply.NOT_PUBLIC);
            assertThat(bench.config()).isEqualTo(before);
            assertThat(bench.provider().violations()).isEmpty();
        }
    }

    private static McpSyncClient client(Bench bench) {
        List<String> command = bench.command("mcp", "--project", "shop", "--config", bench.settings().toString());
        ServerParameters server = ServerParameters.builder(command.getFirst())
                .args(command.subList(1, command.size())).env(bench.wholeEnvironment()).build();
        return McpClient.sync(new StdioClientTransport(server, new JacksonMcpJsonMapperSupplier().get()))
                .requestTimeout(Duration.ofSeconds(60)).initializationTimeout(Duration.ofSeconds(60)).build();
    }

    private static CallToolResult call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        CallToolResult result = client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
        assertThat(result.isError()).as("%s", result).isNotEqualTo(true);
        return result;
    }

    @SuppressWarnings("unchecked") // An object of JSON.
    private static Map<String, Object> structured(CallToolResult result) {
        return (Map<String, Object>) result.structuredContent();
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().getFirst()).text();
    }
}
