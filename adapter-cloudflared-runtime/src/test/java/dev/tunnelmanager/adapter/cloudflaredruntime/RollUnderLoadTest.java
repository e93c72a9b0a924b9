package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.contracts.ConnectorContract;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.standins.connector.StandInEdge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests go on while the rules change. The edge is strict: it tries nothing twice. */
final class RollUnderLoadTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void no_request_is_lost_while_replicas_are_replaced(int replicas) throws Exception {
        Map<String, Integer> answers = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        HttpServer first = origin("first");
        HttpServer second = origin("second");
        try (StandInEdge edge = StandInEdge.start();
                ChildRig rig = new ChildRig(folder, replicas, Duration.ofSeconds(10), Duration.ofSeconds(30),
                        List.of("--edge", edge.address()))) {
            rig.rollTo(to(first));
            assertThat(edge.connectors()).hasSize(replicas);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String path = i < 2 ? "/slow" : "/quick";
                clients.add(Thread.ofVirtual().start(() -> {
                    while (!over.get()) {
                        answers.merge(get(edge.httpPort(), path), 1, Integer::sum);
                    }
                }));
            }
            try {
                assertThat(ChildRig.eventually(() -> answers.getOrDefault("200 first", 0) > 20)).isTrue();
                assertThat(rig.rollTo(to(second))).isInstanceOf(RollOutcome.Served.class);
                assertThat(ChildRig.eventually(() -> answers.getOrDefault("200 second", 0) > 20)).isTrue();
            } finally {
                over.set(true);
                for (Thread client : clients) {
                    client.join();
                }
            }
            assertThat(answers).containsOnlyKeys("200 first", "200 second");
            assertThat(get(edge.httpPort(), "/quick")).isEqualTo("200 second");
        } finally {
            first.stop(0);
            second.stop(0);
        }
    }

    private static List<IngressRule> to(HttpServer origin) {
        return List.of(new IngressRule("shop.example.com", "", "http://127.0.0.1:" + origin.getAddress().getPort()),
                ConnectorContract.BARE.getFirst());
    }

    private static HttpServer origin(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
            }
            byte[] body = name.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Returns status and body, or what went wrong. */
    private static String get(int port, String path) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: shop.example.com\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] parts = answer.split("\r\n\r\n", 2);
            return answer.isEmpty() ? "no answer" : answer.split(" ", 3)[1] + " " + parts[1];
        } catch (IOException e) {
            return e.toString();
        }
    }
}
