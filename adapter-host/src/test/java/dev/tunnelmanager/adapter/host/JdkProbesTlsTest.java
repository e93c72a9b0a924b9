package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driven.Probes.EdgeAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkProbesTlsTest {

    private static final HostnamePattern SHOP = HostnamePattern.of("shop.example.com");
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    static Path directory;

    private static SSLContext shops;

    @BeforeAll
    static void makeCertificate() throws Exception {
        shops = TestCertificates.selfSigned(directory, "shop.example.com");
    }

    @Test
    void asks_over_tls_with_the_hostname_as_server_name() throws Exception {
        CompletableFuture<Object> asked = new CompletableFuture<>();
        try (LittleServer edge = LittleServer.start(shops.getServerSocketFactory(), socket -> {
            String request = LittleServer.request(socket);
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) socket).getSession();
            asked.complete(session.getRequestedServerNames());
            LittleServer.write(socket, request.contains("\r\nHost: shop.example.com\r\n") ? "HTTP/1.1 201 Made\r\n\r\n"
                    : "HTTP/1.1 400 Bad\r\n\r\n");
        })) {
            assertThat(trusting(edge, shops.getSocketFactory()).throughEdge(SHOP))
                    .isEqualTo(new EdgeAnswer.Answered(201));
            assertThat(asked.join()).asString().contains(new SNIHostName("shop.example.com").toString());
        }
    }

    @Test
    void a_certificate_that_nobody_trusts_is_no_answer() throws Exception {
        try (LittleServer edge = answering200()) {
            Probes probes = new JdkProbes(true, Optional.of(edge.address()), PATIENCE);
            assertThat(reason(probes.throughEdge(SHOP))).startsWith("The certificate that 127.0.0.1:" + edge.port())
                    .contains("for shop.example.com does not verify: ").endsWith(".");
        }
    }

    @Test
    void a_certificate_for_another_name_is_no_answer() throws Exception {
        try (LittleServer edge = answering200()) {
            assertThat(
                    reason(trusting(edge, shops.getSocketFactory()).throughEdge(HostnamePattern.of("api.example.com"))))
                    .contains("for api.example.com does not verify: ").contains("No subject alternative DNS name");
        }
    }

    @Test
    void an_edge_that_refuses_the_handshake_is_not_asked_in_plain() throws Exception {
        try (LittleServer edge = LittleServer.start(shops.getServerSocketFactory(), socket -> {
            // Nothing that works with its kind of key.
            ((SSLSocket) socket).setEnabledProtocols(new String[]{"TLSv1.2"});
            ((SSLSocket) socket).setEnabledCipherSuites(new String[]{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
            LittleServer.request(socket);
        })) {
            assertThat(reason(trusting(edge, shops.getSocketFactory()).throughEdge(SHOP)))
                    .startsWith("TLS with 127.0.0.1")
                    .contains("for shop.example.com failed: ").contains("handshake_failure")
                    .endsWith("It may have no certificate for this name.");
        }
    }

    @Test
    void an_edge_that_is_slow_to_shake_hands_is_asked_again() throws Exception {
        // The first connection is met by silence until the probe turns to plain HTTP.
        CountDownLatch second = new CountDownLatch(1);
        AtomicInteger connections = new AtomicInteger();
        try (LittleServer edge = LittleServer.start(shops.getServerSocketFactory(), socket -> {
            if (connections.incrementAndGet() == 1) {
                await(second);
            } else {
                second.countDown();
            }
            LittleServer.request(socket);
            LittleServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n");
        })) {
            assertThat(trusting(edge, shops.getSocketFactory()).throughEdge(SHOP))
                    .isEqualTo(new EdgeAnswer.Answered(200));
            assertThat(connections).hasValue(3);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static LittleServer answering200() throws Exception {
        return LittleServer.start(shops.getServerSocketFactory(), socket -> {
            LittleServer.request(socket);
            LittleServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n");
        });
    }

    private static Probes trusting(LittleServer edge, SSLSocketFactory tls) {
        return new JdkProbes(true, Optional.of(edge.address()), PATIENCE, () -> tls);
    }

    private static String reason(EdgeAnswer answer) {
        assertThat(answer).isInstanceOf(EdgeAnswer.NotAnswered.class);
        return ((EdgeAnswer.NotAnswered) answer).reason();
    }
}
