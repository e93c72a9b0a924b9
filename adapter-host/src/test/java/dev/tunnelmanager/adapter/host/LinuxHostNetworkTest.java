package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.HostNetworkContract;
import dev.tunnelmanager.domain.diagnosis.HostNetworkSight;
import dev.tunnelmanager.domain.diagnosis.Sighting;
import dev.tunnelmanager.ports.driven.HostNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes from files, a server of names and an edge on loopback. */
final class LinuxHostNetworkTest implements HostNetworkContract {

    private static final String HEADING = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
    private static final String LOCAL = "eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
    private static final String DEFAULT = "eth0\t00000000\t010011AC\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";
    private static final String NONE_6 = "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
            + "00000000000000000000000000000000 ffffffff 00000001 00000000 00200200 lo\n";

    @TempDir
    Path folder;

    final class FileWorld implements World {
        private final LittleResolver resolver = new LittleResolver();
        private ServerSocket edge;
        private final int port;

        FileWorld() throws IOException {
            edge = listen(0);
            port = edge.getLocalPort();
            Files.writeString(folder.resolve("resolv.conf"), "# of a test\nsearch example.com\nnameserver 127.0.0.1\n");
            Files.writeString(folder.resolve("ipv6_route"), NONE_6);
            routes(HEADING + DEFAULT + LOCAL);
        }

        private ServerSocket listen(int port) throws IOException {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        }

        @Override
        public HostNetwork network() {
            return network("edge.example.com", "127.0.0.1");
        }

        HostNetwork network(String... hosts) {
            return new LinuxHostNetwork(new RouteTables(folder), new SystemResolver(folder.resolve("resolv.conf"),
                    resolver.port(), new Random(7)),
                    List.of(hosts).stream()
                            .map(host -> InetSocketAddress.createUnresolved(host, port)).toList(),
                    Duration.ofSeconds(1), Duration.ofSeconds(1));
        }

        @Override
        public void online(boolean is) {
            routes(HEADING + (is ? DEFAULT : "") + LOCAL);
            resolves(is);
            edge(is);
        }

        @Override
        public void resolves(boolean does) {
            resolver.mood(does ? LittleResolver.Mood.ANSWERS : LittleResolver.Mood.SILENT);
        }

        @Override
        public void edge(boolean accepts) {
            try {
                edge.close();
                if (accepts) {
                    edge = listen(port);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            resolver.close();
            edge(false);
        }
    }

    private void routes(String text) {
        try {
            Files.writeString(folder.resolve("route"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FileWorld world() throws IOException {
        return new FileWorld();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILS", "NAMES_NOTHING", "RUBBISH"})
    void a_server_that_answers_without_an_address_does_not_resolve(LittleResolver.Mood mood) throws IOException {
        try (FileWorld world = world()) {
            world.resolver.mood(mood);
            assertThat(world.network().look().resolver()).isEqualTo(Sighting.NO);
        }
    }

    @Test
    void late_answers_to_other_questions_are_passed_over() throws IOException {
        try (FileWorld world = world()) {
            world.resolver.mood(LittleResolver.Mood.RUBBISH_FIRST);
            assertThat(world.network().look().resolver()).isEqualTo(Sighting.YES);
        }
    }

    @Test
    void the_second_server_is_asked_when_the_first_is_not_there() throws IOException {
        try (FileWorld world = world()) {
            Files.writeString(folder.resolve("resolv.conf"),
                    "nameserver not-an-address\nnameserver 127.0.0.9\nnameserver 127.0.0.1\n");
            assertThat(world.network().look().resolver()).isEqualTo(Sighting.YES);
        }
    }

    @Test
    void the_edge_is_asked_where_the_server_of_names_says_and_once() throws IOException {
        try (FileWorld world = world()) {
            assertThat(world.network("edge.example.com").look().edge()).isEqualTo(Sighting.YES);
            assertThat(world.resolver.questions()).isEqualTo(1);
        }
    }

    @Test
    void without_an_address_to_try_the_edge_is_unknown_and_without_a_name_so_is_the_resolver() throws IOException {
        try (FileWorld world = world()) {
            world.resolves(false);
            HostNetworkSight named = world.network("edge.example.com").look();
            assertThat(named.edge()).isEqualTo(Sighting.UNKNOWN);
            assertThat(named.route()).isEqualTo(Sighting.YES);
            HostNetworkSight literal = world.network("127.0.0.1").look();
            assertThat(literal.resolver()).isEqualTo(Sighting.UNKNOWN);
            assertThat(literal.edge()).isEqualTo(Sighting.YES);
        }
    }

    @Test
    void an_edge_that_is_reached_proves_a_way_that_the_main_table_does_not_show() throws IOException {
        try (FileWorld world = world()) {
            routes(HEADING + LOCAL);
            assertThat(world.network().look()).isEqualTo(
                    new HostNetworkSight(Sighting.YES, Sighting.YES, Sighting.YES, List.of()));
        }
    }

    @Test
    void files_that_cannot_be_read_say_nothing() throws IOException {
        try (FileWorld world = world()) {
            world.edge(false);
            Files.delete(folder.resolve("route"));
            Files.delete(folder.resolve("ipv6_route"));
            Files.delete(folder.resolve("resolv.conf"));
            Files.createDirectory(folder.resolve("resolv.conf"));
            HostNetworkSight sight = world.network().look();
            assertThat(sight.route()).isEqualTo(Sighting.UNKNOWN);
            assertThat(sight.resolver()).isEqualTo(Sighting.UNKNOWN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "eth0\t00000000\t010011AC\t0002\t0\t0\t0\t00000000\t0\t0\t0\n",
            "*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0\n",
            "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t000000FF\t0\t0\t0\n", "garbage\n", ""})
    void these_lines_are_no_default_route(String line) {
        routes(HEADING + line);
        assertThat(new RouteTables(folder).hasDefault()).isEqualTo(Sighting.NO);
        assertThat(new RouteTables(folder).defaultInterface()).isEmpty();
    }

    @Test
    void the_route_with_the_smallest_metric_is_preferred_and_ipv6_counts() throws IOException {
        routes(HEADING + DEFAULT + "wlan0\t00000000\t010011AC\t0003\t0\t0\t50\t00000000\t0\t0\t0\n");
        assertThat(new RouteTables(folder).defaultInterface()).contains("wlan0");
        routes(HEADING + LOCAL);
        Files.writeString(folder.resolve("ipv6_route"), NONE_6 + "0".repeat(32) + " 00 " + "0".repeat(32)
                + " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00450003     eth1\n");
        assertThat(new RouteTables(folder).hasDefault()).isEqualTo(Sighting.YES);
        assertThat(new RouteTables(folder).defaultInterface()).contains("eth1");
    }
}
