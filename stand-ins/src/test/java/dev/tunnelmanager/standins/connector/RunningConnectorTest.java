package dev.tunnelmanager.standins.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running stand-in: its pages, its signals, and the traffic that it carries. */
final class RunningConnectorTest {

    @TempDir
    Path folder;

    private final List<Process> started = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private HttpServer origin;
    private StandInEdge edge;
    private Path program;
    private int metrics;

    @BeforeEach
    void start() throws IOException {
        edge = StandInEdge.start();
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        origin.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().equals("/held")) {
                arrived.countDown();
                awaitQuietly(release);
            }
            byte[] body = ("from the origin " + exchange.getRequestHeaders().getFirst("Host"))
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        origin.start();
        program = StandInBinary.write(folder.resolve("a folder's bin"), folder.resolve("control"));
        Files.writeString(folder.resolve("creds.json"), "{}");
        Files.writeString(folder.resolve("config.yml"), """
                tunnel: 11111111-2222-3333-4444-555555555555
                credentials-file: %s
                ingress:
                  - hostname: shop.example.com
                    service: http://127.0.0.1:%d
                  - hostname: down.example.com
                    service: http://127.0.0.1:1
                  - service: http_status:404
                """.formatted(folder.resolve("creds.json"), origin.getAddress().getPort()));
        try (ServerSocket free = new ServerSocket(0)) {
            metrics = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        release.countDown();
        started.forEach(Process::destroyForcibly);
        origin.stop(0);
        edge.close();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process connector(String grace) throws IOException {
        Process process = new ProcessBuilder(program.toString(), "tunnel", "--no-autoupdate", "--config",
                folder.resolve("config.yml").toString(), "--metrics", "127.0.0.1:" + metrics, "--grace-period", grace,
                "--edge", edge.address(), "run").redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()).start();
        started.add(process);
        return process;
    }

    private static String get(int port, String host, String path) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.isEmpty() ? "" : answer.split(" ", 3)[1] + " " + answer.split("\r\n\r\n", 2)[1];
        } catch (IOException refused) {
            return "";
        }
    }

    private String ready() {
        return get(metrics, "x", "/ready");
    }

    private void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("/bin/kill", "-" + name, Long.toString(process.pid())).start().waitFor())
                .isZero();
    }

    private static boolean eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return true;
    }

    private void awaitFull() {
        assertThat(eventually(() -> ready().contains("\"readyConnections\":4"))).isTrue();
    }

    @Test
    void carries_requests_by_its_rules() throws Exception {
        assertThat(get(edge.httpPort(), "shop.example.com", "/")).startsWith("530 ");
        connector("30s");
        awaitFull();
        assertThat(get(edge.httpPort(), "shop.example.com", "/")).isEqualTo("200 from the origin shop.example.com");
        assertThat(get(edge.httpPort(), "down.example.com", "/")).startsWith("502 ");
        assertThat(get(edge.httpPort(), "else.example.com", "/")).startsWith("404 ");
        assertThat(get(metrics, "x", "/healthcheck")).isEqualTo("200 OK\n");
        assertThat(get(metrics, "x", "/config")).contains("\"version\":-1", "http_status:404");
        assertThat(Files.readString(folder.resolve("log"))).contains("Unable to reach the origin service",
                "ingressRule=1");
    }

    @Test
    void told_to_end_it_finishes_what_is_in_flight_and_takes_nothing_new() throws Exception {
        Process process = connector("30s");
        awaitFull();
        CompletableFuture<String> held = CompletableFuture
                .supplyAsync(() -> get(edge.httpPort(), "shop.example.com", "/held"));
        awaitQuietly(arrived);
        signal(process, "TERM");
        assertThat(eventually(() -> ready().startsWith("503 "))).isTrue();
        assertThat(get(edge.httpPort(), "shop.example.com", "/")).startsWith("530 ");
        assertThat(process.isAlive()).isTrue();
        release.countDown();
        assertThat(held.get(20, TimeUnit.SECONDS)).startsWith("200 ");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void a_request_longer_than_the_grace_period_fails() throws Exception {
        Process process = connector("200ms");
        awaitFull();
        CompletableFuture<String> held = CompletableFuture
                .supplyAsync(() -> get(edge.httpPort(), "shop.example.com", "/held"));
        awaitQuietly(arrived);
        signal(process, "TERM");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(held.get(20, TimeUnit.SECONDS)).startsWith("502 ");
    }

    @Test
    void a_second_term_and_a_hangup_end_it_at_once() throws Exception {
        Process process = connector("30s");
        awaitFull();
        CompletableFuture<String> held = CompletableFuture
                .supplyAsync(() -> get(edge.httpPort(), "shop.example.com", "/held"));
        awaitQuietly(arrived);
        signal(process, "TERM");
        assertThat(eventually(() -> ready().startsWith("503 "))).isTrue();
        signal(process, "TERM");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(held.get(20, TimeUnit.SECONDS)).startsWith("502 ");

        Process hungUp = connector("30s");
        awaitFull();
        signal(hungUp, "HUP");
        assertThat(hungUp.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(hungUp.exitValue()).isEqualTo(129);
    }

    @Test
    void a_taken_port_ends_it_and_an_outage_does_not() throws Exception {
        connector("30s");
        awaitFull();
        String before = ready();
        Process second = connector("30s");
        assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("log"))).contains("bind: address already in use");
        edge.outage(true);
        assertThat(eventually(() -> ready().startsWith("503 "))).isTrue();
        edge.outage(false);
        awaitFull();
        assertThat(ready()).isEqualTo(before);
    }

    @Test
    void pushed_rules_are_told_by_their_version() throws Exception {
        Files.writeString(folder.resolve("control"), "config-version=4\nconnections=2\n");
        connector("30s");
        assertThat(eventually(() -> ready().contains("\"readyConnections\":2"))).isTrue();
        assertThat(get(metrics, "x", "/config")).contains("\"version\":4");
        assertThat(get(edge.httpPort(), "shop.example.com", "/")).startsWith("503 ");
    }

    @Test
    void a_client_keeps_its_connection_while_the_connector_behind_it_changes() throws Exception {
        Process first = connector("30s");
        awaitFull();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), edge.httpPort())) {
            assertThat(askOn(client)).isEqualTo("HTTP/1.1 200 OK|from the origin shop.example.com");
            assertThat(askOn(client)).isEqualTo("HTTP/1.1 200 OK|from the origin shop.example.com");
            signal(first, "TERM");
            assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
            connector("30s");
            awaitFull();
            assertThat(askOn(client)).isEqualTo("HTTP/1.1 200 OK|from the origin shop.example.com");
        }
    }

    /** Asks without a wish to close, and returns first line and body. */
    private static String askOn(Socket client) throws IOException {
        client.setSoTimeout(20_000);
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: shop.example.com\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        HttpHead head = HttpHead.read(client.getInputStream()).orElseThrow();
        assertThat(head.header("Connection")).contains("keep-alive");
        int length = Integer.parseInt(head.header("Content-length").orElseThrow());
        return head.first() + "|" + new String(client.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    @Test
    void a_websocket_lives_on_a_draining_connector_until_its_grace_period_is_over() throws Exception {
        try (EchoService service = EchoService.start(Duration.ZERO)) {
            Files.writeString(folder.resolve("config.yml"), Files.readString(folder.resolve("config.yml"))
                    .replace(":" + origin.getAddress().getPort(), ":" + service.port()));
            Process process = connector("2s");
            awaitFull();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), edge.httpPort())) {
                client.getOutputStream().write(("GET / HTTP/1.1\r\nHost: shop.example.com\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                HttpHead head = HttpHead.read(client.getInputStream()).orElseThrow();
                assertThat(head.first()).startsWith("HTTP/1.1 101 ");
                // The key and its answer are the example of RFC 6455, section 1.3.
                assertThat(head.header("Sec-WebSocket-Accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
                assertThat(echo(client, "before")).isEqualTo("before");
                signal(process, "TERM");
                assertThat(eventually(() -> ready().startsWith("503 "))).isTrue();
                assertThat(echo(client, "while it drains")).isEqualTo("while it drains");
                assertThat(WebSocketFrame.read(client.getInputStream())).isEmpty();
            }
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(eventually(() -> edge.endedUpgrades().size() == 1)).isTrue();
            assertThat(edge.endedUpgrades().getFirst().drainedFor().orElseThrow())
                    .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(8));
        }
    }

    private static String echo(Socket client, String text) throws IOException {
        client.setSoTimeout(20_000);
        new WebSocketFrame(WebSocketFrame.TEXT, text).write(client.getOutputStream(), true);
        return WebSocketFrame.read(client.getInputStream()).orElseThrow().text();
    }

    @Test
    void a_crash_can_be_had_for_one_hostname_at_one_address() throws Exception {
        Files.writeString(folder.resolve("control"), "crash=no\ncrash-with=shop.example.com\ncrash-at=1\n");
        connector("30s");
        awaitFull();
        started.getFirst().destroyForcibly().waitFor();
        Files.writeString(folder.resolve("control"),
                "crash=no\ncrash-with=shop.example.com\ncrash-at=" + metrics + "\n");
        Process crashed = connector("30s");
        assertThat(crashed.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(crashed.exitValue()).isEqualTo(1);
        Files.writeString(folder.resolve("control"), "crash=no\ncrash-with=other.example.com\n");
        connector("30s");
        awaitFull();
    }
}
