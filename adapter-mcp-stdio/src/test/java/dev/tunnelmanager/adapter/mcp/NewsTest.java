package dev.tunnelmanager.adapter.mcp;

import static dev.tunnelmanager.adapter.mcp.Wire.modern;
import static dev.tunnelmanager.adapter.mcp.Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tunnelmanager.adapter.mcp.protocol.News.Severity;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told without being asked, in the way of each era. */
class NewsTest {

    private static final String URI = "\"uri\":\"test://status\"";
    private static final String SUBSCRIPTION = "/params/_meta/io.modelcontextprotocol~1subscriptionId";

    private final ScriptedTools tools = new ScriptedTools();
    private final ScriptedNews news = new ScriptedNews();
    private final Wire wire = new Wire(tools, news);

    @AfterEach
    void end() {
        tools.release.countDown();
        wire.close();
    }

    private static String listen(Object id, String uri) {
        return modern(id, "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true,"
                + "\"resourceSubscriptions\":[\"test://other\",\"" + uri + "\"]}");
    }

    @Test
    void capabilities_are_those_of_the_era() {
        assertThat(wire.ask(modern(1, "server/discover", "")).at("/result/capabilities"))
                .hasToString("{\"tools\":{},\"resources\":{\"subscribe\":true}}");
        JsonNode greeting = wire.ask(request(2, "initialize",
                "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}"));
        assertThat(greeting.at("/result/capabilities"))
                .hasToString("{\"tools\":{},\"resources\":{\"subscribe\":true},\"logging\":{}}");
        assertThat(news.begun.get()).isZero();
    }

    @Test
    void the_resource_is_listed_and_read_in_both_eras() {
        wire.greet("2025-06-18");
        JsonNode legacy = wire.ask(request(1, "resources/list", "")).get("result");
        JsonNode modern = wire.ask(modern(2, "resources/list", "")).get("result");
        assertThat(legacy.get("resources")).isEqualTo(modern.get("resources")).hasSize(1);
        assertThat(legacy.at("/resources/0/uri").asText()).isEqualTo("test://status");
        assertThat(legacy.at("/resources/0/name").asText()).isNotEmpty();
        assertThat(legacy.has("ttlMs")).isFalse();
        assertThat(modern.get("cacheScope").asText()).isEqualTo("public");
        assertThat(wire.ask(request(3, "resources/templates/list", "")).at("/result/resourceTemplates")).isEmpty();
        for (String line : List.of(request(4, "resources/read", URI), modern(4, "resources/read", URI))) {
            JsonNode content = wire.ask(line).at("/result/contents/0");
            assertThat(content.get("uri").asText()).isEqualTo("test://status");
            assertThat(content.get("mimeType").asText()).isEqualTo("application/json");
            assertThat(content.get("text").asText()).isEqualTo("{\"success\":true,\"text\":\"done\"}");
        }
        JsonNode read = wire.ask(modern(5, "resources/read", URI)).get("result");
        assertThat(read.get("ttlMs").asLong()).isZero();
        assertThat(read.get("cacheScope").asText()).isEqualTo("private");
        assertThat(wire.ask(modern(6, "resources/read", "\"uri\":\"file:///etc/passwd\"")).at("/error/code").asInt())
                .isEqualTo(-32602);
    }

    @ParameterizedTest
    @CsvSource({"resources/subscribe, true", "resources/unsubscribe, true", "logging/setLevel, true",
            "subscriptions/listen, false"})
    void each_way_belongs_to_one_era(String method, boolean legacy) {
        wire.greet("2025-11-25");
        JsonNode other = legacy ? wire.ask(modern(1, method, "")) : wire.ask(request(1, method, ""));
        assertThat(other.at("/error/code").asInt()).isEqualTo(-32601);
    }

    @Test
    void a_legacy_subscriber_is_told_until_it_has_enough() {
        wire.greet("2025-11-25");
        wire.ask(request(1, "logging/setLevel", "\"level\":\"emergency\""));
        assertThat(wire.ask(request(2, "resources/subscribe", URI)).get("result")).isEmpty();
        news.tell(Severity.ERROR, "down");
        JsonNode told = wire.receive();
        assertThat(told.get("method").asText()).isEqualTo("notifications/resources/updated");
        assertThat(told.get("params")).hasToString("{\"uri\":\"test://status\"}");
        assertThat(told.has("id")).isFalse();
        wire.ask(request(3, "resources/unsubscribe", URI));
        news.tell(Severity.ERROR, "down again");
        assertThat(wire.ask(request(4, "ping", "")).get("id").asInt()).isEqualTo(4);
        assertThat(news.begun.get()).isEqualTo(1);
    }

    @Test
    void a_legacy_client_that_has_called_a_tool_is_told_as_log_messages() {
        wire.greet("2025-06-18");
        wire.ask(request(1, "tools/call", "\"name\":\"echo\""));
        news.awaitBegun();
        news.tell(Severity.WARNING, "restarting");
        JsonNode told = wire.receive();
        assertThat(told.get("method").asText()).isEqualTo("notifications/message");
        assertThat(told.get("params")).hasToString(
                "{\"level\":\"warning\",\"logger\":\"tunnel-manager\",\"data\":{\"message\":\"restarting\"}}");
        wire.ask(request(2, "logging/setLevel", "\"level\":\"error\""));
        news.tell(Severity.WARNING, "restarting again");
        news.tell(Severity.ERROR, "down");
        assertThat(wire.receive().at("/params/data/message").asText()).isEqualTo("down");
        assertThat(wire.ask(request(3, "logging/setLevel", "\"level\":\"loud\"")).at("/error/code").asInt())
                .isEqualTo(-32602);
    }

    @Test
    void a_modern_client_is_told_nothing_that_it_did_not_ask_for() {
        wire.ask(modern(1, "tools/call", "\"name\":\"echo\""));
        assertThat(news.begun.get()).isZero();
        wire.ask(modern(2, "subscriptions/listen", "\"notifications\":{}"));
        news.tell(Severity.ERROR, "down");
        assertThat(wire.ask(modern(3, "tools/list", "")).get("id").asInt()).isEqualTo(3);
    }

    @Test
    void a_modern_listener_is_acknowledged_first_and_then_told() {
        JsonNode acknowledged = wire.ask(listen("\"s-1\"", "test://status"));
        assertThat(acknowledged.get("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
        assertThat(acknowledged.at(SUBSCRIPTION).asText()).isEqualTo("s-1");
        assertThat(acknowledged.at("/params/notifications"))
                .hasToString("{\"resourceSubscriptions\":[\"test://status\"]}");
        news.tell(Severity.NOTICE, "up");
        JsonNode told = wire.receive();
        assertThat(told.get("method").asText()).isEqualTo("notifications/resources/updated");
        assertThat(told.at("/params/uri").asText()).isEqualTo("test://status");
        assertThat(told.at(SUBSCRIPTION).asText()).isEqualTo("s-1");
    }

    @Test
    void two_listeners_are_told_each_and_one_that_cancels_no_more() {
        wire.ask(listen(1, "test://status"));
        wire.ask(listen(2, "test://status"));
        wire.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
        assertThat(wire.ask(modern(3, "tools/list", "")).get("id").asInt()).isEqualTo(3);
        news.tell(Severity.ERROR, "down");
        assertThat(wire.receive().at(SUBSCRIPTION).asInt()).isEqualTo(2);
        assertThat(wire.ask(modern(4, "tools/list", "")).get("id").asInt()).isEqualTo(4);
    }

    @Test
    void a_listener_is_answered_when_the_connection_ends() {
        wire.ask(listen(7, "test://status"));
        JsonNode answer = wire.rest().getFirst();
        assertThat(answer.get("id").asInt()).isEqualTo(7);
        assertThat(answer.at("/result/resultType").asText()).isEqualTo("complete");
        assertThat(news.closed.get()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"notifications\":7", "\"x\":1", "\"notifications\":{\"resourceSubscriptions\":7}"})
    void a_listening_of_another_form_is_refused(String params) {
        assertThat(wire.ask(modern(1, "subscriptions/listen", params)).at("/error/code").asInt()).isEqualTo(-32602);
    }

    @Test
    void news_that_cannot_be_had_are_refused_with_the_reason_and_tried_again() {
        wire.greet("2025-11-25");
        news.refusing = true;
        JsonNode refused = wire.ask(request(1, "resources/subscribe", URI));
        assertThat(refused.at("/error/code").asInt()).isEqualTo(-32603);
        assertThat(refused.at("/error/message").asText()).isEqualTo("Nobody is asking. Say who.");
        news.refusing = false;
        assertThat(wire.ask(request(2, "resources/subscribe", URI)).get("result")).isEmpty();
        news.tell(Severity.DEBUG, "x");
        assertThat(wire.receive().get("method").asText()).isEqualTo("notifications/resources/updated");
    }
}
