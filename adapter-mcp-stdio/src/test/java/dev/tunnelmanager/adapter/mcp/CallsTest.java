package dev.tunnelmanager.adapter.mcp;

import static dev.tunnelmanager.adapter.mcp.Wire.modern;
import static dev.tunnelmanager.adapter.mcp.Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens while calls run: cancelling, progress, limits, the end of the conversation. */
@Timeout(60)
class CallsTest {

    private static final String WAIT = "\"name\":\"wait\"";

    @Test
    void a_cancelled_call_is_interrupted_and_never_answered() throws InterruptedException {
        ScriptedTools tools = new ScriptedTools();
        Wire wire = new Wire(tools);
        wire.send(modern(7, "tools/call", WAIT));
        tools.waiting.await();
        wire.send(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7.0,\"reason\":\"x\"}}");
        assertThat(tools.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        wire.send(modern(8, "tools/call", "\"name\":\"echo\""));
        assertThat(wire.receive().get("id").asInt()).isEqualTo(8);
        assertThat(wire.rest()).isEmpty();
    }

    @Test
    void a_call_that_ignores_being_cancelled_delays_neither_the_end_nor_its_id() throws InterruptedException {
        StubbornTools tools = new StubbornTools();
        Wire wire = new Wire(tools);
        wire.send(modern(7, "tools/call", "\"name\":\"stubborn\""));
        tools.begun.await();
        wire.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
        wire.send(modern(7, "tools/call", "\"name\":\"quick\""));
        assertThat(wire.receive().get("id").asInt()).isEqualTo(7);
        assertThat(wire.rest()).isEmpty();
        tools.release.countDown();
    }

    @Test
    void an_id_that_is_in_use_is_refused_without_being_named_as_answered() throws InterruptedException {
        ScriptedTools tools = new ScriptedTools();
        Wire wire = new Wire(tools);
        wire.send(modern(7, "tools/call", WAIT));
        tools.waiting.await();
        JsonNode refused = wire.ask(modern(7, "tools/call", "\"name\":\"echo\""));
        assertThat(refused.get("id").isNull()).isTrue();
        assertThat(refused.at("/error/code").asInt()).isEqualTo(-32600);
        assertThat(wire.ask(modern("\"7\"", "tools/call", "\"name\":\"echo\"")).get("id").isTextual()).isTrue();
        tools.release.countDown();
        assertThat(wire.rest()).hasSize(1);
    }

    @Test
    void other_requests_are_answered_while_a_call_runs() throws InterruptedException {
        ScriptedTools tools = new ScriptedTools();
        Wire wire = new Wire(tools);
        wire.greet("2025-11-25").send(request(1, "tools/call", WAIT));
        tools.waiting.await();
        assertThat(wire.ask(request(2, "ping", "")).get("id").asInt()).isEqualTo(2);
        tools.release.countDown();
        assertThat(wire.receive().get("id").asInt()).isEqualTo(1);
        wire.close();
    }

    @Test
    void progress_is_numbered_upwards_bounded_and_ends_with_the_answer() {
        Wire wire = new Wire(new ScriptedTools());
        String params = "\"name\":\"report\",\"_meta\":{\"progressToken\":\"p\","
                + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";
        wire.send(request(1, "tools/call", params));
        List<JsonNode> messages = new ArrayList<>();
        do {
            messages.add(wire.receive());
        } while (!messages.getLast().has("id"));
        assertThat(wire.rest()).isEmpty();
        assertThat(messages).hasSizeBetween(21, 50);
        for (int i = 0; i < messages.size() - 1; i++) {
            JsonNode progress = messages.get(i);
            assertThat(progress.get("method").asText()).isEqualTo("notifications/progress");
            assertThat(progress.at("/params/progressToken").asText()).isEqualTo("p");
            assertThat(progress.at("/params/progress").asLong()).isEqualTo(i + 1);
            assertThat(progress.at("/params/message").asText()).startsWith("step ");
        }
    }

    @Test
    void progress_is_not_reported_to_those_who_did_not_ask() {
        Wire wire = new Wire(new ScriptedTools());
        assertThat(wire.ask(modern(1, "tools/call", "\"name\":\"report\"")).get("id").asInt()).isEqualTo(1);
        assertThat(wire.rest()).isEmpty();
    }

    @Test
    void a_progress_token_of_the_wrong_type_is_refused() {
        try (Wire wire = new Wire(new ScriptedTools())) {
            wire.greet("2025-11-25");
            assertThat(wire.ask(request(1, "tools/call", "\"name\":\"report\",\"_meta\":{\"progressToken\":[]}"))
                    .at("/error/code").asInt()).isEqualTo(-32602);
        }
    }

    @Test
    void a_tool_that_breaks_is_an_error_result_without_its_details() {
        try (Wire wire = new Wire(new ScriptedTools())) {
            for (String tool : List.of("break", "exhaust")) {
                JsonNode answer = wire.ask(modern(1, "tools/call", "\"name\":\"" + tool + "\""));
                assertThat(answer.at("/result/isError").asBoolean()).isTrue();
                assertThat(answer.at("/result/structuredContent/code").asText()).isEqualTo("internal");
                assertThat(answer.toString()).doesNotContain("secret detail");
            }
        }
    }

    @Test
    void more_than_sixty_four_calls_at_once_are_refused_as_results() throws InterruptedException {
        ScriptedTools tools = new ScriptedTools(64);
        Wire wire = new Wire(tools);
        for (int i = 1; i <= 64; i++) {
            wire.send(modern(i, "tools/call", WAIT));
        }
        tools.waiting.await();
        JsonNode refused = wire.ask(modern(65, "tools/call", "\"name\":\"echo\""));
        assertThat(refused.get("id").asInt()).isEqualTo(65);
        assertThat(refused.at("/result/isError").asBoolean()).isTrue();
        assertThat(refused.at("/result/structuredContent/code").asText()).isEqualTo("too_many_pending");
        tools.release.countDown();
        assertThat(wire.rest()).hasSize(64);
    }

    @Test
    void calls_that_run_when_the_input_ends_are_answered() throws InterruptedException {
        ScriptedTools tools = new ScriptedTools();
        Wire wire = new Wire(tools);
        wire.send(modern(1, "tools/call", WAIT));
        tools.waiting.await();
        wire.end();
        assertThat(wire.isOver()).isFalse();
        tools.release.countDown();
        assertThat(wire.receive().get("id").asInt()).isEqualTo(1);
        assertThat(wire.awaitOutcome()).isEqualTo(McpServer.ENDED);
    }

    @Test
    void a_one_shot_conversation_loses_nothing() {
        Wire wire = new Wire(new ScriptedTools());
        wire.send(request(1, "initialize", "\"protocolVersion\":\"2025-11-25\""))
                .send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                .send(request(2, "tools/list", ""))
                .send(request(3, "tools/call", "\"name\":\"echo\""));
        assertThat(wire.rest()).extracting(message -> message.get("id").asInt()).containsExactly(1, 2, 3);
    }

    @Test
    void the_end_does_not_wait_for_ever_and_interrupts_nothing() throws InterruptedException {
        ScriptedTools tools = new ScriptedTools();
        Wire wire = new Wire(tools, Duration.ofMillis(50));
        wire.send(modern(1, "tools/call", WAIT));
        tools.waiting.await();
        assertThat(wire.end().awaitOutcome()).isEqualTo(McpServer.ENDED);
        assertThat(tools.interrupted.getCount()).isEqualTo(1);
        tools.release.countDown();
    }

    @Test
    void a_closed_output_ends_the_server_though_the_input_is_open() {
        Wire wire = new Wire(new ScriptedTools());
        assertThat(wire.ask(request(1, "ping", "")).has("result")).isTrue();
        wire.closeOutput();
        wire.send(request(2, "ping", ""));
        assertThat(wire.awaitOutcome()).isEqualTo(McpServer.LOST);
    }
}
