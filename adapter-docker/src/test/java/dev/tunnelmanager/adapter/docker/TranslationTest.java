package dev.tunnelmanager.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.TopologyContract;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.Container.Labels;
import dev.tunnelmanager.domain.topology.Container.Membership;
import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.PortBinding;
import dev.tunnelmanager.domain.topology.Container.Protocol;
import dev.tunnelmanager.domain.topology.Container.State;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What engines write, in their own shapes, and what it means. The answers are those of Docker 20.10 and Podman 4.3, shortened. */
class TranslationTest {

    private static final String ID = "33cacbd8c9ade95c29616d8222af6b10a987f3c582c7571e9b1225e7c2749fe2";
    private static final String NET = "17221a3e038c1cf0865c63f5eb24da062bd12eca31231b0d04db3b1aef21d9c1";
    private static final String NETWORKS = """
            [{"Name":"shop","Id":"%s","Driver":"bridge","Internal":false,"Options":{},
              "IPAM":{"Driver":"default","Config":[{"Subnet":"172.18.0.0/16","Gateway":"172.18.0.1"}]}}]"""
            .formatted(NET);

    @TempDir
    Path folder = Path.of("");

    private FakeEngine engine;
    private DockerTopology topology;

    @BeforeEach
    void start() throws IOException {
        engine = FakeEngine.onUnix(folder.resolve("docker.sock")).reply("/networks", NETWORKS);
        topology = new DockerTopology(engine.host(), Optional::empty, InstantSource.system());
    }

    @AfterEach
    void stop() {
        topology.close();
        engine.close();
    }

    private Container translated(String inspect) {
        engine.reply("/containers/json", "[{\"Id\":\"" + ID + "\",\"Names\":[\"/c\"]}]");
        engine.reply("/containers/" + ID + "/json", inspect);
        return present().containers().getFirst();
    }

    private Network translatedNetwork(String json) {
        engine.reply("/containers/json", "[]");
        engine.reply("/networks", "[" + json + "]");
        return present().networks().getFirst();
    }

    private EngineView.Present present() {
        return TopologyContract.present(topology.snapshot());
    }

    private static String inspect(String state, String hostConfig, String config, String networkSettings) {
        return """
                {"Id":"%s","Name":"/c","State":{%s},"HostConfig":{%s},"Config":{%s},"NetworkSettings":{%s}}
                """.formatted(ID, state, hostConfig, config, networkSettings);
    }

    private static String running(String hostConfig, String networkSettings) {
        return inspect("\"Status\":\"running\",\"Running\":true", hostConfig, "", networkSettings);
    }

    @ParameterizedTest
    @CsvSource({"running,true,false,RUNNING", "paused,true,true,PAUSED", "restarting,true,false,RESTARTING",
            "created,false,false,CREATED", "exited,false,false,STOPPED", "stopped,false,false,STOPPED",
            "configured,false,false,CREATED"})
    void a_status_word_counts_and_the_flags_beside_it_do_not(String word, boolean running, boolean paused,
            State meant) {
        Container seen = translated(
                inspect("\"Status\":\"%s\",\"Running\":%s,\"Paused\":%s".formatted(word, running, paused),
                        "\"NetworkMode\":\"shop\"", "", "\"Ports\":{},\"Networks\":{}"));
        assertThat(seen.state()).isEqualTo(meant);
        assertThat(seen.name()).isEqualTo("c");
    }

    @Test
    void host_mode_has_no_network_although_docker_lists_one() {
        Container seen = translated(
                running("\"NetworkMode\":\"host\"", "\"Ports\":{},\"Networks\":{\"host\":{\"NetworkID\":\""
                        + NET + "\",\"IPAddress\":\"\"}}"));
        assertThat(seen.mode()).isEqualTo(new NetworkMode.Host());
        assertThat(seen.memberships()).isEmpty();
    }

    @Test
    void none_mode_has_no_network_although_docker_lists_one() {
        Container seen = translated(
                running("\"NetworkMode\":\"none\"", "\"Ports\":{},\"Networks\":{\"none\":{\"NetworkID\":\""
                        + NET + "\"}}"));
        assertThat(seen.mode()).isEqualTo(new NetworkMode.None());
        assertThat(seen.memberships()).isEmpty();
    }

    @Test
    void container_mode_names_the_other_and_shows_nothing_of_its_own_even_where_podman_repeats_it() {
        Container seen = translated(running("\"NetworkMode\":\"container:" + NET + "\"", """
                "Ports":{"80/tcp":[{"HostIp":null,"HostPort":"8000"}]},
                "Networks":{"shop":{"NetworkID":"shop","IPAddress":"10.88.0.3"}}"""));
        assertThat(seen.mode()).isEqualTo(new NetworkMode.SharedWith(NET));
        assertThat(seen.memberships()).isEmpty();
        assertThat(seen.bindings()).isEmpty();
    }

    @Test
    void container_mode_by_name_is_resolved_to_the_id() {
        String other = "4".repeat(64);
        engine.reply("/containers/json", "[{\"Id\":\"" + ID + "\"},{\"Id\":\"" + other + "\"}]");
        engine.reply("/containers/" + ID + "/json", running("\"NetworkMode\":\"container:owner\"", ""));
        engine.reply("/containers/" + other + "/json", running("\"NetworkMode\":\"shop\"", "").replace(ID, other)
                .replace("/c", "/owner"));
        assertThat(present().containers().getFirst().mode()).isEqualTo(new NetworkMode.SharedWith(other));
    }

    @Test
    void memberships_have_given_aliases_only_and_the_address() {
        Container seen = translated(running("\"NetworkMode\":\"shop\"", """
                "Ports":{},"Networks":{"shop":{"Aliases":["c","web","33cacbd8c9ad","web"],"NetworkID":"%s",
                "IPAddress":"172.18.0.2"},"v6":{"Aliases":null,"NetworkID":"other","IPAddress":"",
                "GlobalIPv6Address":"fd00::2"}}""".formatted(NET)));
        assertThat(seen.memberships()).containsExactly(new Membership(NET, List.of("web"), Optional.of("172.18.0.2")),
                new Membership("other", List.of(), Optional.of("fd00::2")));
    }

    @Test
    void a_membership_without_an_id_is_found_by_its_name() {
        String wanted = "\"Networks\":{\"shop\":{\"NetworkID\":\"%s\",\"IPAddress\":\"\"}}";
        Container created = translated(
                inspect("\"Status\":\"created\"", "\"NetworkMode\":\"shop\"", "", wanted.formatted("")));
        assertThat(created.memberships()).containsExactly(new Membership(NET, List.of(), Optional.empty()));
        Container podman = translated(running("\"NetworkMode\":\"bridge\"", wanted.formatted("shop")));
        assertThat(podman.mode()).isEqualTo(new NetworkMode.Networks());
        assertThat(podman.memberships()).extracting(Membership::networkId).containsExactly(NET);
    }

    @Test
    void bindings_keep_address_family_and_protocol() {
        Container seen = translated(running("\"NetworkMode\":\"shop\"", """
                "Ports":{"8080/tcp":[{"HostIp":"0.0.0.0","HostPort":"18080"},{"HostIp":"::","HostPort":"18080"}],
                "8081/udp":[{"HostIp":"127.0.0.1","HostPort":"18081"}],"132/sctp":[{"HostIp":"10.0.0.5","HostPort":"132"}],
                "9000/tcp":null,"9001/tcp":[]}"""));
        assertThat(seen.bindings()).containsExactly(binding("10.0.0.5", 132, 132, Protocol.SCTP),
                binding("0.0.0.0", 18_080, 8080, Protocol.TCP), binding("::", 18_080, 8080, Protocol.TCP),
                binding("127.0.0.1", 18_081, 8081, Protocol.UDP));
    }

    @Test
    void podmans_missing_host_address_stands_for_every_one() {
        Container seen = translated(running("\"NetworkMode\":\"bridge\"",
                "\"Ports\":{\"80/tcp\":[{\"HostIp\":null,\"HostPort\":\"8000\"},{\"HostPort\":\"8001\"}]}"));
        assertThat(seen.bindings()).containsExactly(binding("0.0.0.0", 8000, 80, Protocol.TCP),
                binding("0.0.0.0", 8001, 80, Protocol.TCP));
    }

    @Test
    void a_stopped_container_has_the_bindings_that_it_would_have() {
        String wanted = """
                "NetworkMode":"shop","PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"18090"}],
                "81/tcp":[{"HostIp":"127.0.0.1","HostPort":""}],"82/tcp":[{"HostIp":"","HostPort":"0"}],
                "83/tcp":[{"HostIp":"","HostPort":"9000-9010"}],"84/tcp":null}""";
        assertThat(translated(inspect("\"Status\":\"exited\"", wanted, "", "\"Ports\":{}")).bindings())
                .containsExactly(binding("0.0.0.0", 18_090, 80, Protocol.TCP));
        assertThat(translated(running(wanted, "\"Ports\":{}")).bindings())
                .describedAs("what is wanted and not bound, as on an internal network").isEmpty();
    }

    @Test
    void exposed_ports_are_those_of_tcp_in_order() {
        Container seen = translated(inspect("\"Status\":\"running\"", "",
                "\"ExposedPorts\":{\"9000/tcp\":{},\"53/udp\":{},\"80/tcp\":{}}", ""));
        assertThat(seen.exposed()).containsExactly(PortNumber.of(80), PortNumber.of(9000));
    }

    @Test
    void labels_say_whose_it_is_and_empty_ones_say_nothing() {
        Container seen = translated(inspect("\"Status\":\"running\"", "", """
                "Labels":{"com.supervisor.project":"shop","com.docker.compose.project":"","com.docker.compose.service":"web",
                "com.docker.swarm.service.name":"x"}""", ""));
        assertThat(seen.labels()).isEqualTo(new Labels(Optional.of("shop"), Optional.empty(), Optional.of("web")));
    }

    @ParameterizedTest
    @CsvSource({"host.docker.internal:host-gateway,true", "host.docker.internal:172.17.0.1,true",
            "host.docker.internal=host-gateway,true", "host.docker.internal:127.0.0.1,false",
            "host.docker.internal:::1,false",
            "myhost.docker.internal:10.0.0.1,false", "db:10.0.0.1,false"})
    void knows_the_host_by_its_extra_host_entry(String entry, boolean expected) {
        assertThat(translated(running("\"ExtraHosts\":[\"db:10.0.0.9\",\"" + entry + "\"]", "")).hostGateway())
                .isEqualTo(expected);
    }

    @Test
    void tolerates_an_answer_that_says_next_to_nothing() {
        Container seen = translated("{\"Id\":\"" + ID + "\"}");
        assertThat(seen)
                .isEqualTo(new Container(ID, ID, State.STOPPED, new NetworkMode.Networks(), List.of(), List.of(),
                        List.of(), Labels.NONE, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dead", "removing"})
    void what_can_never_run_again_is_left_out(String status) {
        engine.reply("/containers/json", "[{\"Id\":\"" + ID + "\"}]");
        engine.reply("/containers/" + ID + "/json", inspect("\"Status\":\"" + status + "\"", "", "", ""));
        assertThat(present().containers()).isEmpty();
    }

    @Test
    void none_mode_is_over_once_it_is_connected_to_a_network() {
        Container seen = translated(running("\"NetworkMode\":\"none\"",
                "\"Ports\":{},\"Networks\":{\"shop\":{\"NetworkID\":\"" + NET + "\",\"IPAddress\":\"172.18.0.2\"}}"));
        assertThat(seen.mode()).isEqualTo(new NetworkMode.Networks());
        assertThat(seen.memberships()).extracting(Membership::networkId).containsExactly(NET);
    }

    @Test
    void a_container_that_vanishes_between_list_and_inspection_is_left_out() {
        engine.reply("/containers/json", "[{\"Id\":\"" + ID + "\"},{\"Id\":\"" + "5".repeat(64) + "\"}]");
        engine.reply("/containers/" + ID + "/json", running("\"NetworkMode\":\"host\"", ""));
        assertThat(present().containers()).extracting(Container::id).containsExactly(ID);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "\"Name\":\"shop\",\"Driver\":\"bridge\",\"Options\":{}; USER_DEFINED",
            "\"Name\":\"swarm-app\",\"Driver\":\"overlay\",\"Scope\":\"swarm\"; USER_DEFINED",
            "\"Name\":\"bridge\",\"Driver\":\"bridge\"; DEFAULT_BRIDGE",
            "\"Name\":\"podman\",\"Driver\":\"bridge\"; DEFAULT_BRIDGE",
            "\"Name\":\"x\",\"Driver\":\"bridge\",\"Options\":{\"com.docker.network.bridge.default_bridge\":\"true\"}; DEFAULT_BRIDGE",
            "\"Name\":\"x\",\"Driver\":\"bridge\",\"Options\":{\"com.docker.network.bridge.enable_icc\":\"false\"}; DEFAULT_BRIDGE",
            "\"Name\":\"ingress\",\"Driver\":\"overlay\",\"Scope\":\"swarm\"; DEFAULT_BRIDGE",
            "\"Name\":\"host\",\"Driver\":\"host\"; HOST", "\"Name\":\"none\",\"Driver\":\"null\"; NONE"})
    void networks_have_a_kind(String fields, Network.Kind kind) {
        Network seen = translatedNetwork("{\"Id\":\"" + NET + "\"," + fields + "}");
        assertThat(seen.kind()).isEqualTo(kind);
        assertThat(seen.gateway()).isEmpty();
    }

    @Test
    void an_internal_network_says_so() {
        assertThat(
                translatedNetwork("{\"Id\":\"i\",\"Name\":\"i\",\"Driver\":\"bridge\",\"Internal\":true}").internal())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"bridge,172.18.0.1,172.18.0.1", "bridge,172.18.0.1/16,172.18.0.1", "bridge,fd00::1,",
            "overlay,10.0.1.1,",
            "macvlan,192.168.1.1,"})
    void a_gateway_counts_where_it_is_the_host(String driver, String written, String expected) {
        Network seen = translatedNetwork("""
                {"Id":"n","Name":"n","Driver":"%s","IPAM":{"Config":[{"Gateway":"%s"}]}}""".formatted(driver, written));
        assertThat(seen.gateway()).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void the_gateway_that_docker_leaves_out_of_its_default_network_is_read_from_a_container() {
        engine.reply("/networks",
                "[{\"Name\":\"bridge\",\"Id\":\"" + NET + "\",\"Driver\":\"bridge\",\"IPAM\":{\"Config\":"
                        + "[{\"Subnet\":\"172.17.0.0/16\"}]}}]");
        translated(running("\"NetworkMode\":\"default\"",
                "\"Networks\":{\"bridge\":{\"NetworkID\":\"" + NET + "\",\"Gateway\":\"172.17.0.1\"}}"));
        assertThat(present().networks().getFirst().gateway()).contains("172.17.0.1");
    }

    private static PortBinding binding(String address, int host, int inside, Protocol protocol) {
        return new PortBinding(address, PortNumber.of(host), PortNumber.of(inside), protocol);
    }
}
