package dev.tunnelmanager.adapter.cloudflare;

import static dev.tunnelmanager.adapter.cloudflare.Fixtures.APP;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.MARK;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.TARGET;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.TOKEN;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory.PublishOutcome;
import dev.tunnelmanager.ports.driven.NameDirectory.RemoveOutcome;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever the API answers, a call ends with a value of its kind or a failure in words. */
@SuppressWarnings("NullAway.Init") // Set before everything.
class ApiAnswersProperties {

    private static final WrittenRecord OURS = new WrittenRecord("0".repeat(32), "CNAME", TARGET, MARK);
    private static final String RECORD = "{\"id\":\"" + OURS.id()
            + "\",\"type\":\"CNAME\",\"name\":\"app.example.com\","
            + "\"content\":\"" + TARGET + "\",\"proxied\":true,\"ttl\":1,\"comment\":\"" + MARK + "\"}";
    private static final List<String> RIGHT = List.of(envelope("[" + RECORD + "]"), envelope(RECORD), envelope("[]"),
            envelope(
                    "[{\"id\":\"z1\",\"name\":\"example.com\",\"status\":\"active\",\"type\":\"full\",\"account\":{\"id\":\"a\"}}]"),
            envelope("{\"record_quota\":200,\"record_usage\":199}"),
            "{\"success\":false,\"errors\":[{\"code\":1004,\"message\":\"DNS Validation Error\",\"error_chain\":"
                    + "[{\"code\":9000,\"message\":\"DNS name is invalid.\"}]}],\"messages\":[],\"result\":null}");

    private static HttpServer server;

    @BeforeContainer
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterContainer
    static void stop() {
        server.stop(0);
    }

    /** A third of the answers are right, so that something is reached beyond the first call. */
    @Property(tries = 150)
    void an_answer_by_chance_is_a_value_or_a_failure_in_words(@ForAll("answers") List<Answered> answers) {
        FakeTime time = new FakeTime();
        AtomicInteger next = new AtomicInteger();
        String path = "/" + System.nanoTime();
        server.createContext(path,
                exchange -> send(exchange, answers.get(next.getAndIncrement() % answers.size())));
        URI api = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        try (CloudflareNameDirectory directory = new CloudflareNameDirectory(Fixtures.settings(api), time, time)) {
            ends(() -> directory.zones().forEach(ApiAnswersProperties::assertSound));
            ends(() -> directory.preflight(ZONE).ifPresent(ApiAnswersProperties::assertWords));
            ends(() -> assertThat(directory.entriesAt(ZONE, APP))
                    .allSatisfy(entry -> assertThat(entry.id()).isNotNull()));
            ends(() -> directory.advice(ZONE, APP).forEach(ApiAnswersProperties::assertWords));
            ends(() -> assertPublished(directory.publish(ZONE, APP, Optional.of(OURS), MARK)));
            ends(() -> assertPublished(directory.publish(ZONE, APP, Optional.empty(), MARK)));
            ends(() -> {
                if (directory.remove(ZONE, OURS) instanceof RemoveOutcome.Changed changed) {
                    assertThat(changed.now().id()).as("what stands there now").isNotNull();
                }
            });
        } finally {
            server.removeContext(path);
        }
        assertThat(time.passed()).as("time spent waiting").isLessThan(Duration.ofMinutes(10));
    }

    private static void ends(Runnable call) {
        try {
            call.run();
        } catch (PortFailure failure) {
            assertWords(failure.problem());
            assertWords(failure.recommendation());
        }
    }

    /** Whatever else stands in the answer, what is taken for ours must be what we write. */
    private static void assertPublished(PublishOutcome outcome) {
        switch (outcome) {
            case PublishOutcome.Published(WrittenRecord record, boolean changed) -> {
                assertThat(record.type()).isEqualTo("CNAME");
                assertThat(record.content()).isEqualTo(TARGET);
                assertThat(record.mark()).isEqualTo(MARK);
            }
            case PublishOutcome.Refused(Refusal refusal) -> assertWords(refusal);
        }
    }

    private static void assertSound(Zone zone) {
        assertThat(zone.id()).isNotBlank();
        assertThat(zone.name()).isNotBlank();
        zone.notes().forEach(ApiAnswersProperties::assertWords);
    }

    private static void assertWords(Refusal refusal) {
        assertWords(refusal.problem());
        assertWords(refusal.recommendation());
    }

    private static void assertWords(String words) {
        assertThat(words).isNotBlank().doesNotContain("Exception", "\n", "\tat ", TOKEN).hasSizeLessThan(2_000);
    }

    private static void send(HttpExchange exchange, Answered answer) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            if (!answer.header().isEmpty()) {
                exchange.getResponseHeaders().set("Retry-After", answer.header());
            }
            boolean bodiless = answer.status() == 204 || answer.status() == 304;
            exchange.sendResponseHeaders(answer.status(), bodiless || body.length == 0 ? -1 : body.length);
            if (!bodiless && body.length > 0) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
        }
    }

    private static String envelope(String result) {
        return "{\"success\":true,\"errors\":[],\"messages\":[],\"result\":" + result
                + ",\"result_info\":{\"page\":1,\"per_page\":100,\"count\":1,\"total_count\":1,\"total_pages\":1}}";
    }

    /**
     * One answer.
     *
     * @param status of HTTP
     * @param header {@code Retry-After}, left out if empty
     * @param body text
     */
    record Answered(int status, String header, String body) {}

    @Provide
    Arbitrary<List<Answered>> answers() {
        Arbitrary<Answered> right = Arbitraries.of(RIGHT).map(body -> new Answered(200, "", body));
        Arbitrary<String> snippets = Arbitraries.oneOf(
                Arbitraries.of("", "null", "{}", "[]", "\"", "-1", "99999999999999999999", "1e999999999", "true",
                        "false", ",", "}", "[null]", "\"x\":", "\u0000", "<html>", "[".repeat(3_000), TOKEN,
                        "\\u0000\\ud800", "y".repeat(5_000)),
                Arbitraries.strings().ofMaxLength(6));
        Arbitrary<String> damaged = Combinators.combine(Arbitraries.of(RIGHT), Arbitraries.integers().between(0, 999),
                Arbitraries.of(0, 0, 1, 2, 6, 12, 60), snippets).as((body, at, cut, snippet) -> {
                    int from = body.length() * at / 1000;
                    return body.substring(0, from) + snippet + body.substring(Math.min(body.length(), from + cut));
                });
        Arbitrary<Answered> wrong = Combinators.combine(
                Arbitraries.of(200, 200, 200, 200, 201, 204, 206, 301, 304, 400, 401, 403, 404, 409, 429, 500, 521,
                        599),
                Arbitraries.of("", "", "", "3", "-1", "999999999", "Fri, 20 Nov 2026 10:00:03 GMT",
                        "Fri, 31 Dec 9999 23:59:59 GMT", "soon"),
                damaged).as(Answered::new);
        return Arbitraries.oneOf(right, wrong, wrong).list().ofMinSize(1).ofMaxSize(6);
    }
}
