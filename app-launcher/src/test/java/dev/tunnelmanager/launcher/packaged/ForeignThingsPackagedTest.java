package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others have written stays as it is, whether ours can stand beside it or not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // Set before everything.
class ForeignThingsPackagedTest {

    private Bench bench;
    private Supervisor shop;
    private int port;

    @BeforeAll
    void start() throws Exception {
        bench = Bench.start();
        port = bench.service("shop");
        shop = bench.supervisor("shop", Era.MODERN);
        shop.structured("port_allocate", "port", port);
    }

    @AfterAll
    void end() throws Exception {
        shop.assertPure();
        assertThat(bench.provider().violations()).isEmpty();
        bench.close();
    }

    @ParameterizedTest
    @CsvSource({"A, 192.0.2.7", "AAAA, 2001:db8::7", "CNAME, elsewhere.example.net", "NS, ns1.example.net"})
    void a_record_that_excludes_ours_is_a_conflict(String type, String content) throws Exception {
        String name = "taken-" + type.toLowerCase(Locale.ROOT) + ".example.com";
        bench.provider().plant(Bench.ZONE, type, name, content, "Eve's");
        List<ObjectNode> records = bench.provider().records(Bench.ZONE);
        long effects = bench.provider().effects();
        String config = bench.config();

        JsonNode answer = shop.structured("tunnel_request_cname", "subdomain", name.replace(".example.com", ""),
                "targetPort", port);
        refused(answer, "foreign_record");
        assertThat(answer.path("error").asText()).contains(type).contains(content);
        assertThat(bench.provider().records(Bench.ZONE)).isEqualTo(records);
        assertThat(bench.provider().effects()).isEqualTo(effects);
        assertThat(bench.config()).isEqualTo(config);
        assertThat(shop.structured("tunnel_delete_cname", "hostname", name).path("success").asBoolean()).isFalse();
        assertThat(bench.provider().records(Bench.ZONE)).isEqualTo(records);
    }

    @ParameterizedTest
    @CsvSource({"MX, mail.example.net", "TXT, v=spf1 -all"})
    void a_record_that_does_not_exclude_ours_stays_beside_it(String type, String content) throws Exception {
        String name = "beside-" + type.toLowerCase(Locale.ROOT) + ".example.com";
        bench.provider().plant(Bench.ZONE, type, name, content, "Eve's");
        List<ObjectNode> records = bench.provider().records(Bench.ZONE);
        String config = bench.config();

        JsonNode answer = shop.structured("tunnel_request_cname", "subdomain", name.replace(".example.com", ""),
                "targetPort", port);
        assertThat(answer.path("success").asBoolean()).as("%s", answer).isTrue();
        assertThat(bench.provider().records(Bench.ZONE)).containsAll(records).hasSize(records.size() + 1);
        assertThat(bench.ask(name)).isEqualTo(new EdgeReply(200, "shop answers /hello"));

        assertThat(shop.structured("tunnel_delete_cname", "hostname", name).path("success").asBoolean()).isTrue();
        assertThat(bench.provider().records(Bench.ZONE)).isEqualTo(records);
        assertThat(bench.config()).isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource({"blog", "wiki"})
    void a_rule_of_others_for_the_hostname_is_a_conflict(String subdomain) throws Exception {
        String config = bench.config();
        long effects = bench.provider().effects();
        JsonNode answer = shop.structured("tunnel_request_cname", "subdomain", subdomain, "targetPort", port);
        refused(answer, "foreign_rule");
        assertThat(bench.config()).isEqualTo(config);
        assertThat(bench.provider().effects()).isEqualTo(effects);
        assertThat(shop.structured("tunnel_delete_cname", "hostname", subdomain + ".example.com").path("success")
                .asBoolean()).isFalse();
        assertThat(bench.config()).isEqualTo(config);
    }

    @Test
    void our_record_that_somebody_has_changed_is_left_alone() throws Exception {
        JsonNode answer = shop.structured("tunnel_request_cname", "subdomain", "changed", "targetPort", port);
        assertThat(answer.path("success").asBoolean()).as("%s", answer).isTrue();
        ObjectNode ours = bench.provider().records(Bench.ZONE).stream()
                .filter(record -> record.path("name").asText().equals("changed.example.com")).findFirst()
                .orElseThrow();
        bench.provider().edit(ours.path("id").asText(), "content", "elsewhere.example.net");
        long effects = bench.provider().effects();

        JsonNode deleted = shop.structured("tunnel_delete_cname", "hostname", "changed.example.com");
        assertThat(bench.provider().effects()).as("%s", deleted).isEqualTo(effects);
        assertThat(bench.provider().records(Bench.ZONE)).anyMatch(record -> record.path("content").asText()
                .equals("elsewhere.example.net"));
    }

    private static void refused(JsonNode answer, String code) {
        assertThat(answer.path("success").asBoolean()).as("%s", answer).isFalse();
        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo(code);
        assertThat(answer.path("recommendation").asText()).isNotBlank();
    }
}
