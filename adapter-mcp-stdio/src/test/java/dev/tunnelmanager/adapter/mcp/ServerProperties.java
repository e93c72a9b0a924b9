package dev.tunnelmanager.adapter.mcp;

import static dev.tunnelmanager.adapter.mcp.Wire.modern;
import static dev.tunnelmanager.adapter.mcp.Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tunnelmanager.adapter.mcp.tools.TunnelTools;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is sent, only JSON-RPC messages come out, and the server goes on. {@link Wire} fails on a line that is no JSON. */
class ServerProperties {

    private static final List<String> SEEDS = List.of(
            modern(1, "tools/call", "\"name\":\"port_allocate\",\"arguments\":{\"port\":5000,\"scheme\":\"http\"}"),
            modern(2, "tools/call",
                    "\"name\":\"tunnel_request_cname\",\"arguments\":{\"subdomain\":\"api\",\"targetPort\":5000}"),
            modern(3, "tools/list", "\"cursor\":\"after-50\""),
            request(4, "initialize", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}"),
            request("\"five\"", "ping", ""),
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

    @Property(tries = 150)
    void random_bytes_do_no_harm(@ForAll List<byte[]> pieces) {
        Wire wire = wire();
        pieces.forEach(wire::sendBytes);
        assertStillServes(wire);
    }

    @Property(tries = 300)
    void damaged_messages_do_no_harm(@ForAll("damaged") List<String> lines) {
        Wire wire = wire();
        lines.forEach(wire::send);
        assertStillServes(wire);
    }

    @Provide
    Arbitrary<List<String>> damaged() {
        Arbitrary<String> snippets = Arbitraries.of("null", "{}", "[]", "\"", "\\", ",", "-1", "1e999", "true",
                "\u0000",
                "}", "\"id\":null", "\"_meta\"", "\\ud800", "é", "\"x\":");
        Arbitrary<String> seeds = Arbitraries.of(SEEDS);
        return Combinators.combine(seeds, Arbitraries.integers().between(0, 250), Arbitraries.integers().between(0, 20),
                snippets).as((seed, at, cut, snippet) -> {
                    int from = Math.min(at, seed.length());
                    int to = Math.min(from + cut, seed.length());
                    return seed.substring(0, from) + snippet + seed.substring(to);
                }).list().ofMinSize(1).ofMaxSize(8);
    }

    private static Wire wire() {
        return new Wire(new TunnelTools(
                () -> Verdict.refused(RefusalCode.IDENTITY_MISSING, "Nobody is asking.", "Add --project NAME."),
                () -> {
                    throw new IllegalStateException("Not reached without an identity");
                }));
    }

    private static void assertStillServes(Wire wire) {
        wire.sendBytes("\n".getBytes(StandardCharsets.US_ASCII)).send(request("\"last\"", "ping", ""));
        List<JsonNode> messages = wire.rest();
        assertThat(messages).anyMatch(message -> message.path("id").asText().equals("last") && message.has("result"));
        assertThat(messages).allSatisfy(message -> {
            assertThat(message.path("jsonrpc").asText()).isEqualTo("2.0");
            assertThat(message.has("result") ^ message.has("error")).isTrue();
            assertThat(message.has("id")).isTrue();
        });
        assertThat(wire.awaitOutcome()).isEqualTo(McpServer.ENDED);
    }
}
