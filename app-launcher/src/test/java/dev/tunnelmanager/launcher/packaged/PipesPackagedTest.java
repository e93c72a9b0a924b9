package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tunnelmanager.standins.provider.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the process at the other end of the pipes behaves: what it prints, when it ends, what it leaves running. */
@SuppressWarnings("NullAway.Init") // Set before each.
class PipesPackagedTest {

    private Bench bench;

    @BeforeEach
    void start() throws Exception {
        bench = Bench.start();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void what_is_no_message_is_answered_and_survived() throws Exception {
        Supervisor shop = bench.supervisor("shop", Era.LEGACY);
        for (String line : List.of("", "   ", "garbage", "{", "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", "null", "42", "\"text\"", "\u0000\u0001",
                "{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"ping\"}", "{\"id\":8}", "\uFEFF", "{}".repeat(3),
                "{\"a\":".repeat(5_000), "[".repeat(100_000))) {
            shop.say(line);
        }
        shop.say(
                "{\"jsonrpc\":\"2.0\",\"id\":4711,\"method\":\"tools/call\",\"params\":{\"name\":\"port_list\",\"arguments\":"
                        + "{\"projectName\":\"" + "x".repeat(10 << 20) + "\"}}}");
        assertThat(shop.structured("port_list").path("count").asInt()).isZero();
        Eventually.holds("the huge call is answered", () -> shop.messages().stream()
                .anyMatch(message -> message.path("id").asInt() == 4711));
        assertThat(shop.messages().stream().filter(message -> message.has("error"))).hasSizeGreaterThan(8)
                .allSatisfy(message -> assertThat(message.path("error").path("code").asInt()).isIn(-32700, -32600));
        shop.hangUp();
        assertThat(shop.awaitEnd()).isZero();
        shop.assertPure();
    }

    @Test
    void nothing_happens_before_the_first_call_of_a_tool() throws Exception {
        Supervisor shop = bench.supervisor("shop", Era.LEGACY);
        JsonNode tools = shop.result(shop.request("tools/list",
                new ObjectMapper().createObjectNode()));
        assertThat(tools.path("tools").findValuesAsText("name")).contains("tunnel_get_status", "tunnel_request_cname",
                "tunnel_delete_cname", "tunnel_list_cnames", "tunnel_list_domains", "port_allocate", "port_release",
                "port_list");
        assertThat(Files.exists(bench.stateDir())).isFalse();
        assertThat(bench.provider().requests()).isEmpty();
        shop.hangUp();
        assertThat(shop.awaitEnd()).isZero();
    }

    @Test
    void a_call_that_runs_when_the_input_ends_is_answered() throws Exception {
        int port = bench.service("shop");
        Supervisor shop = bench.supervisor("shop", Era.MODERN);
        shop.structured("port_allocate", "port", port);
        assertThat(shop.structured("tunnel_request_cname", "subdomain", "first", "targetPort", port).path("success")
                .asBoolean()).isTrue();
        bench.provider().failNext(Fault.late(Duration.ofSeconds(1)).on("POST"));
        CompletableFuture<JsonNode> asked = shop.begin("tunnel_request_cname", "subdomain", "second", "targetPort",
                port);
        Eventually.holds("it runs", () -> bench.provider().effects() == 2);
        shop.hangUp();
        JsonNode answer = shop.result(asked).path("structuredContent");
        assertThat(answer.path("success").asBoolean()).as("%s", answer).isTrue();
        assertThat(shop.awaitEnd()).isZero();
        shop.assertPure();
    }

    @Test
    void a_process_that_is_told_to_end_ends_at_once_and_the_tunnel_goes_on() throws Exception {
        int port = bench.service("shop");
        Supervisor shop = bench.supervisor("shop", Era.MODERN);
        shop.structured("port_allocate", "port", port);
        assertThat(shop.structured("tunnel_request_cname", "subdomain", "api", "targetPort", port).path("success")
                .asBoolean()).isTrue();
        List<Long> before = bench.replicas().stream().map(ProcessHandle::pid).toList();
        shop.process().destroy();
        assertThat(shop.process().waitFor(5, TimeUnit.SECONDS)).as("it ends promptly").isTrue();
        shop.assertPure();
        assertThat(bench.replicas().stream().map(ProcessHandle::pid).toList()).isEqualTo(before).hasSize(2);
        for (int i = 0; i < 20; i++) {
            assertThat(bench.ask("api.example.com")).isEqualTo(new EdgeReply(200, "shop answers /hello"));
        }
        Supervisor next = bench.supervisor("shop", Era.LEGACY);
        JsonNode status = next.structured("tunnel_get_status");
        assertThat(status.path("status").asText()).as("%s", status).isEqualTo("up");
        assertThat(next.structured("tunnel_list_cnames").path("count").asInt()).isEqualTo(1);
        assertThat(bench.replicas().stream().map(ProcessHandle::pid).toList()).isEqualTo(before);
    }

    @Test
    void a_client_that_is_gone_ends_the_process() throws Exception {
        // A named pipe, of which nobody reads while it is closed: a pipe on which a read waits stays open until the read is over.
        Path answers = namedPipe(bench.folder().resolve("pipe"));
        Process shop = bench.answeringInto(answers, "shop");
        try (OutputStream questions = shop.getOutputStream(); BufferedReader errors = shop.errorReader()) {
            try (BufferedReader read = Files.newBufferedReader(answers)) {
                ask(questions);
                assertThat(read.readLine()).contains("\"id\":1");
            }
            ask(questions);
            assertThat(shop.waitFor(60, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
            assertThat(errors.lines().toList().toString()).doesNotContain("\tat ", "Exception:");
        } finally {
            shop.destroyForcibly();
        }
    }

    private static void ask(OutputStream questions) throws IOException {
        questions.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nothing\"}\n".getBytes(StandardCharsets.UTF_8));
        questions.flush();
    }

    @Test
    void a_cancelled_call_is_not_answered_and_the_next_one_is() throws Exception {
        int port = bench.service("shop");
        Supervisor shop = bench.supervisor("shop", Era.MODERN);
        shop.structured("port_allocate", "port", port);
        bench.provider().failNext(Fault.late(Duration.ofSeconds(2)).on("GET"));
        CompletableFuture<JsonNode> asked = shop.begin("tunnel_request_cname", "subdomain", "api", "targetPort", port);
        Eventually.holds("it runs", () -> !bench.provider().requests().isEmpty());
        shop.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":2}}");
        assertThat(shop.structured("port_list").path("count").asInt()).isEqualTo(1);
        shop.hangUp();
        assertThat(shop.awaitEnd()).isZero();
        assertThat(asked.isCompletedExceptionally()).as("no answer came").isTrue();
        shop.assertPure();
    }

    private static Path namedPipe(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
        return path;
    }
}
