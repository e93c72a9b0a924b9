package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.ProbesContract;
import dev.tunnelmanager.contracts.Waits;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driven.Probes.EdgeAnswer;
import dev.tunnelmanager.ports.driven.Probes.Reach;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a plain edge. What concerns TLS is in {@link JdkProbesTlsTest}. */
class JdkProbesTest implements ProbesContract {

    private static final HostnamePattern SHOP = HostnamePattern.of("shop.example.com");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final List<LittleServer> servers = new ArrayList<>();
    private volatile String lastRequest = "";
    private LittleServer edge;

    @BeforeEach
    void startEdge() throws IOException {
        edge = serverThat(this::answerByHost);
    }

    @AfterEach
    void stopServers() throws IOException {
        for (LittleServer server : servers) {
            server.close();
        }
    }

    /** As the edge does it: 530 for names that lead to no connector. Closes at once what is not HTTP, as a TLS hello. */
    private void answerByHost(Socket socket) throws IOException {
        int first = socket.getInputStream().read();
        if (first != 'G') {
            return;
        }
        lastRequest = "G" + LittleServer.request(socket);
        String host = lastRequest.replaceAll("(?s).*\r\nHost: ([^\r]*)\r\n.*", "$1");
        LittleServer.write(socket,
                "HTTP/1.1 " + statuses.getOrDefault(host, 530) + " Reason\r\nContent-Length: 0\r\n\r\n");
    }

    @Override
    public Probes probes() {
        return via(edge);
    }

    @Override
    public void serve(HostnamePattern hostname, int status) {
        statuses.put(hostname.text(), status);
    }

    @Override
    public void serveNothing(HostnamePattern hostname) {
        statuses.remove(hostname.text());
    }

    @Override
    public OriginService listening() {
        return new OriginService("http://localhost:" + edge.port());
    }

    @Override
    public OriginService notListening() {
        return new OriginService("http://localhost:" + freePort());
    }

    @Test
    void asks_as_a_visitor_does_and_says_who_it_is() {
        serve(SHOP, 200);
        assertThat(probes().throughEdge(SHOP)).isEqualTo(new EdgeAnswer.Answered(200));
        assertThat(lastRequest).startsWith("GET / HTTP/1.1\r\n").contains("\r\nHost: shop.example.com\r\n",
                "\r\nUser-Agent: tunnel-manager-probe\r\n", "\r\nConnection: close\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530})
    void the_edges_own_errors_are_no_answer(int status) {
        serve(SHOP, status);
        assertThat(reason(probes().throughEdge(SHOP)))
                .startsWith("The edge answered " + status + " for shop.example.com, which")
                .endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 400, 403, 418, 501, 505, 519, 531, 599, 999})
    void all_else_is_an_answer(int status) {
        serve(SHOP, status);
        assertThat(probes().throughEdge(SHOP)).isEqualTo(new EdgeAnswer.Answered(status));
    }

    @Test
    void nothing_is_tried_when_looking_is_switched_off() {
        Probes off = new JdkProbes(false, Optional.of(edge.address()), PATIENCE);
        assertThat(off.throughEdge(SHOP)).isEqualTo(new EdgeAnswer.NotTried());
        assertThat(off.reach(new ConnectorPlace.OnHost(), listening())).isEqualTo(Reach.YES);
    }

    @Test
    void interim_answers_are_passed_over() throws IOException {
        LittleServer early = plain(
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n");
        assertThat(via(early).throughEdge(SHOP)).isEqualTo(new EdgeAnswer.Answered(204));
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.0 200, 200", "HTTP/1.1 200 , 200", "HTTP/1.1 404 Not Found, 404"})
    void status_lines_of_other_shapes_are_understood(String line, int status) throws IOException {
        assertThat(via(plain(line + "\n")).throughEdge(SHOP)).isEqualTo(new EdgeAnswer.Answered(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/2 200\r\n", "HTTP/1.1 20\r\n", "HTTP/1.1 099 x\r\n",
            "\r\n"})
    void what_is_not_http_is_no_answer(String answer) throws IOException {
        assertThat(reason(via(plain(answer)).throughEdge(SHOP))).contains("not HTTP").endsWith(".");
    }

    @Test
    void an_answer_without_an_end_is_no_answer() throws IOException {
        LittleServer endless = plainThat(socket -> {
            while (true) {
                LittleServer.write(socket, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
            }
        });
        assertThat(reason(via(endless).throughEdge(SHOP))).contains("not HTTP");
        LittleServer interim = plainThat(socket -> {
            while (true) {
                LittleServer.write(socket, "HTTP/1.1 103 Early Hints\r\n\r\n");
            }
        });
        assertThat(reason(via(interim).throughEdge(SHOP))).contains("without an end");
    }

    @Test
    void a_server_that_hangs_up_is_no_answer() throws IOException {
        assertThat(reason(via(serverThat(Socket::close)).throughEdge(SHOP))).contains("127.0.0.1").endsWith(".");
    }

    @Test
    void a_closed_port_is_no_answer() {
        Probes probes = new JdkProbes(true, Optional.of(InetSocketAddress.createUnresolved("127.0.0.1", freePort())),
                PATIENCE);
        assertThat(reason(probes.throughEdge(SHOP))).contains("refused");
    }

    @Test
    void a_name_that_does_not_resolve_is_no_answer() {
        Probes probes = new JdkProbes(true, Optional.of(InetSocketAddress.createUnresolved("nowhere.invalid", 443)),
                PATIENCE);
        assertThat(reason(probes.throughEdge(SHOP))).startsWith("nowhere.invalid does not resolve");
    }

    @Test
    void the_time_is_bounded_in_total() throws Exception {
        Duration timeout = Duration.ofMillis(600);
        LittleServer silent = serverThat(socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
        LittleServer slow = plainThat(socket -> {
            for (char c : "HTTP/1.1 200 OK and more and more and more and more and more and more\r\n".toCharArray()) {
                LittleServer.write(socket, String.valueOf(c));
                // Slower than the time-out in total, and quicker for each octet.
                LockSupport.parkNanos(100_000_000);
            }
        });
        for (LittleServer server : List.of(silent, slow)) {
            Probes probes = new JdkProbes(true, Optional.of(server.address()), timeout);
            long start = System.nanoTime();
            assertThat(reason(probes.throughEdge(SHOP))).contains("shop.example.com");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ZERO, timeout.plusSeconds(2));
        }
    }

    @Test
    void a_server_that_waits_for_a_line_is_asked_in_plain_and_the_next_time_at_once() throws IOException {
        AtomicInteger hellos = new AtomicInteger();
        LittleServer waiting = serverThat(socket -> {
            if (socket.getInputStream().read() == 'G') {
                LittleServer.request(socket);
                LittleServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n");
            } else {
                hellos.incrementAndGet();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        });
        Probes probes = via(waiting);
        assertThat(probes.throughEdge(SHOP)).isEqualTo(new EdgeAnswer.Answered(200));
        assertThat(probes.throughEdge(SHOP)).isEqualTo(new EdgeAnswer.Answered(200));
        assertThat(hellos).hasValue(1);
    }

    @Test
    void who_speaks_plain_is_asked_in_plain_also_while_another_probe_is_under_way() throws IOException {
        AtomicInteger hellos = new AtomicInteger();
        List<Probes> probes = new CopyOnWriteArrayList<>();
        List<EdgeAnswer> meanwhile = new CopyOnWriteArrayList<>();
        LittleServer server = serverThat(socket -> {
            if (socket.getInputStream().read() != 'G') {
                hellos.incrementAndGet();
                return;
            }
            if (LittleServer.request(socket).contains("busy")) {
                meanwhile.add(probes.getFirst().throughEdge(SHOP));
            }
            LittleServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n");
        });
        probes.add(via(server));
        assertThat(probes.getFirst().throughEdge(SHOP)).isEqualTo(new EdgeAnswer.Answered(200));
        assertThat(probes.getFirst().throughEdge(HostnamePattern.of("busy.example.com")))
                .isEqualTo(new EdgeAnswer.Answered(200));
        assertThat(meanwhile).containsExactly(new EdgeAnswer.Answered(200));
        assertThat(hellos).hasValue(1);
    }

    @Test
    void many_may_probe_at_once_on_virtual_threads() throws Exception {
        serve(SHOP, 200);
        Probes probes = probes();
        List<FutureTask<EdgeAnswer>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            FutureTask<EdgeAnswer> task = new FutureTask<>(() -> probes.throughEdge(SHOP));
            Thread.ofVirtual().start(task);
            asked.add(task);
        }
        for (FutureTask<EdgeAnswer> task : asked) {
            assertThat(Waits.get(task)).isEqualTo(new EdgeAnswer.Answered(200));
        }
    }

    @Test
    void an_interrupt_ends_a_probe() throws Exception {
        LittleServer silent = serverThat(socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
        Probes probes = new JdkProbes(true, Optional.of(silent.address()), Duration.ofMinutes(10));
        FutureTask<EdgeAnswer> task = new FutureTask<>(() -> probes.throughEdge(SHOP));
        Thread asking = Thread.ofPlatform().daemon().start(task);
        Waits.until("the probe waits", () -> asking.getState() == Thread.State.TIMED_WAITING);
        asking.interrupt();
        assertThat(reason(Waits.get(task))).contains("ended before an answer came");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "tcp", "ssh", "rdp"})
    void reaches_services_of_every_scheme_by_name_and_address(String scheme) {
        ConnectorPlace host = new ConnectorPlace.OnHost();
        assertThat(probes().reach(host, new OriginService(scheme + "://127.0.0.1:" + edge.port())))
                .isEqualTo(Reach.YES);
        assertThat(probes().reach(host, new OriginService(scheme + "://localhost:" + edge.port())))
                .isEqualTo(Reach.YES);
    }

    @Test
    void localhost_is_either_family() throws IOException {
        InetAddress six = InetAddress.getByAddress(new byte[]{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        LittleServer server;
        try {
            server = LittleServer.on(six, ServerSocketFactory.getDefault(), Socket::close);
        } catch (IOException noIpv6) {
            Assumptions.abort("This host has no IPv6");
            throw noIpv6;
        }
        servers.add(server);
        ConnectorPlace host = new ConnectorPlace.OnHost();
        assertThat(probes().reach(host, new OriginService("http://localhost:" + server.port()))).isEqualTo(Reach.YES);
        assertThat(probes().reach(host, new OriginService("http://[::1]:" + server.port()))).isEqualTo(Reach.YES);
        assertThat(probes().reach(host, new OriginService("http://127.0.0.1:" + server.port()))).isEqualTo(Reach.NO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://nowhere.invalid:80", "http://no_such_container:80", "http://localhost:70000"})
    void what_cannot_be_is_not_reached(String service) {
        assertThat(probes().reach(new ConnectorPlace.OnHost(), new OriginService(service))).isEqualTo(Reach.NO);
    }

    @Test
    void a_container_cannot_be_entered() {
        assertThat(probes().reach(new ConnectorPlace.InContainer("abc"), listening())).isEqualTo(Reach.UNKNOWN);
    }

    private LittleServer serverThat(LittleServer.Answer answer) throws IOException {
        LittleServer server = LittleServer.start(answer);
        servers.add(server);
        return server;
    }

    /** One that closes at once what does not begin with a G, and else reads the request first. */
    private LittleServer plainThat(LittleServer.Answer answer) throws IOException {
        return serverThat(socket -> {
            if (socket.getInputStream().read() == 'G') {
                LittleServer.request(socket);
                answer.give(socket);
            }
        });
    }

    private LittleServer plain(String answer) throws IOException {
        return plainThat(socket -> LittleServer.write(socket, answer));
    }

    private static Probes via(LittleServer server) {
        return new JdkProbes(true, Optional.of(server.address()), PATIENCE);
    }

    private static String reason(EdgeAnswer answer) {
        assertThat(answer).isInstanceOf(EdgeAnswer.NotAnswered.class);
        return ((EdgeAnswer.NotAnswered) answer).reason();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
