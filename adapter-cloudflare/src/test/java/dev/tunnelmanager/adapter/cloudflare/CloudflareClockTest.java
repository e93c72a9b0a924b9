package dev.tunnelmanager.adapter.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CloudflareClockTest {

    @Test
    void the_difference_is_that_of_this_hosts_clock_and_no_token_is_sent() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        server.start();
        try {
            URI api = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/client/v4/");
            InstantSource ahead = () -> Instant.now().plus(Duration.ofHours(3));
            Duration found = new CloudflareClock(api, Duration.ofSeconds(5), ahead).ahead().orElseThrow();
            assertThat(found).isCloseTo(Duration.ofHours(3), Duration.ofSeconds(5));
            assertThat(asked).containsExactly("/client/v4/user/tokens/verify []");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void an_api_that_is_away_or_silent_is_told() throws IOException {
        PortFailure away = catchThrowableOfType(PortFailure.class, () -> new CloudflareClock(
                URI.create("http://127.0.0.1:9/client/v4"), Duration.ofSeconds(2), InstantSource.system()).ahead());
        assertThat(away.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
        assertThat(away.problem()).contains("nothing accepts connections");
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            PortFailure late = catchThrowableOfType(PortFailure.class, () -> new CloudflareClock(
                    URI.create("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofMillis(200),
                    InstantSource.system()).ahead());
            assertThat(late.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
        }
    }
}
