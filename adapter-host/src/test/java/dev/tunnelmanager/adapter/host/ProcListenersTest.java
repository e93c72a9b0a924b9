package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.Topology;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcListenersTest {

    private static final String HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

    @TempDir
    Path proc;

    @Test
    void reads_what_listens_in_order_and_once() throws IOException {
        tcp("""
                   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1061 1 f 100 0
                   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1061 1 f 100 0
                   2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 1061 1 f 100 0
                  10: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1062 1 f 100 0
                """);
        tcp6("""
                   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 1 1
                   1: 0000000000000000FFFF00000100007F:1388 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 1 1
                   2: B80D01200000000000000000010000FE:FFFF 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 1 1
                   3: 00000000000000000000000001000000:0016 00000000000000000000000001000000:0017 06 0:0 00:0 0 0 0 1 1
                """);
        assertThat(listeners(ByteOrder.LITTLE_ENDIAN).get().orElseThrow()).containsExactly(listener("0.0.0.0", 80),
                listener("::", 80), listener("127.0.0.1", 5000), listener("127.0.0.1", 8080),
                listener("2001:db8::fe00:1", 65535));
    }

    @Test
    void knows_the_other_byte_order() throws IOException {
        tcp("   0: 7F000001:1F90 00000000:0000 0A 0:0\n");
        tcp6("   0: 00000000000000000000000000000001:1F91 00000000000000000000000000000000:0000 0A 0:0\n");
        assertThat(listeners(ByteOrder.BIG_ENDIAN).get().orElseThrow()).containsExactly(listener("127.0.0.1", 8080),
                listener("::1", 8081));
    }

    @Test
    void a_kernel_without_ipv6_is_understood() throws IOException {
        tcp("   0: 0100007F:1F90 00000000:0000 0A 0:0\n");
        assertThat(listeners(ByteOrder.LITTLE_ENDIAN).get().orElseThrow()).containsExactly(listener("127.0.0.1", 8080));
    }

    @Test
    void nothing_that_listens_is_known_and_empty() throws IOException {
        tcp("");
        tcp6("");
        assertThat(listeners(ByteOrder.LITTLE_ENDIAN).get().orElseThrow()).isEmpty();
    }

    @Test
    void what_is_not_there_is_unknown() {
        assertThat(listeners(ByteOrder.LITTLE_ENDIAN).get()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "0: 0100007F 0:0 0A", "0: 0100007F:0000 0:0 0A", "0: 0100007F:10000 0:0 0A",
            "0: 01:1F90 0:0 0A", "0: XX00007F:1F90 0:0 0A", "0: 0100007F:zz 0:0 0A", "ü"})
    void what_is_not_understood_is_unknown(String line) throws IOException {
        tcp("   0: 0100007F:1F90 00000000:0000 0A 0:0\n" + line + "\n");
        assertThat(listeners(ByteOrder.LITTLE_ENDIAN).get()).isEmpty();
    }

    @Test
    void sees_a_socket_of_this_machine() throws IOException {
        assumeThat(Path.of("/proc/net/tcp")).isReadable();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}))) {
            assertThat(new ProcListeners().get().orElseThrow()).anySatisfy(listener -> {
                assertThat(listener.port().value()).isEqualTo(socket.getLocalPort());
                assertThat(listener.address()).isEqualTo("127.0.0.1");
            });
        }
    }

    @Test
    void a_host_without_an_engine_has_listeners_and_no_containers() throws IOException {
        tcp("   0: 0100007F:1F90 00000000:0000 0A 0:0\n");
        Instant now = Instant.parse("2026-11-20T10:00:00.123456Z");
        Topology topology = new HostTopology(listeners(ByteOrder.LITTLE_ENDIAN), InstantSource.fixed(now));
        TopologySnapshot snapshot = topology.snapshot();
        assertThat(snapshot.observedAt()).isEqualTo("2026-11-20T10:00:00.123Z");
        assertThat(snapshot.engine()).isEqualTo(new EngineView.Absent());
        assertThat(snapshot.listeners().orElseThrow()).containsExactly(listener("127.0.0.1", 8080));
        topology.onChange(() -> {
            throw new AssertionError("nothing tells of changes");
        }).close();
    }

    private ProcListeners listeners(ByteOrder order) {
        return new ProcListeners(proc, order);
    }

    private void tcp(String lines) throws IOException {
        Files.writeString(proc.resolve("tcp"), HEADER + lines);
    }

    private void tcp6(String lines) throws IOException {
        Files.writeString(proc.resolve("tcp6"), HEADER + lines);
    }

    private static HostListener listener(String address, int port) {
        return new HostListener(address, PortNumber.of(port));
    }
}
