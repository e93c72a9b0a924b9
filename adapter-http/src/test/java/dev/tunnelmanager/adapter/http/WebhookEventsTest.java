package dev.tunnelmanager.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driven.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookEventsTest {

    private record Delivered(String body, String time, String signature) {}

    private final BlockingQueue<Delivered> delivered = new LinkedBlockingQueue<>();
    /** What is answered, one after the other; then 204. */
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch hold = new CountDownLatch(1);
    private final List<String> alsoTold = new ArrayList<>();
    private final List<WebhookEvents> open = new ArrayList<>();
    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", this::take);
        server.createContext("/slow", exchange -> {
            try {
                hold.await();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            take(exchange);
        });
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            delivered.add(new Delivered(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    String.valueOf(exchange.getRequestHeaders().getFirst(WebhookEvents.TIMESTAMP)),
                    String.valueOf(exchange.getRequestHeaders().getFirst(WebhookEvents.SIGNATURE))));
            Integer answer = answers.poll();
            exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
        }
    }

    @AfterEach
    void close() {
        hold.countDown();
        open.forEach(WebhookEvents::close);
        server.stop(0);
    }

    private WebhookEvents events(Optional<String> secret, String... paths) {
        List<Webhook> webhooks = new ArrayList<>();
        for (String path : paths) {
            webhooks.add(new Webhook(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                    secret.map(text -> () -> Secret.of(text))));
        }
        WebhookEvents events = new WebhookEvents(webhooks, new Events() {
            @Override
            public void happened(String sentence) {
                alsoTold.add(sentence);
            }

            @Override
            public void failed(String problem, String recommendation) {
                alsoTold.add(problem + recommendation);
            }

            @Override
            public void tell(TunnelEvent event) {
                alsoTold.add(event.sentence());
            }
        }, () -> Reports.NOW, Duration.ofMillis(1));
        open.add(events);
        return events;
    }

    private static TunnelEvent event(long number) {
        return new TunnelEvent(number, Reports.NOW, TunnelEvent.Kind.TUNNEL_DOWN, "tunnel", "It is \"down\".");
    }

    private Delivered next() throws InterruptedException {
        Delivered next = delivered.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("Nothing was delivered in 20 seconds");
        }
        return next;
    }

    @Test
    void an_event_is_delivered_signed() throws Exception {
        events(Optional.of("swordfish"), "/hook").tell(event(7));
        Delivered got = next();
        assertThat(got.body()).isEqualTo("{\"number\":7,\"event\":\"tunnel_down\",\"at\":\"2026-11-20T10:00:00.123Z\","
                + "\"subject\":\"tunnel\",\"message\":\"It is \\\"down\\\".\",\"service\":\"tunnel-manager\"}");
        assertThat(got.time()).isEqualTo("1795168800");
        assertThat(got.signature())
                .isEqualTo("sha256=" + WebhookEvents.signature("swordfish", "1795168800." + got.body()));
    }

    /** RFC 4231, test case 2. */
    @Test
    void the_signature_is_the_well_known_one() {
        assertThat(WebhookEvents.signature("Jefe", "what do ya want for nothing?"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void without_a_secret_nothing_is_signed_and_everything_is_told_elsewhere_too() throws Exception {
        WebhookEvents events = events(Optional.empty(), "/hook");
        events.happened("x");
        events.failed("y", "z");
        events.tell(event(1));
        assertThat(next().signature()).isEqualTo("null");
        assertThat(alsoTold).containsExactly("x", "yz", "It is \"down\".");
    }

    @Test
    void what_fails_for_a_while_is_tried_again_and_what_is_refused_is_not() throws Exception {
        answers.addAll(List.of(503, 429, 500, 204, 400, 204));
        WebhookEvents events = events(Optional.empty(), "/hook");
        events.tell(event(1));
        events.tell(event(2));
        events.tell(event(3));
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            numbers.add(next().body().replaceAll(".*\"number\":(\\d+).*", "$1"));
        }
        assertThat(numbers).containsExactly("1", "1", "1", "1", "2", "3");
    }

    @Test
    void one_that_hangs_holds_up_neither_the_teller_nor_the_others_and_its_queue_is_bounded() throws Exception {
        WebhookEvents events = events(Optional.empty(), "/slow", "/hook");
        events.tell(event(1));
        assertThat(next().body()).contains("\"number\":1,");
        for (int number = 2; number <= 300; number++) {
            events.tell(event(number));
            assertThat(next().body()).contains("\"number\":" + number + ",");
        }
        hold.countDown();
        List<String> late = new ArrayList<>();
        while (late.isEmpty() || !late.getLast().contains("\"number\":300,")) {
            late.add(next().body());
        }
        assertThat(late).hasSizeBetween(100, 101);
        assertThat(late.getFirst()).contains("\"number\":1,");
    }
}
