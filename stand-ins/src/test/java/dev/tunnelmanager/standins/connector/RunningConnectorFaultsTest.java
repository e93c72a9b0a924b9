package dev.tunnelmanager.standins.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with a running stand-in because its faults say so. */
final class RunningConnectorFaultsTest {

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private StandInEdge edge;
    private Path program;
    private int metrics;

    @BeforeEach
    void start() throws IOException {
        edge = StandInEdge.start();
        program = StandInBinary.write(folder.resolve("bin"), folder.resolve("control"));
        Files.writeString(folder.resolve("creds.json"), "{}");
        Files.writeString(folder.resolve("config.yml"), """
                tunnel: 11111111-2222-3333-4444-555555555555
                credentials-file: %s
                ingress:
                  - service: http_status:204
                """.formatted(folder.resolve("creds.json")));
        try (ServerSocket free = new ServerSocket(0)) {
            metrics = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        edge.close();
    }

    private Process connector(boolean withEdge) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "tunnel", "--config",
                folder.resolve("config.yml").toString(), "--metrics", "127.0.0.1:" + metrics));
        if (withEdge) {
            command.addAll(List.of("--edge", edge.address()));
        }
        command.add("run");
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())).start();
        started.add(process);
        return process;
    }

    private void faults(String... lines) throws IOException {
        Path beside = folder.resolve("control.new");
        Files.writeString(beside, String.join("\n", lines) + "\n");
        Files.move(beside, folder.resolve("control"), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String get(int port, String path, int timeoutMillis) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.isEmpty() ? "" : answer.split(" ", 3)[1] + " " + answer.split("\r\n\r\n", 2)[1];
        } catch (SocketTimeoutException silent) {
            return "no answer";
        }
    }

    private String page(String path) {
        try {
            return get(metrics, path, 20_000);
        } catch (IOException refused) {
            return "";
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException none) {
            return "";
        }
    }

    private static boolean eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return true;
    }

    private void awaitFull() {
        assertThat(eventually(() -> page("/ready").contains("\"readyConnections\":4"))).isTrue();
    }

    @Test
    void in_a_black_hole_it_is_ready_and_answers_nothing_until_that_is_over() throws Exception {
        connector(true);
        awaitFull();
        assertThat(get(edge.httpPort(), "/", 20_000)).startsWith("204");
        faults("black-hole=true");
        assertThat(get(edge.httpPort(), "/", 400)).isEqualTo("no answer");
        assertThat(page("/ready")).startsWith("200 ").contains("\"readyConnections\":4");
        faults();
        assertThat(get(edge.httpPort(), "/", 20_000)).startsWith("204");
    }

    @Test
    void a_black_hole_can_be_that_of_the_processes_before_a_moment_alone() throws Exception {
        connector(true);
        awaitFull();
        faults("black-hole-before=" + System.currentTimeMillis());
        assertThat(get(edge.httpPort(), "/", 400)).isEqualTo("no answer");
        faults("black-hole-before=1000");
        assertThat(get(edge.httpPort(), "/", 20_000)).startsWith("204");
    }

    @Test
    void an_edge_that_cannot_be_reached_takes_no_connection_until_it_can() throws Exception {
        connector(true);
        awaitFull();
        edge.unreachable();
        assertThat(eventually(() -> !acceptsConnectors())).isTrue();
        assertThat(eventually(() -> page("/ready").startsWith("503 "))).isTrue();
        edge.reachable();
        awaitFull();
        assertThat(acceptsConnectors()).isTrue();
    }

    private boolean acceptsConnectors() {
        String[] address = edge.address().split(":", -1);
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void after_an_outage_it_waits_as_long_as_it_is_told_though_the_edge_is_back() throws Exception {
        faults("retry-ms=600000");
        Process process = connector(true);
        awaitFull();
        edge.outage(true);
        assertThat(eventually(() -> page("/ready").startsWith("503 "))).isTrue();
        edge.outage(false);
        assertThat(eventually(() -> log().contains("Retrying connection in up to 600s"))).isTrue();
        assertThat(log()).contains("Lost connection with the edge");
        assertThat(page("/ready")).startsWith("503 ");
        process.destroyForcibly().waitFor();
        connector(true);
        awaitFull();
    }

    @Test
    void rules_that_are_pushed_to_it_take_the_place_of_its_own() throws Exception {
        connector(true);
        awaitFull();
        assertThat(page("/config")).contains("\"version\":-1", "http_status:204");
        faults("config-version=3");
        assertThat(eventually(() -> page("/config").contains("\"version\":3"))).isTrue();
        assertThat(get(edge.httpPort(), "/", 20_000)).startsWith("503");
        assertThat(log()).contains("Updated to new configuration", "version=3");
    }

    @Test
    void without_names_a_start_is_slow_and_fails_unless_its_edge_is_known() throws Exception {
        faults("dns=timeout", "dns-ms=300", "dns-again-ms=100");
        Process lost = connector(false);
        assertThat(lost.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(lost.exitValue()).isEqualTo(1);
        assertThat(log()).contains("Could not lookup srv records on _v2-origintunneld._tcp.argotunnel.com");
        connector(true);
        awaitFull();
        assertThat(eventually(() -> log().contains("Failed to refresh DNS local resolver"))).isTrue();
        assertThat(page("/ready")).startsWith("200 ");
    }

    @Test
    void it_may_crash_some_time_after_its_start() throws Exception {
        faults("crash=panic: no more", "crash-after-ms=100");
        Process process = connector(true);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(log()).contains("Starting tunnel").endsWith("panic: no more\n");
    }

    @Test
    void it_says_a_line_each_time_another_one_is_put_there_and_counts_what_it_carries() throws Exception {
        connector(true);
        awaitFull();
        faults("say=ERR Register tunnel error from server side error=\"Unauthorized\"");
        assertThat(eventually(() -> log().contains("Z ERR Register tunnel error from server side"))).isTrue();
        faults("say=plain words");
        assertThat(eventually(() -> log().lines().anyMatch("plain words"::equals))).isTrue();
        assertThat(get(edge.httpPort(), "/", 20_000)).startsWith("204");
        assertThat(page("/metrics")).contains("cloudflared_tunnel_total_requests 1\n",
                "cloudflared_tunnel_request_errors 0\n",
                "cloudflared_tunnel_tunnel_register_success{rpcName=\"registerConnection\"} 4\n");
    }
}
