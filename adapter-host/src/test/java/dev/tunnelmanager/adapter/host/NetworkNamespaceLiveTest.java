package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real network namespace for each test, with nothing in it but what the test puts there. Needs root, unshare and ip. */
@Tag("live")
final class NetworkNamespaceLiveTest {

    private static final String LINK = "ip link add outside type veth peer name beyond && ip link set beyond up && ip address add 192.0.2.2/24 dev outside"
            + " && ip link set outside up && ";

    /** Runs {@code preparation} in a new namespace, then looks at it from there. */
    private static List<String> look(String preparation, String edge, int port)
            throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:TieredStopAtLevel=1 -cp '"
                + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")) + "' ";
        Process process = new ProcessBuilder("unshare", "-n", "sh", "-c", preparation + java
                + LookingProcess.class.getName() + " " + edge + " " + port)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> said = process.inputReader().lines().toList();
        assertThat(process.waitFor(Waits.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return said;
    }

    @Test
    void a_namespace_without_a_network_is_offline() throws Exception {
        List<String> said = look("", "192.0.2.1", 7844);
        assertThat(said.getFirst()).isEqualTo("NO NO NO");
        assertThat(said.getLast()).contains("There is no default route.", "Names do not resolve",
                "The edge accepts no connection at 192.0.2.1 port 7844.");
    }

    @Test
    void one_with_a_route_into_nowhere_has_a_way_out_and_no_edge() throws Exception {
        List<String> said = look(LINK + "ip route add default via 192.0.2.1 && ", "198.51.100.1", 7844);
        assertThat(said.getFirst()).isEqualTo("YES NO NO");
    }

    @Test
    void a_default_route_of_ipv6_is_a_way_out_and_one_that_rejects_is_none() throws Exception {
        assertThat(look(LINK + "ip -6 address add 2001:db8::2/64 dev outside nodad && ip -6 route add default via"
                + " 2001:db8::1 dev outside && ", "198.51.100.1", 7844).getFirst()).startsWith("YES ");
        assertThat(look(LINK + "ip route add unreachable default && ", "198.51.100.1", 7844).getFirst())
                .startsWith("NO ");
    }
}
