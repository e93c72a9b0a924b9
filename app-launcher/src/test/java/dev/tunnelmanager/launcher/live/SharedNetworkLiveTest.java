package dev.tunnelmanager.launcher.live;

import static dev.tunnelmanager.launcher.live.LiveHost.INSIDE;
import static dev.tunnelmanager.launcher.live.LiveHost.OTHERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.domain.topology.TargetDecision;
import dev.tunnelmanager.standins.engine.LiveEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the table with the connector in a container: names on networks. */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedNetworkLiveTest {

    private final LiveHost live;

    SharedNetworkLiveTest(@TempDir Path folder) throws IOException, InterruptedException {
        live = new LiveHost(folder);
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        live.close();
    }

    @Test
    void the_port_inside_is_used_on_a_shared_network_and_nothing_need_be_published()
            throws IOException, InterruptedException {
        String net = live.engine.network("shared");
        String connector = live.engine.connector("shared-connector", "--network", net);
        String bare = live.engine.service("bare", INSIDE, "--expose", "" + INSIDE, "--network", net);
        Target target = live.assertServed(connector, INSIDE, bare);
        assertThat(target.service().text()).isEqualTo("http://" + bare + ":" + INSIDE);
        assertThat(target.network()).contains(net);
        assertThat(target.container()).contains(bare);
        int port = LiveEngine.freePort();
        String published = live.engine.service("published", 9000, "--network", net, "-p",
                "127.0.0.1:" + port + ":9000");
        assertThat(live.assertServed(connector, port, published).service().text())
                .isEqualTo("http://" + published + ":9000");
        live.assertWrong(connector, "http://" + published + ":" + port, published);
        live.assertWrong(connector, "http://localhost:" + port, published);
    }

    @Test
    void an_internal_network_is_enough() throws IOException, InterruptedException {
        String net = live.engine.network("inner", "--internal");
        String connector = live.engine.connector("inner-connector", "--network", net);
        String name = live.engine.service("inner-service", 9001, "--expose", "9001", "--network", net);
        live.assertServed(connector, 9001, name);
    }

    @Test
    void an_alias_is_used_only_where_it_is_known() throws IOException, InterruptedException {
        String with = live.engine.network("with-alias");
        String without = live.engine.network("without-alias");
        String connector = live.engine.connector("alias-connector", "--network", with);
        live.engine.docker("network", "connect", without, connector);
        String dotted = live.engine.service("front.1", 9002, "--expose", "9002", "--network", with, "--network-alias",
                "front");
        live.engine.docker("network", "connect", without, dotted);
        assertThat(live.assertServed(connector, 9002, dotted).service().text()).isEqualTo("http://front:9002");
        live.engine.docker("network", "disconnect", with, connector);
        live.assertWrong(connector, "http://front:9002", dotted);
        Refusal refusal = live.assertRefused(connector, 9002, RefusalCode.TARGET_AMBIGUOUS);
        live.carryOut(refusal);
        live.assertServed(connector, 9002, dotted);
    }

    @Test
    void a_name_that_another_network_uses_too_is_not_taken() throws IOException, InterruptedException {
        String theirs = live.engine.network("a-theirs");
        String ours = live.engine.network("b-ours");
        String connector = live.engine.connector("twice-connector", "--network", theirs);
        live.engine.docker("network", "connect", ours, connector);
        String name = live.engine.service("twice", 9003, "--expose", "9003", "--network", ours, "--network-alias",
                "kept");
        live.engine.docker("network", "disconnect", ours, name);
        live.engine.docker("network", "connect", ours, name);
        live.engine.service("impostor", 9003, "--label", OTHERS, "--network", theirs, "--network-alias", name);
        live.assertWrong(connector, "http://" + name + ":9003", name);
        Refusal refusal = live.assertRefused(connector, 9003, RefusalCode.TARGET_AMBIGUOUS);
        live.carryOut(refusal);
        live.assertServed(connector, 9003, name);
    }

    @Test
    void the_aliases_of_a_service_are_kept_when_it_gets_another() throws IOException, InterruptedException {
        String net = live.engine.network("aliases");
        String connector = live.engine.connector("aliases-connector", "--network", net);
        String name = live.engine.service("aliased", 9004, "--expose", "9004", "--network", net, "--network-alias",
                "kept");
        live.engine.service("rival-a", 9004, "--label", OTHERS, "--network", net, "--network-alias", name,
                "--network-alias", "kept");
        live.carryOut(live.assertRefused(connector, 9004, RefusalCode.TARGET_AMBIGUOUS));
        live.assertServed(connector, 9004, name);
        assertThat(live.engine.docker("inspect", "-f", "{{json .NetworkSettings.Networks}}", name))
                .contains("\"kept\"");
    }

    @Test
    void a_scaled_service_is_reached_by_its_alias() throws IOException, InterruptedException {
        String net = live.engine.network("compose");
        String connector = live.engine.connector("compose-connector", "--network", net);
        String[] options = {"--expose", "9005", "--network", net, "--network-alias", "web", "--label",
                "com.docker.compose.project=" + live.project, "--label", "com.docker.compose.service=web"};
        String first = live.engine.service("web-1", 9005, options);
        String second = live.engine.service("web-2", 9005, options);
        Set<String> answers = new HashSet<>();
        Await.until("both replicas answer", () -> {
            String url = ((TargetDecision.Chosen) live.decide(connector, 9005)).target().service().text();
            assertThat(url).isEqualTo("http://web:9005");
            live.engine.fetchOnceFrom(connector, url).ifPresent(answers::add);
            return answers.equals(Set.of(first, second));
        });
        live.engine.docker("stop", "-t", "0", second);
        live.assertServed(connector, 9005, first);
    }

    @Test
    void the_default_bridge_has_no_names() throws IOException, InterruptedException {
        String connector = live.engine.connector("bridge-connector");
        String name = live.engine.service("bridge-service", 9006, "--expose", "9006");
        live.assertWrong(connector, "http://" + name + ":9006", name);
        live.carryOut(live.assertRefused(connector, 9006, RefusalCode.TARGET_UNREACHABLE));
        live.assertServed(connector, 9006, name);
    }

    @Test
    void no_shared_network_and_nothing_published() throws IOException, InterruptedException {
        String connector = live.engine.connector("far-connector", "--network", live.engine.network("far-a"));
        String name = live.engine.service("far-service", 9007, "--expose", "9007", "--network",
                live.engine.network("far-b"));
        live.assertWrong(connector, "http://" + name + ":9007", name);
        live.carryOut(live.assertRefused(connector, 9007, RefusalCode.TARGET_UNREACHABLE));
        live.assertServed(connector, 9007, name);
    }

    @Test
    void a_connector_in_a_borrowed_network_sees_what_its_owner_sees() throws IOException, InterruptedException {
        String net = live.engine.network("borrowed");
        String owner = live.engine.connector("lender", "--network", net);
        String connector = live.engine.connector("borrower", "--network", "container:" + owner);
        String name = live.engine.service("neighbour", 9008, "--expose", "9008", "--network", net);
        live.assertServed(connector, 9008, name);
        String inside = live.engine.sidecar("same-namespace", 9009, owner);
        assertThat(live.assertServed(connector, 9009, inside).service().text()).isEqualTo("http://localhost:9009");
    }

    @Test
    void a_sidecar_answers_to_the_name_of_its_networks_owner() throws IOException, InterruptedException {
        String net = live.engine.network("sidecars");
        String connector = live.engine.connector("sidecar-connector", "--network", net);
        String owner = live.engine.create("net-owner", "--network", net);
        live.engine.docker("start", owner);
        String sidecar = live.engine.sidecar("sidecar", 9010, owner);
        assertThat(live.assertServed(connector, 9010, sidecar).service().text()).isEqualTo("http://" + owner + ":9010");
        live.assertWrong(connector, "http://" + sidecar + ":9010", sidecar);
        live.engine.docker("rm", "-f", owner);
        Refusal refusal = live.assertRefused(connector, 9010, RefusalCode.TARGET_UNREACHABLE);
        live.assertWrong(connector, "http://" + owner + ":9010", sidecar);
        new Recommendation(refusal, live.engine).with(live.engine.howMade(sidecar).orElseThrow()).run();
        live.assertServed(connector, 9010, sidecar);
    }

    @Test
    void a_service_without_a_network_is_given_one() throws IOException, InterruptedException {
        String connector = live.engine.connector("none-connector", "--network", live.engine.network("none"));
        String name = live.engine.service("none-service", 9011, "--expose", "9011", "--network", "none");
        live.assertWrong(connector, "http://" + name + ":9011", name);
        live.carryOut(live.assertRefused(connector, 9011, RefusalCode.TARGET_UNREACHABLE));
        live.assertServed(connector, 9011, name);
        live.engine.docker("restart", "-t", "0", name);
        live.assertServed(connector, 9011, name);
    }

    @Test
    void a_connector_without_a_network_is_given_one() throws IOException, InterruptedException {
        String connector = live.engine.connector("isolated-connector", "--network", "none");
        String net = live.engine.network("for-isolated");
        String name = live.engine.service("for-isolated", 9012, "--expose", "9012", "--network", net);
        live.assertWrong(connector, "http://" + name + ":9012", name);
        live.carryOut(live.assertRefused(connector, 9012, RefusalCode.TARGET_UNREACHABLE));
        live.assertServed(connector, 9012, name);
    }
}
