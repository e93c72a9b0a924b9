package dev.tunnelmanager.adapter.mcp;

import static dev.tunnelmanager.adapter.mcp.Wire.modern;
import static dev.tunnelmanager.adapter.mcp.Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered to which message, in each era. */
class ProtocolTest {

    /** The id of an answer to what has none, as text. */
    private static final String NONE = "null";

    private final ScriptedTools tools = new ScriptedTools();
    private final Wire wire = new Wire(tools);

    @AfterEach
    void end() {
        tools.release.countDown();
        wire.close();
    }

    @Test
    void modern_discovery_tells_everything_a_client_needs() {
        JsonNode result = wire.ask(modern(1, "server/discover", "")).get("result");
        assertThat(result.get("resultType").asText()).isEqualTo("complete");
        assertThat(texts(result.get("supportedVersions"))).containsExactly("2026-07-28", "2025-11-25", "2025-06-18",
                "2025-03-26", "2024-11-05");
        assertThat(result.get("capabilities")).hasToString("{\"tools\":{}}");
        assertThat(result.get("instructions").asText()).isEqualTo("Call them.");
        assertThat(result.get("ttlMs").asLong()).isNotNegative();
        assertThat(result.get("cacheScope").asText()).isEqualTo("public");
        assertServerInfo(result);
    }

    @Test
    void modern_list_needs_no_greeting() {
        JsonNode result = wire.ask(modern("\"a\"", "tools/list", "")).get("result");
        assertThat(result.get("tools").findValuesAsText("name")).containsExactly("echo", "wait", "break", "report",
                "exhaust");
        assertThat(result.get("resultType").asText()).isEqualTo("complete");
        assertThat(result.get("ttlMs").asLong()).isNotNegative();
        assertThat(result.get("cacheScope").asText()).isEqualTo("public");
        assertThat(result.has("nextCursor")).isFalse();
        assertServerInfo(result);
    }

    @Test
    void modern_call_is_answered_with_text_and_structure() {
        JsonNode answer = wire
                .ask(modern("\"x\"", "tools/call", "\"name\":\"echo\",\"arguments\":{\"text\":\"grüß\\ndich\"}"));
        assertThat(answer.get("id").asText()).isEqualTo("x");
        JsonNode result = answer.get("result");
        assertThat(result.at("/content/0/text").asText()).isEqualTo("grüß\ndich");
        assertThat(result.at("/content/1/text").asText()).isEqualTo(result.get("structuredContent").toString());
        assertThat(result.get("isError").asBoolean()).isFalse();
        assertThat(result.get("resultType").asText()).isEqualTo("complete");
        assertServerInfo(result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/list",
            "no/such"})
    void modern_requests_of_methods_that_are_not_there(String method) {
        assertError(wire.ask(modern(1, method, "")), 1, -32601);
    }

    @Test
    void modern_requests_of_an_unknown_revision_are_told_the_known_ones() {
        JsonNode answer = wire.ask(modern(3, "tools/list", "").replace("2026-07-28", "2031-01-01"));
        assertError(answer, 3, -32022);
        assertThat(answer.at("/error/data/requested").asText()).isEqualTo("2031-01-01");
        assertThat(texts(answer.at("/error/data/supported"))).first().isEqualTo("2026-07-28");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "\"_meta\":{}",
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}",
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":[]}",
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":7,\"io.modelcontextprotocol/clientCapabilities\":{}}",
            "\"_meta\":[]",
            "\"x\":1"})
    void requests_without_greeting_and_without_the_modern_fields_are_refused(String params) {
        assertError(wire.ask(request(1, "tools/list", params)), 1, -32602);
        assertError(wire.ask(request(2, "server/discover", params)), 2, -32602);
    }

    @ParameterizedTest
    @CsvSource({"2025-11-25, 2025-11-25", "2025-06-18, 2025-06-18", "2025-03-26, 2025-03-26", "2024-11-05, 2024-11-05",
            "2026-07-28, 2025-11-25", "1999-01-01, 2025-11-25"})
    void legacy_greeting_agrees_on_a_legacy_revision(String wanted, String agreed) {
        JsonNode result = wire.ask(request(1, "initialize", "\"protocolVersion\":\"" + wanted
                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}")).get("result");
        assertThat(result.get("protocolVersion").asText()).isEqualTo(agreed);
        assertThat(result.get("capabilities")).hasToString("{\"tools\":{}}");
        assertThat(result.at("/serverInfo/version").asText()).isEqualTo("1.2.3");
        assertThat(result.get("instructions").asText()).isEqualTo("Call them.");
        assertThat(result.has("resultType")).isFalse();
        assertThat(result.has("_meta")).isFalse();
    }

    @Test
    void legacy_greeting_without_a_revision_is_refused() {
        assertError(wire.ask(request(1, "initialize", "")), 1, -32602);
        assertError(wire.ask(request(2, "tools/list", "")), 2, -32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"})
    void legacy_lists_and_calls_after_the_greeting(String revision) {
        wire.greet(revision);
        JsonNode list = wire.ask(request(1, "tools/list", "")).get("result");
        assertThat(list.get("tools")).hasSize(5);
        assertThat(list.has("ttlMs") || list.has("resultType") || list.has("_meta")).isFalse();
        JsonNode call = wire.ask(request(2, "tools/call", "\"name\":\"echo\"")).get("result");
        assertThat(call.at("/structuredContent/success").asBoolean()).isTrue();
        assertThat(call.has("resultType") || call.has("_meta")).isFalse();
        assertError(wire.ask(request(3, "server/discover", "")), 3, -32601);
        assertError(wire.ask(request(4, "logging/setLevel", "\"level\":\"debug\"")), 4, -32601);
    }

    @Test
    void legacy_ping_is_answered_before_and_after_the_greeting() {
        assertThat(wire.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}").get("result")).isEmpty();
        wire.greet("2025-11-25");
        assertThat(wire.ask(request(2, "ping", "")).get("result")).isEmpty();
    }

    @Test
    void both_eras_are_served_at_once() {
        wire.greet("2025-06-18");
        assertThat(wire.ask(modern(1, "tools/list", "")).at("/result/resultType").asText()).isEqualTo("complete");
        assertThat(wire.ask(request(2, "tools/list", "")).get("result").has("resultType")).isFalse();
        assertError(wire.ask(modern(3, "ping", "")), 3, -32601);
    }

    @Test
    void calls_of_unknown_tools_and_with_broken_params_are_protocol_errors() {
        JsonNode unknown = wire.ask(modern(1, "tools/call", "\"name\":\"nope\""));
        assertError(unknown, 1, -32602);
        assertThat(unknown.at("/error/message").asText()).isEqualTo("Unknown tool: nope");
        assertError(wire.ask(modern(2, "tools/call", "")), 2, -32602);
        assertError(wire.ask(modern(3, "tools/call", "\"name\":7")), 3, -32602);
        assertError(wire.ask(modern(4, "tools/call", "\"name\":\"echo\",\"arguments\":[1]")), 4, -32602);
        assertError(wire.ask("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":[1]}"), 5, -32602);
        assertError(wire.ask(modern(6, "tools/list", "\"cursor\":\"bogus\"")), 6, -32602);
        assertError(wire.ask(modern(7, "tools/list", "\"cursor\":\"\"")), 7, -32602);
        assertError(wire.ask(modern(8, "tools/list", "\"cursor\":3")), 8, -32602);
        assertThat(tools.calls).hasValue(0);
    }

    @Test
    void what_is_no_message_is_answered_and_forgotten() {
        assertError(wire.ask("{\"jsonrpc\":"), NONE, -32700);
        assertError(wire.ask("hello"), NONE, -32700);
        assertError(wire.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}"), NONE, -32700);
        assertError(wire.sendBytes(new byte[]{'"', (byte) 0xff, '"', '\n'}).receive(), NONE, -32700);
        assertError(wire.ask("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]"), NONE, -32600);
        assertError(wire.ask("[]"), NONE, -32600);
        assertError(wire.ask("7"), NONE, -32600);
        assertError(wire.ask("null"), NONE, -32600);
        assertError(wire.ask("{}"), NONE, -32600);
        assertError(wire.ask("{\"jsonrpc\":\"2.0\",\"id\":9}"), 9, -32600);
        assertError(wire.ask("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}"), NONE, -32600);
        assertError(wire.ask("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}"), NONE, -32600);
        assertError(wire.ask("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}"), NONE, -32600);
        assertError(wire.ask("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":4}"), 3, -32600);
        assertError(wire.ask("{\"jsonrpc\":\"1.0\",\"id\":4,\"method\":\"ping\"}"), 4, -32600);
        assertError(wire.ask("{\"id\":\"s\",\"method\":\"ping\"}"), "s", -32600);
        assertThat(wire.ask(request(5, "ping", "")).get("id").asInt()).isEqualTo(5);
    }

    @Test
    void notifications_and_stray_responses_are_never_answered() {
        wire.send("").send("   \t \r")
                .send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                .send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/unheard_of\",\"params\":7}")
                .send("{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\"}}")
                .send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":99}}")
                .send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{}}")
                .send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}")
                .send("{\"jsonrpc\":\"2.0\",\"id\":8,\"result\":{}}")
                .send("{\"jsonrpc\":\"2.0\",\"id\":8,\"error\":{\"code\":1,\"message\":\"m\"}}")
                .send(request(1, "ping", ""));
        List<JsonNode> answers = wire.rest();
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).get("id").asInt()).isEqualTo(1);
        assertThat(tools.calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "9007199254740993", "123456789012345678901234567890", "\"\"", "\"ü\\\"x\"",
            "7.0"})
    void ids_are_echoed_as_they_came(String id) {
        assertThat(wire.ask(request(id, "ping", "")).get("id")).hasToString(id);
    }

    @Test
    void a_crlf_and_a_last_line_without_an_end_are_read() {
        wire.sendBytes((request(1, "ping", "") + "\r\n" + request(2, "ping", "")).getBytes(
                StandardCharsets.UTF_8));
        assertThat(wire.rest()).hasSize(2);
    }

    @Test
    void a_ten_megabyte_argument_is_served() {
        String text = "x".repeat(10 * 1024 * 1024);
        JsonNode answer = wire
                .ask(modern(1, "tools/call", "\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"}"));
        assertThat(answer.at("/result/structuredContent/text").asText()).isEqualTo(text);
    }

    @Test
    void a_line_beyond_sixteen_megabytes_is_passed_over() {
        wire.sendBytes("x".repeat(17 * 1024 * 1024).getBytes(StandardCharsets.US_ASCII)).send("");
        assertError(wire.receive(), NONE, -32600);
        assertThat(wire.ask(request(1, "ping", "")).has("result")).isTrue();
    }

    @Test
    void the_end_of_the_input_ends_the_server() {
        assertThat(wire.end().awaitOutcome()).isEqualTo(McpServer.ENDED);
    }

    @Test
    void nothing_is_called_before_the_first_call() {
        wire.ask(modern(1, "server/discover", ""));
        wire.greet("2025-11-25").ask(request(2, "tools/list", ""));
        assertThat(tools.calls).hasValue(0);
    }

    private static void assertServerInfo(JsonNode result) {
        JsonNode info = result.get("_meta").get("io.modelcontextprotocol/serverInfo");
        assertThat(info.get("name").asText()).isEqualTo("tunnel-manager");
        assertThat(info.get("version").asText()).isEqualTo("1.2.3");
    }

    private static void assertError(JsonNode answer, Object id, int code) {
        assertThat(answer.get("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(answer.at("/error/code").asInt()).as(answer.toString()).isEqualTo(code);
        assertThat(answer.at("/error/message").asText()).isNotBlank();
        assertThat(answer.has("result")).isFalse();
        assertThat(answer.has("id")).isTrue();
        assertThat(answer.get("id").isNull()).isEqualTo(id.equals(NONE));
        assertThat(answer.get("id").asText()).isEqualTo(id.toString());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
